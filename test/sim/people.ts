import { abort } from '../../src/app/abort.ts';
import { advance } from '../../src/app/advance.ts';
import { approve } from '../../src/app/approve.ts';
import { confirm } from '../../src/app/confirm.ts';
import { ask } from '../../src/app/executor/ask.ts';
import { freeze } from '../../src/app/freeze.ts';
import { hold } from '../../src/app/hold.ts';
import type { Operation } from '../../src/app/operation.ts';
import { pause } from '../../src/app/pause.ts';
import { restart } from '../../src/app/restart.ts';
import { resume } from '../../src/app/resume.ts';
import { rollback } from '../../src/app/rollback.ts';
import { unfreeze } from '../../src/app/unfreeze.ts';
import { ok, type Result } from '../../src/core/problem.ts';
import { logFor } from './log.ts';
import { portsFor } from './outside.ts';
import { OPTIONS } from './plans.ts';
import { finished } from './promises.ts';
import { inWords, reachOf } from './reach.ts';
import { agentCalled, aFlag, lookAround, type Stage } from './stage.ts';

type Wish = readonly [operation: Operation, more: (stage: Stage) => Record<string, unknown>];

const nothing = (): Record<string, unknown> => ({});

/** What people come and ask for, by how often. */
const WISHES: readonly [Wish, ...Wish[]] = [
  [pause, nothing],
  [resume, nothing],
  [resume, nothing],
  [resume, nothing],
  [hold, nothing],
  [advance, nothing],
  [advance, nothing],
  [freeze, ({ dice }) => (dice.is(0.5) ? { lasts: '10m' } : {})],
  [unfreeze, nothing],
  [rollback, ({ plan, dice }) => ({ to: plan.phases[dice.from(0, 1)]?.id, gradual: dice.is(0.5) })],
  [rollback, ({ dice }) => ({ to: dice.pick(['off', '5%', '20%']), gradual: dice.is(0.5) })],
  [abort, nothing],
  [restart, nothing],
  [restart, nothing],
  [approve, ({ plan, dice }) => ({ before: dice.pick([plan.phases[1]?.id, plan.phases[2]?.id]) })],
  [approve, ({ plan }) => ({ before: plan.phases[1]?.id, digest: 'ab'.repeat(32) })],
  [confirm, () => ({ item: ['told'] })],
];

const STAFF: readonly [Staff, ...Staff[]] = [
  { by: 'anna', role: ['engineering'] },
  { by: 'ben', role: ['engineering', 'product'] },
  { by: 'zoe', role: ['engineering', 'product'] },
];
type Staff = { readonly by: string; readonly role: readonly string[] };

/** Somebody comes, asks for one thing, and leaves; maybe in the middle of it. */
export const comes = async (stage: Stage): Promise<void> => {
  const { dice } = stage;
  const [operation, more] = dice.pick(WISHES);
  await asks(stage, operation, { ...dice.pick(STAFF), ...more(stage) });
};

export const asks = async (
  stage: Stage,
  operation: Operation,
  more: Record<string, unknown>,
): Promise<Result<unknown>> => {
  const person = agentCalled(String(more['by'] ?? 'anna'));
  const input = { rollout: stage.id, by: 'anna', reason: 'because', yes: true, ...more };
  stage.tell(person.name, `asks: ${operation.name}${more['to'] === undefined ? '' : ` ${String(more['to'])}`}`);
  const answer = await operation.run(input, portsFor(stage, person));
  finished(stage, person);
  if (!answer.ok) stage.tell(person.name, `is told ${answer.problems.map(({ code }) => code).join(', ')}`);
  return answer;
};

/** Whatever has to be given before the first phase, and on the way. */
export const beginsWell = async (stage: Stage): Promise<void> => {
  if (stage.ledger.status === 'pending') await starts(stage);
  await asks(stage, confirm, { by: 'zoe', item: ['told'] });
  for (const { before } of stage.plan.approvals)
    for (const staff of STAFF) await asks(stage, approve, { ...staff, before });
};

const starts = async (stage: Stage): Promise<void> => {
  const person = agentCalled('anna');
  const { dice, time } = stage;
  const by = { name: 'anna', roles: ['engineering'] };
  const onDrift = dice.pick(['pause', 'repair'] as const);
  const authors = dice.is(0.9) ? ['zoe'] : [];
  stage.tell('anna', `starts it (drift: ${onDrift})`);
  const options = { ...OPTIONS, onDrift };
  await ask(logFor(stage, person), stage.id, () =>
    ok({ is: 'start', by, reason: 'go', atMs: time.nowMs(), authors, options }),
  );
};

/** Somebody changes a flag where it lives, and tells nobody. */
export const meddles = async (stage: Stage): Promise<void> => {
  const { dice, plan, held } = stage;
  const key = dice.pick(plan.flags.map((flag) => flag.key) as [string, ...string[]]);
  const now = held.get(key)?.flag;
  const percent = dice.pick([0, 3, 33, 77, 100]);
  const bare = { ...(now ?? aFlag(key, 0)), enabled: percent > 0, percent };
  const flag = dice.is(0.3) ? { ...bare, rings: [], allow: [] } : bare;
  const { revision, ...made } = flag;
  await stage.flags.write(made, revision);
  await lookAround(stage, 'person');
  stage.tell('somebody', `sets ${key} to ${inWords(reachOf(held.get(key)?.flag))}`);
};
