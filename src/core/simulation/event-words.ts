import type { Plan } from '../plan/plan.ts';
import { actionInWords, percentInWords } from '../plan/report/words.ts';
import type { Event, EventOf, EventType } from '../rollout/events.ts';
import type { RollbackTo } from '../rollout/words.ts';
import { humanDuration } from '../values/duration.ts';

type Words = { readonly [Type in EventType]?: (event: EventOf<Type>, plan: Plan) => string };

/** What happened, in a line. An event that is not here says it all by its name. */
export const eventInWords = (event: Event, plan: Plan): string => {
  const words = WORDS[event.type] as ((event: Event, plan: Plan) => string) | undefined;
  return words ? words(event, plan) : event.type.replaceAll('-', ' ');
};

const WORDS: Words = {
  started: ({ by }) => `started by ${by.name}`,
  approved: ({ by, approval }) => `${by.name} agrees: ${approval}`,
  confirmed: ({ by, item }) => `${by.name} confirms: ${item}`,
  'phase-entered': ({ phase, id }, { phases }) => `enters phase ${phase + 1}: ${phases[phase]?.name ?? id}`,
  'exposure-confirmed': () => 'the flags are what they should be',
  held: ({ holds }) => `held: ${holds.map(({ of, why }) => (of ? `${of}: ${why}` : why)).join('; ')}`,
  released: () => 'goes on: what held it is over',
  paused: ({ why }) => `paused: ${why}`,
  resumed: ({ by, reason }) => `${by.name} resumes: ${reason}`,
  'trigger-fired': ({ trigger, action, why }) => `${trigger} fires → ${actionInWords(action)}: ${why}`,
  'trigger-quieted': ({ trigger }) => `${trigger} is quiet again`,
  'data-lost': ({ trigger, why }) => `nothing heard for ${trigger}: ${why}`,
  'data-found': ({ trigger }) => `heard again for ${trigger}`,
  'silence-passed': ({ trigger, action, why }) => `${trigger} → ${actionInWords(action)}: ${why}`,
  'verdict-began': ({ trigger, verdict, why }) => `${trigger} ${verdict === 'fail' ? 'fails' : 'cannot tell'}: ${why}`,
  'verdict-ended': ({ trigger }) => `${trigger} says something else`,
  'verdict-lasted': ({ trigger, action, why }) => `${trigger} → ${actionInWords(action)}: ${why}`,
  'drift-seen': ({ flags, left }) =>
    `${left ? 'not taken back since an earlier attempt' : 'changed elsewhere'}: ${flags.map(({ key, reaches }) => `${key} reaches ${reaches}`).join(', ')}`,
  'experiment-decided': ({ why }) => `the experiment is decided: ${why}`,
  'drift-ended': () => 'the flags are again what they should be',
  'backend-lost': ({ why }) => `flags out of reach: ${why}`,
  'backend-found': () => 'flags in reach again',
  'deadline-passed': ({ why, action }) => `too late → ${actionInWords(action)}: ${why}`,
  'rollback-decided': ({ to, why, withinMs }) =>
    `rolls back to ${placeInWords(to)} within ${humanDuration(withinMs)}: ${why}`,
  'rollback-overdue': ({ why }) => `the rollback is overdue: ${why}`,
};

const placeInWords = (to: RollbackTo): string => {
  if (to.is === 'off') return percentInWords(0);
  return to.is === 'phase' ? to.phase : percentInWords(to.percent);
};
