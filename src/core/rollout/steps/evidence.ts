import { plainLine } from '../../values/quote.ts';
import { isSequential } from '../evidence.ts';
import { actingTriggers } from '../look.ts';
import type { Trigger } from '../../plan/watch.ts';
import { isClimbing, record, type Step, type Turn } from '../turn.ts';
import { heardOf, windowsDue } from '../windows.ts';

/** Counts every window that is complete, whatever the rollout is waiting for, and gives up what nobody can tell any more. */
export const noteEvidence: Step = (turn) =>
  isClimbing(turn) ? actingTriggers(turn.plan, turn.state).filter(isSequential).reduce(counted, turn) : turn;

const counted = (turn: Turn, trigger: Trigger): Turn => {
  let now = turn;
  for (const window of windowsDue(turn.state, trigger, turn.tick.atMs)) {
    const heard = heardOf(turn.plan, turn.tick, trigger, window);
    if (!heard) return now;
    const about = { trigger: trigger.id, window: window.nth };
    now =
      'why' in heard
        ? record(now, { type: 'evidence-missed', ...about, why: plainLine(heard.why) })
        : record(now, { type: 'evidence-counted', ...about, counted: heard });
  }
  return now;
};
