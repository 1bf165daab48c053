import { z } from 'zod';
import { failed, ok, problem, type Problem, type Result } from '../core/problem.ts';
import { isOpen } from '../core/rollout/news.ts';
import type { State } from '../core/rollout/state.ts';
import type { PrHost } from '../ports/pr-host.ts';
import { recent } from './announce/announce.ts';
import { whereaboutsOf } from './executor/card.ts';
import { db, rolloutId } from './executor/fields.ts';
import { findOnly } from './executor/find.ts';
import { load, type Rollout } from './executor/journal.ts';
import { lookInto } from './executor/open.ts';
import { words } from './fields.ts';
import { operation, outcome, type Ports } from './operation.ts';
import { placedHere, whichRepository } from './pipeline.ts';
import { placeOfReview } from './review/fields.ts';
import { restated, see, type Seen } from './review/see.ts';

const One = z.strictObject({
  id: z.string(),
  pull: z.int().optional().meta({ description: 'the number of its pull or merge request; absent where it has none' }),
  did: z.enum(['nothing', 'updated']),
  why: z.string().meta({ description: 'what the comment says of the rollout, or why it says nothing' }),
});
type One = z.infer<typeof One>;

const Told = z.strictObject({ schemaVersion: z.literal(1), rollouts: z.array(One) });

export const tell = operation({
  name: 'tell',
  summary: 'Says in the one comment on a pull request where its rollout stands; writes nothing while that is the same.',
  effect: 'acts',
  examples: [
    { command: 'rampart tell --all --repo acme/shop', what: 'after each rampart tick --all' },
    { command: 'rampart tell new-login --repo acme/shop', what: 'one of them, on the request that ends at its commit' },
  ],
  input: z.strictObject({
    rollout: rolloutId.optional(),
    all: z.boolean().optional().meta(words('every rollout of which there was news within a day')),
    ...placeOfReview,
    pr: z
      .int()
      .min(1)
      .max(1e9)
      .optional()
      .meta(
        words('the number of the pull or merge request; left out: the one that ends at the commit of the plan', {
          value: 'N',
        }),
      ),
    db,
  }),
  output: Told,
  run: async (given, ports) => {
    const { repo, host: name = 'github' } = placedHere({ repo: given.repo, host: given.host }, await ports.pipeline());
    if (repo === undefined) return failed(whichRepository());
    const rollouts = await rolloutsIn(given, ports);
    if (!rollouts.ok) return rollouts;
    const host = await ports.openHost(name, repo);
    return host.ok ? allTold(rollouts.value, { host: host.value, pr: given.pr, all: given.all === true }, ports) : host;
  },
});

type Given = {
  readonly rollout?: string | undefined;
  readonly all?: boolean | undefined;
  readonly db?: string | undefined;
};

const rolloutsIn = ({ rollout, all, db: file }: Given, ports: Ports): Promise<Result<readonly Rollout[]>> =>
  lookInto(ports, file, async (log) => {
    const id = all ? ok('') : await findOnly(log, rollout);
    const ids = all ? await recent(log, ports) : id.ok ? ok([id.value]) : id;
    if (!ids.ok) return ids;
    const loaded = await Promise.all(ids.value.map((one) => load(log, one)));
    const problems = loaded.flatMap((one) => (one.ok ? [] : one.problems));
    return problems.length > 0 ? failed(...problems) : ok(loaded.flatMap((one) => (one.ok ? [one.value] : [])));
  });

type Where = { readonly host: PrHost; readonly pr: number | undefined; readonly all: boolean };

/** One after the other. What goes wrong with one keeps no other from being told of; nothing told and something wrong is a failure. */
const allTold = async (rollouts: readonly Rollout[], where: Where, ports: Ports) => {
  const told: One[] = [];
  const problems: Problem[] = [];
  for (const rollout of rollouts) {
    const one = await toldOf(rollout, where, ports);
    if (one.ok) told.push(one.value);
    else problems.push(...one.problems);
  }
  if (problems.length > 0 && told.length === 0) return failed(...problems);
  const warnings = problems.map((found) => ({ ...found, severity: 'warning' as const }));
  return ok(outcome({ schemaVersion: 1 as const, rollouts: told }, { warnings }));
};

const toldOf = async (rollout: Rollout, { host, pr, all }: Where, ports: Ports): Promise<Result<One>> => {
  const { id, plan } = rollout;
  const head = plan.change.head;
  const ending = pr !== undefined ? ok([pr]) : head === undefined ? ok([]) : await host.endingAt(head);
  if (!ending.ok) return ending;
  const [number] = ending.value;
  if (number === undefined)
    return all ? ok({ id, did: 'nothing', why: 'no pull request ends at its commit' }) : failed(noPull(id));
  const seen = await see(host, number, ports);
  if (!seen.ok) return seen;
  return head === seen.value.pull.head ? told(rollout, seen.value) : failed(ofAnother(id, number));
};

const told = async (rollout: Rollout, { host, pull, mine, writing }: Seen): Promise<Result<One>> => {
  const [why, done] = [standingInComment(rollout), { id: rollout.id, pull: pull.number }];
  if (mine === undefined) return ok({ ...done, did: 'nothing', why: 'there is no comment of ours' });
  const { plan, state } = rollout;
  const now = state.status === 'pending' ? undefined : { plan, state: state.status };
  const body = writing.answered(restated(mine.body, now, { host, writing }), why, host.maxLength);
  if (body === mine.body) return ok({ ...done, did: 'nothing', why });
  const put = await host.put(pull.number, mine.id, body);
  return put.ok ? ok({ ...done, did: 'updated', why }) : put;
};

/** Where it stands and why, in words that may be read by more people than may see the servers: no time, no address. */
const standingInComment = ({ id, plan, state }: Rollout): string => {
  const { status, percent, phase } = whereaboutsOf(plan, state);
  const at = phase === undefined ? `${percent} %` : `${percent} %, ${phase}`;
  return [`Rollout ${id}: ${status.replace('-', ' ')}, ${at}`, ...reasonsIn(state)].join('\n');
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
    hint: 'name the pull request whose commits it rolls out, or none: it is found by its commit',
  });

const noPull = (id: string) =>
  problem({
    kind: 'usage',
    code: 'no-pull-request',
    path: id,
    message: 'no pull request ends at the commit of its plan',
    hint: 'name it with --pr, if the plan was made for one',
  });
