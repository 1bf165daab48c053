import type { Event, EventOf, EventType } from '../../core/rollout/events.ts';
import type { Actor, RollbackTo } from '../../core/rollout/words.ts';
import { formatPercent } from '../../core/values/percent.ts';

/** An event as a person would say it: what happened, and why or who. */
export type Told = { readonly atMs: number; readonly what: string; readonly why: string };

/** Turns themselves, and what they counted, are left out: what came of them is told. */
export const told = (events: readonly Event[]): readonly Told[] =>
  events.flatMap((event): Told[] => {
    if (event.type === 'turn-taken' || event.type === 'evidence-counted' || event.type === 'experiment-counted')
      return [];
    const [what, why] = (WORDS[event.type] as (event: Event) => Words)(event);
    return [{ atMs: event.atMs, what, why }];
  });

type Words = readonly [what: string, why: string];

const by = ({ name }: Actor, reason: string): string => `${name}: ${reason}`;
const said = (event: { readonly by: Actor; readonly reason: string }): string => by(event.by, event.reason);

const WORDS: {
  readonly [Type in Exclude<EventType, 'turn-taken' | 'evidence-counted' | 'experiment-counted'>]: (
    event: EventOf<Type>,
  ) => Words;
} = {
  started: (event) => ['started', said(event)],
  approved: (event) => [`approved ${event.approval}`, said(event)],
  confirmed: (event) => [`confirmed ${event.item}`, said(event)],
  'phase-entered': ({ id, why }) => [`went on to ${id}`, inShort(why)],
  'exposure-confirmed': () => ['flags read back', 'they are what they should be'],
  'soak-skipped': (event) => ['skipped the rest of the soak', said(event)],
  held: ({ holds }) => ['held', holds.map(({ of, why }) => [of, why].filter(Boolean).join(': ')).join('; ')],
  released: () => ['went on', 'nothing holds it any more'],
  paused: ({ cause, why, by: who }) => [`paused (${cause})`, who ? by(who, why) : why],
  resumed: (event) => ['resumed', said(event)],
  'trigger-fired': ({ trigger, action, why }) => [`${trigger} fired: ${action}`, why],
  'trigger-quieted': ({ trigger, why }) => [`${trigger} is quiet`, why],
  'data-lost': ({ trigger, why }) => [`nothing is heard for ${trigger}`, why],
  'data-found': ({ trigger }) => [`${trigger} is heard again`, ''],
  'silence-passed': ({ trigger, action, why }) => [`silent too long, ${trigger}: ${action}`, why],
  'verdict-began': ({ trigger, verdict, why }) => [`${trigger} ${verdict === 'fail' ? 'fails' : 'cannot tell'}`, why],
  'verdict-ended': ({ trigger }) => [`${trigger} says something else`, ''],
  'verdict-lasted': ({ trigger, action, why }) => [`undecided too long, ${trigger}: ${action}`, why],
  'evidence-missed': ({ trigger, why }) => [`a window of ${trigger} was not heard`, why],
  'experiment-missed': ({ why }) => ['a window of the experiment was not heard', why],
  'experiment-decided': ({ is, why }) => [`experiment: ${is}`, why],
  'drift-seen': ({ flags, answer, left }) => [
    `drift: ${answer}`,
    flags
      .map(({ key, reaches }) =>
        left ? `${key} is still on since an earlier attempt` : `${key} was changed elsewhere and reaches ${reaches}`,
      )
      .join('; '),
  ],
  'drift-ended': () => ['drift is over', 'the flags are what they should be'],
  'backend-lost': ({ why }) => ['flags out of reach', why],
  'backend-found': () => ['flags in reach again', ''],
  'deadline-passed': ({ action, why }) => [`took too long: ${action}`, why],
  'rollback-decided': ({ to, why, by: who }) => [`rolling back to ${whereTo(to)}`, who ? by(who, why) : why],
  'dependants-awaited': ({ why }) => ['now it goes down itself', why],
  'rollback-stepped': () => ['one step further down', ''],
  'rollback-overdue': ({ why }) => ['the rollback takes too long', why],
  'rolled-back': () => ['rolled back', 'the flags were read back'],
  completed: ({ why }) => ['completed', inShort(why)],
  aborted: (event) => ['aborted', said(event)],
  restarted: (event) => ['to begin anew', said(event)],
  'dependant-joined': (event) => [`${event.dependant} rests on it`, said(event)],
  frozen: (event) => ['frozen', said(event)],
  unfrozen: (event) => ['unfrozen', said(event)],
};

const whereTo = (to: RollbackTo): string => {
  if (to.is === 'off') return 'off';
  return to.is === 'phase' ? to.phase : `${formatPercent(to.percent)} %`;
};

/** Of all that had to be so, what people ask about; the rest is counted, and stands in the log. */
const inShort = (why: readonly string[]): string => {
  const telling = why.filter((one) => /^the (?:rest of the )?soak |are ruled out: |: approved by /.test(one));
  const rest = why.length - telling.length;
  return [...telling, ...(rest > 0 ? [`${rest} ${rest === 1 ? 'check' : 'checks'} passed`] : [])].join('; ');
};
