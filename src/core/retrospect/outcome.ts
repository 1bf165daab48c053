import type { Plan } from '../plan/plan.ts';
import type { Event } from '../rollout/events.ts';
import { eventInWords } from '../simulation/event-words.ts';
import type { Moment, Outcome } from './analysed.ts';
import type { Span, Walked } from './walk.ts';

/** The strictest thing that would have happened, and when it was first decided. */
export const outcomeOf = (plan: Plan, { events, state }: Walked, { fromMs }: Span): Outcome => {
  const phase = plan.phases[state.phase]?.id;
  const found = STRICTEST.map(({ type, is }) => ({ is, event: events.find((event) => event.type === type) })).find(
    ({ event }) => event,
  );
  if (!found?.event) return { is: 'quiet', why: 'nothing would have stopped it', ...(phase ? { phase } : {}) };
  const { event, is } = found;
  const { trigger, why } = causeOf(event);
  return {
    is,
    atMs: event.atMs,
    afterMs: event.atMs - fromMs,
    ...(trigger === undefined ? {} : { trigger }),
    why,
    ...(phase ? { phase } : {}),
  };
};

const STRICTEST = [
  { type: 'rollback-decided', is: 'rolled-back' },
  { type: 'paused', is: 'paused' },
  { type: 'held', is: 'held' },
] as const;

const causeOf = (event: Event): { readonly trigger?: string | undefined; readonly why: string } => {
  if (event.type === 'rollback-decided') return { trigger: event.trigger, why: event.why };
  if (event.type === 'paused') return { why: event.why };
  if (event.type !== 'held') return { why: '' };
  const [first] = event.holds;
  return { trigger: first?.of, why: event.holds.map(({ of, why }) => (of ? `${of}: ${why}` : why)).join('; ') };
};

/** What somebody who had looked on would have seen, in order; that nothing was heard for a while is in the verdicts. */
export const momentsOf = (plan: Plan, { events }: Walked): Moment[] =>
  events.flatMap((event): Moment[] => {
    const is = KINDS[event.type];
    // What a trigger that fires does is told by what comes of it.
    const isTold = event.type === 'trigger-fired' && event.action !== 'notify';
    if (!is || isTold) return [];
    const trigger = 'trigger' in event && event.trigger !== undefined ? { trigger: event.trigger } : {};
    return [{ atMs: event.atMs, is, ...trigger, what: eventInWords(event, plan) }];
  });

const KINDS: { readonly [Type in Event['type']]?: Moment['is'] } = {
  'phase-entered': 'phase',
  held: 'hold',
  released: 'go-on',
  paused: 'pause',
  'trigger-fired': 'tell',
  'deadline-passed': 'tell',
  'rollback-decided': 'rollback',
};
