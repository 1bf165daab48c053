import { type Action, ACTIONS } from '../../values/metric.ts';

/** What the machine does, in a report. */
export const DO: Readonly<Record<Action, string>> = {
  notify: 'Notify team',
  hold: 'Hold rollout',
  pause: 'Pause rollout',
  rollback: 'Roll back',
};

/** What the machine does, by the words people use for it. */
const SAYS: Readonly<Record<Action, RegExp>> = {
  rollback: /\b(?:roll ?back|rolls back|revert)\b/i,
  pause: /\b(?:pause|stop|halt|freeze)\b/i,
  hold: /\b(?:hold|slow down|slower|wait)\b/i,
  notify: /\b(?:notify|alert|tell|page|inform)\b/i,
};
const REFUSES = /\b(?:not|never|no|without|if|unless)\b/i;

/** The strictest thing that is said, if it is said plainly. What stands behind a colon is for people. */
export const actionIn = (words: string): Action | undefined => {
  const [first = ''] = words.split(': ');
  if (REFUSES.test(first)) return undefined;
  return ACTIONS.toReversed().find((action) => SAYS[action].test(first));
};
