import type { FlagState } from '../../src/core/flags/flag-state.ts';
import { copyOf, isClimbing, note } from './ledger.ts';
import { inWords, isWithin, NOBODY, reachesNobody, reachIn, reachOf, sameReach } from './reach.ts';
import type { Agent, Held, Stage } from './stage.ts';
import { TURN_PROMISES } from './turn-promises.ts';

/** Holds what an executor decided against what it knew. Called when it tries to write it down. */
export const judge = (stage: Stage, { look }: Agent): void => {
  if (!look.before || !look.decided) return;
  const after = copyOf(look.before);
  for (const event of look.decided) note(after, event);
  const seen = { stage, look, before: look.before, after, events: look.decided };
  for (const { promise, check } of TURN_PROMISES) {
    const fault = check(seen);
    if (fault !== undefined) stage.breaks(promise, fault);
  }
};

/** A turn that came to nothing decided nothing: that too may break a promise. */
export const finished = (stage: Stage, agent: Agent): void => {
  if (!agent.look.looked || agent.look.decided) return;
  agent.look.decided = [];
  judge(stage, agent);
};

/** A write as it was sent: after which events, and what the flag was thought to be. */
export type Issue = {
  readonly at: number;
  readonly attempt: number;
  readonly phase: number;
  readonly saw: Held | undefined;
};

/** A write that leaves an executor. What it raises, the log allows at this very moment. */
export const issued = (stage: Stage, agent: Agent, flag: FlagState): Issue => {
  const { ledger, plan } = stage;
  const { look } = agent;
  const saw = look.flags?.get(flag.key);
  const wants = reachOf(flag);
  if (look.refused) stage.breaks(5, `${agent.name} writes after its append was refused`);
  if (!plan.flags.some(({ key }) => key === flag.key))
    stage.breaks(1, `${agent.name} writes ${flag.key}, which is not of this plan`);
  if (!isWithin(wants, reachIn(plan, ledger.phase)) && ledger.attempt === look.before?.attempt)
    stage.breaks(1, `${agent.name} asks for ${inWords(wants)} in phase ${ledger.phase}`);
  if (!isWithin(wants, reachOf(saw?.flag))) {
    if (ledger.rollback)
      stage.breaks(2, `${agent.name} raises ${flag.key} to ${inWords(wants)} after a rollback was decided`);
    else if (ledger.status === 'paused') stage.breaks(2, `${agent.name} raises ${flag.key} while it is paused`);
    else if (!isClimbing(ledger)) stage.breaks(1, `${agent.name} raises ${flag.key} while it is ${ledger.status}`);
  }
  if (reachesNobody(wants)) offInOrder(stage, agent, flag.key);
  return { at: ledger.count, attempt: ledger.attempt, phase: ledger.phase, saw };
};

/** What rests on a flag is off, or was told to be, before the flag itself is. */
const offInOrder = (stage: Stage, { name, look }: Agent, key: string): void => {
  for (const { key: other, prerequisites } of stage.plan.flags) {
    if (!prerequisites.includes(key)) continue;
    const is = look.acknowledged.get(other) ?? look.flags?.get(other)?.flag;
    if (!reachesNobody(reachOf(is)))
      stage.breaks(10, `${name} switches ${key} off, and ${other} that rests on it is on`);
  }
};

type Landed = { readonly before: Held; readonly after: Held; readonly issue: Issue };

/** A write that took effect, maybe long after it was sent. */
export const landed = (stage: Stage, { before, after, issue }: Landed): void => {
  const { ledger, plan } = stage;
  const [was, is] = [reachOf(before.flag), reachOf(after.flag)];
  if (ledger.attempt === issue.attempt && !isWithin(is, reachIn(plan, ledger.phase)))
    stage.breaks(1, `${inWords(is)} have it in phase ${ledger.phase}`);
  if (ledger.rollback && ledger.rollback.at <= issue.at && !isWithin(is, was))
    stage.breaks(2, `${inWords(was)} became ${inWords(is)} after a rollback was decided`);
  if (before.by === 'person' && issue.saw === before && ledger.driftIsLeft)
    stage.breaks(9, `${inWords(was)}, set by somebody else and left to people, became ${inWords(is)}`);
  if (before.by === 'person' && issue.saw === before && isSilent(stage, { before, after, issue }))
    stage.breaks(9, `${inWords(was)}, set by somebody else, became ${inWords(is)} and nobody wrote it down`);
};

const isSilent = ({ ledger, plan }: Stage, { before, after, issue }: Landed): boolean => {
  const was = reachOf(before.flag);
  const ours = [issue.phase, issue.phase - 1].some((phase) => sameReach(was, reachIn(plan, phase)));
  if (ours || ledger.driftSeenAt > before.at) return false;
  if (ledger.rollback && isWithin(reachOf(after.flag), was)) return false;
  // Changed once more in the same way: it was written down when it was seen first.
  const key = before.flag?.key ?? after.flag?.key;
  const known = ledger.drift?.find((one) => one.key === key)?.reaches;
  return known === undefined || known !== waysOf(was, reachOf(after.flag));
};

const waysOf = (was: ReturnType<typeof reachOf>, wanted: ReturnType<typeof reachOf>): 'more' | 'less' | 'nobody' => {
  if (sameReach(was, NOBODY)) return 'nobody';
  return isWithin(was, wanted) ? 'less' : 'more';
};
