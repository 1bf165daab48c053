import type { Migrated } from '../../app/migrate.ts';
import type { Outcome } from '../../app/operation.ts';
import { terminal } from '../text/escape.ts';
import { problemLines } from './problems.ts';
import type { View } from './views.ts';

/** What was done, in the order in which it was done, and what is left to somebody. */
export const migrateView: View = async ({ document, warnings }: Outcome<Migrated>, _, { colour }) => {
  const { from, to, before, logs, events, shutMs } = document;
  const next = `Next      set RAMPART_DB, or --db, to ${terminal(to)} wherever ${terminal(from)} is named\n`;
  if (before) return `Moved     before, to its end; nothing was left to do\n${next}`;
  const shut = shutMs === undefined ? 'in an earlier try' : `for ${shutMs} ms`;
  return [
    `Moved     ${logs} ${logs === 1 ? 'log' : 'logs'}, ${events} events this time   ✓ every chain, there and back`,
    `From      ${terminal(from)}   shut: whoever still uses it is told where the logs are`,
    `To        ${terminal(to)}   open`,
    `Shut      both ${shut}; rollouts went on until then`,
    `${next}${problemLines(warnings, colour)}`,
  ].join('\n');
};
