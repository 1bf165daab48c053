import { z } from 'zod';
import { failed, ok, problem, type Result } from '../core/problem.ts';
import { isOpen } from '../core/rollout/news.ts';
import type { State } from '../core/rollout/state.ts';
import { whereaboutsOf } from './executor/card.ts';
import { db, rolloutId } from './executor/fields.ts';
import { find } from './executor/find.ts';
import { load, type Rollout } from './executor/journal.ts';
import { withLog } from './executor/open.ts';
import { words } from './fields.ts';
import { operation, outcome, type Ports } from './operation.ts';
import { placedHere, whichRepository } from './pipeline.ts';
import { placeOfReview } from './review/fields.ts';
import { see, type Seen } from './review/see.ts';

const Told = z.strictObject({
  schemaVersion: z.literal(1),
  did: z.enum(['nothing', 'updated']),
  why: z.string().meta({ description: 'what the comment says of the rollout, or why it says nothing' }),
});
type Told = z.infer<typeof Told>;

export const tell = operation({
  name: 'tell',
  summary: 'Says in the one comment on a pull request where its rollout stands; writes nothing while that is the same.',
  effect: 'acts',
  examples: [{ command: 'rampart tell new-login --repo acme/shop --pr 12', what: 'after each rampart tick --all' }],
  input: z.strictObject({
    rollout: rolloutId,
    ...placeOfReview,
    pr: z
      .int()
      .min(1)
      .max(1e9)
      .meta(words('the number of the pull or merge request', { value: 'N' })),
    db,
  }),
  output: Told,
  run: async (given, ports) => {
    const { rollout: meant, repo, host: name = 'github', pr, db: file } = placedHere(given, await ports.pipeline());
    if (repo === undefined) return failed(whichRepository());
    const rollout = await rolloutIn(file, meant, ports);
    if (!rollout.ok) return rollout;
    const host = await ports.openHost(name, repo);
    const seen = host.ok ? await see(host.value, pr ?? given.pr, ports) : host;
    if (!seen.ok) return seen;
    return rollout.value.plan.change.head === seen.value.pull.head
      ? told(rollout.value, seen.value)
      : failed(ofAnother(rollout.value.id, seen.value.pull.number));
  },
});

const rolloutIn = (file: string | undefined, meant: string, ports: Ports): Promise<Result<Rollout>> =>
  withLog(ports, file, async (log) => {
    const id = await find(log, meant);
    return id.ok ? load(log, id.value) : id;
  });

const done = (did: Told['did'], why: string) => ok(outcome<Told>({ schemaVersion: 1, did, why }));

const told = async (rollout: Rollout, { host, pull, mine, writing }: Seen) => {
  const why = standingInComment(rollout);
  if (mine === undefined) return done('nothing', 'there is no comment of ours');
  const body = writing.answered(mine.body, why, host.maxLength);
  if (body === mine.body) return done('nothing', why);
  const put = await host.put(pull.number, mine.id, body);
  return put.ok ? done('updated', why) : put;
};

/** Where it stands and why, in words that may be read by more people than may see the servers: no time, no address. */
const standingInComment = ({ id, plan, state }: Rollout): string => {
  const { status, percent, phase } = whereaboutsOf(plan, state);
  const at = phase === undefined ? `${percent} %` : `${percent} %, ${phase}`;
  return [`Rollout ${id}: ${status}, ${at}`, ...reasonsIn(state)].join('\n');
};

const reasonsIn = ({ pause, holds, rollback }: State): readonly string[] => [
  ...(rollback ? [rollback.why] : []),
  ...(pause ? [isOpen(pause.cause) ? pause.why : `paused: ${pause.cause}, see rampart why`] : []),
  ...holds.map(({ cause, why }) => (isOpen(cause) ? why : `held: ${cause}, see rampart why`)),
];

const ofAnother = (id: string, number: number) =>
  problem({
    kind: 'refused',
    code: 'another-pull-request',
    path: id,
    message: `its plan was not made for #${number}`,
    hint: 'name the pull request whose commits it rolls out',
  });
