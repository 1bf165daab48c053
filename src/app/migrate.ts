import { z } from 'zod';
import { failed, ok, problem, type Problem, type Result } from '../core/problem.ts';
import { plain } from '../core/values/quote.ts';
import type { EventLog } from '../ports/event-log.ts';
import type { LogPlace } from '../ports/log-place.ts';
import { isAddress } from '../ports/place.ts';
import { sourcePlace } from '../ports/metric-source.ts';
import { LIVE } from '../core/rollout/table.ts';
import { readCards } from './executor/card.ts';
import { load } from './executor/journal.ts';
import { words } from './fields.ts';
import { inFolder, isWhole } from './folders.ts';
import { move } from './migrate/move.ts';
import { operation, outcome, type Outcome, type Ports } from './operation.ts';

const place = z.string().min(1).max(4096);

const Input = z.strictObject({
  from: place.meta(words('where the event logs are: a file, or postgres://…', { value: 'PLACE' })),
  to: place.meta(words('where they go: an empty database, or a file that is not there yet', { value: 'PLACE' })),
});
type Input = z.infer<typeof Input>;

export const Migrated = z.strictObject({
  schemaVersion: z.literal(1),
  from: z.string(),
  to: z.string(),
  before: z.boolean().meta({ description: 'it had been moved before, and there was nothing left to do' }),
  logs: z.int(),
  events: z.int().meta({ description: 'brought over this time' }),
  shutMs: z.number().optional().meta({ description: 'how long neither place took anything' }),
});
export type Migrated = z.infer<typeof Migrated>;

export const migrate = operation({
  name: 'migrate',
  summary:
    'Moves all event logs to another place while rollouts go on, verifies every chain, and shuts the old place. Safe to repeat.',
  effect: 'acts',
  examples: [
    {
      command: 'rampart migrate --from .rampart/rampart.db --to postgres://rampart@db.example.com/rampart',
      what: 'from one machine to many; whoever still uses the file is told where the logs are now',
    },
  ],
  input: Input,
  output: Migrated,
  run: async (input, ports) => {
    const from = await oldPlace(input.from, ports);
    if (!from.ok) return from;
    const to = await ports.openPlace(whole(input.to, ports), { make: true });
    try {
      return to.ok ? await moved({ from: from.value, to: to.value }, ports) : to;
    } finally {
      await Promise.all([from.value.log.close(), to.ok ? to.value.log.close() : undefined]);
    }
  },
});

const moved = async (
  { from, to }: { readonly from: LogPlace; readonly to: LogPlace },
  ports: Ports,
): Promise<Result<Outcome<Migrated>>> => {
  const tell = (done: number, of: number): void => ports.progress(`${done} of ${of} logs`);
  const done = await move({ from, to, nowMs: ports.clock.nowMs, tell });
  ports.progress(undefined);
  if (!done.ok) return done;
  const warnings = isAddress(to.at) ? await keptHere(to.log) : [];
  return ok(outcome<Migrated>({ schemaVersion: 1, from: from.at, to: to.at, ...done.value }, { warnings }));
};

/** A file is named as it is found from any folder: its name stands at the other place. */
const whole = (named: string, { folder }: Ports): string =>
  isAddress(named) || isWhole(named) ? named : inFolder(folder, named);

/** None is made only to be moved. */
const oldPlace = async (named: string, ports: Ports): Promise<Result<LogPlace>> => {
  const at = whole(named, ports);
  return isAddress(at) || (await ports.files.exists(at)) ? ports.openPlace(at, { make: false }) : failed(noLog(at));
};

const noLog = (at: string): Problem =>
  problem({
    kind: 'usage',
    code: 'log-absent',
    path: plain(at, 200),
    message: 'there is no event log',
    hint: 'name the file with --from: usually .rampart/rampart.db',
  });

/** Rollouts under way whose flags or metrics are files: other machines will not find them. */
const keptHere = async (log: EventLog): Promise<readonly Problem[]> => {
  const listed = await log.list();
  const live = listed.ok ? readCards(listed.value).filter(({ summary }) => LIVE.includes(summary.status)) : [];
  const found: Problem[] = [];
  for (const { id } of live) {
    const rollout = await load(log, id);
    const { flags, metrics, checks } = rollout.ok ? rollout.value.places : {};
    const files = [flags, metrics && sourcePlace(metrics).at, checks].filter((one) => one && !isAddress(one));
    if (files.length > 0) found.push(onThisMachine(id, files.join(', ')));
  }
  return found;
};

const onThisMachine = (id: string, files: string): Problem =>
  problem({
    kind: 'stale',
    code: 'migrate-files',
    path: id,
    severity: 'warning',
    message: `what it needs are files of this machine: ${plain(files, 200)}`,
    hint: 'take its turns here only, or start it anew with places that every machine reaches',
  });
