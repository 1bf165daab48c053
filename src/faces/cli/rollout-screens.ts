import type { Standing } from '../../app/executor/standing.ts';
import type { Watched } from '../../app/executor/watched.ts';
import type { Preview } from '../../app/preview.ts';
import type { Programs } from '../../app/programs.ts';
import type { Outcome } from '../../app/operation.ts';
import type { Event } from '../../core/rollout/events.ts';
import type { Explained, ListedRollouts } from '../text/rollouts.ts';
import type { Load } from '../text/render.ts';
import { problemLines } from './problems.ts';
import type { View } from './views.ts';

export const standingView =
  (load: Load): View =>
  async ({ document, warnings }: Outcome<Standing>, _, screen) => {
    const { standingText } = await import('../text/rollouts.ts');
    return `${await standingText(document, load, screen)}${problemLines(warnings, screen.colour)}`;
  };

/** For what was told as it happened: it is not said a second time at the end. */
export const toldView =
  (load: Load): View =>
  ({ document, ...rest }: Outcome<Standing>, input, screen) =>
    standingView(load)({ ...rest, document: { ...document, happened: [] } } as never, input, screen);

export const whyView =
  (load: Load): View =>
  async ({ document, warnings }: Outcome<Explained>, _, screen) => {
    const { whyText } = await import('../text/rollouts.ts');
    return `${await whyText(document, load, screen)}${problemLines(warnings, screen.colour)}`;
  };

export const tickView =
  (load: Load): View =>
  async ({ document, warnings }: Outcome<{ readonly rollouts: readonly Standing[] }>, _, screen) => {
    const { tickText } = await import('../text/rollouts.ts');
    return `${await tickText(document.rollouts, load, screen)}${problemLines(warnings, screen.colour)}`;
  };

/** The same lines as on the screen, for a pipe and for what stays in the terminal afterwards. */
export const watchView: View = async ({ document, warnings }: Outcome<Watched>, _, { width, colour }) => {
  const [{ linesAsText }, { liveLines }] = await Promise.all([
    import('../tui/line.ts'),
    import('../tui/watch/live-view.ts'),
  ]);
  const lines = liveLines(document, 0, { columns: width, rows: 40 });
  return `${linesAsText(lines, colour)}${problemLines(warnings, colour)}`;
};

export const listView =
  (load: Load): View =>
  async ({ document }: Outcome<ListedRollouts>, _, screen) =>
    (await import('../text/rollouts.ts')).rolloutsText(document, load, screen);

export const previewView =
  (load: Load): View =>
  async ({ document, warnings }: Outcome<Preview>, _, screen) => {
    const { previewText } = await import('../text/rollouts.ts');
    return `${await previewText(document, load, screen)}${problemLines(warnings, screen.colour)}`;
  };

export const programsView =
  (load: Load): View =>
  async ({ document, warnings }: Outcome<Programs>, _, screen) => {
    const { programsText } = await import('../text/programs.ts');
    return `${await programsText(document, load, screen)}${problemLines(warnings, screen.colour)}`;
  };

type Told = { readonly id: string; readonly events: readonly Event[] };

export const logView =
  (load: Load): View =>
  async ({ document: { id, events } }: Outcome<Told>, _, screen) => {
    const [{ logText }, { told }] = await Promise.all([
      import('../text/rollouts.ts'),
      import('../../app/executor/told.ts'),
    ]);
    return logText(id, told(events), load, screen);
  };
