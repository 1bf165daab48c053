import { reachesMore } from '../../core/flags/compare.ts';
import type { FlagState } from '../../core/flags/flag-state.ts';
import { failed, problem, type Problem, type Result } from '../../core/problem.ts';
import { toWrite } from '../../core/rollout/desired.ts';
import { inTime } from './deadline.ts';
import type { Rollout } from './journal.ts';
import { saidOf, type World } from './world.ts';

export type Reconciled = {
  readonly written: readonly string[];
  /** What the flag system said to the first write that it refused. */
  readonly writeFailure: string | undefined;
};

/**
 * Tells the flag system what it does not hold yet. Safe to die in and to repeat: nothing is believed to be done until
 * the next turn has read it back. What goes down goes first and from the last flag on, so that what rests on another is
 * off before it.
 */
export const reconcile = async (rollout: Rollout, found: readonly FlagState[], world: World): Promise<Reconciled> => {
  const { plan, state } = rollout;
  const wanted = toWrite(plan, state, found);
  const written: string[] = [];
  const [up, down] = [true, false].map((raises) => wanted.filter((flag) => isRaise(flag, found) === raises));
  for (const flag of [...(down ?? []).toReversed(), ...(up ?? [])]) {
    const done = await write(rollout, flag, found, world);
    if (!done.ok) return { written, writeFailure: saidOf(done.problems) };
    written.push(flag.key);
  }
  return { written, writeFailure: undefined };
};

const write = async (
  rollout: Rollout,
  { revision, ...flag }: FlagState,
  found: readonly FlagState[],
  world: World,
): Promise<Result<void>> => {
  if (isRaise(flag, found) && (await movedOn(rollout, world))) return failed(overtaken());
  return inTime(world.clock, world.flags.write(flag, revision), (said) => failed(late(flag.key, said)));
};

const isRaise = (flag: FlagState, found: readonly FlagState[]): boolean => {
  const before = found.find(({ key }) => key === flag.key);
  return !before || reachesMore(flag, before);
};

/**
 * Whether what was decided last is not the last any more: an executor that was asleep between its decision and its write
 * must not raise what another has taken back meanwhile, nor what no log tells of.
 */
const movedOn = async ({ id, head }: Rollout, { log }: World): Promise<boolean> => {
  const now = await log.read(id, head.version);
  return !now.ok || now.value.length !== 1 || now.value[0]?.hash !== head.hash;
};

const overtaken = (): Problem =>
  problem({
    kind: 'stale',
    code: 'overtaken',
    message: 'somebody else has acted since this was decided',
    hint: 'nothing was written; the next turn sees what holds now',
  });

const late = (key: string, said: string): Problem =>
  problem({ kind: 'unreachable', code: 'flags-late', path: key, message: said, hint: 'the next turn tries again' });
