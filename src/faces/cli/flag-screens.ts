import type { StaleFlags } from '../../app/flags/stale.ts';
import type { FlagRow, FlagStanding } from '../../app/flags/standing.ts';
import type { Outcome } from '../../app/operation.ts';
import type { Inventory } from '../../core/flags/inventory.ts';
import { terminal } from '../text/escape.ts';
import type { Load } from '../text/render.ts';
import { problemLines } from './problems.ts';
import type { View, Views } from './views.ts';

const flagView =
  (load: Load): View =>
  async ({ document, warnings }: Outcome<FlagStanding>, _, screen) =>
    `${await (await import('../text/flags.ts')).flagText(document, load, screen)}${problemLines(warnings, screen.colour)}`;

const canaryView: View = async ({ document }: Outcome<FlagStanding>) =>
  (await import('../text/flags.ts'))
    .canaryText(document)
    .map((line) => `${terminal(line)}\n`)
    .join('');

const flagsView =
  (load: Load): View =>
  async ({ document, warnings }: Outcome<{ readonly flags: readonly FlagRow[] }>, _, screen) => {
    const { flagsText } = await import('../text/flags.ts');
    return `${await flagsText(document.flags, load, screen)}${problemLines(warnings, screen.colour)}`;
  };

const staleView =
  (load: Load): View =>
  async ({ document, warnings }: Outcome<StaleFlags>, _, screen) => {
    const { staleText } = await import('../text/inventory.ts');
    return `${await staleText(document, load, screen)}${problemLines(warnings, screen.colour)}`;
  };

const inventoryView =
  (load: Load): View =>
  async ({ document, written }: Outcome<Inventory>, _, screen) =>
    (await import('../text/inventory.ts')).inventoryText(document, written, load, screen);

export const flagViews = (load: Load): Views => ({
  'flags rollout': flagView(load),
  'flags canary': flagView(load),
  'flags canary-add': flagView(load),
  'flags canary-remove': flagView(load),
  'flags canary-list': canaryView,
  'flags get': flagView(load),
  'flags stale': staleView(load),
  'flags status': flagsView(load),
  import: inventoryView(load),
});
