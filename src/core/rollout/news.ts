import type { Moment } from '../plan/report/moments.ts';
import type { Plan } from '../plan/plan.ts';
import type { Event } from './events.ts';

export type NewsKind = 'before' | 'progress' | 'complete' | 'rollback';

/** Something that people are told of: where it stands in the log, and what an announcement says of that moment. */
export type News = {
  readonly version: number;
  readonly atMs: number;
  readonly kind: NewsKind;
  readonly moment: Moment;
};

export type Numbered = { readonly version: number; readonly event: Event };

type Known = {
  /** The phase that the rollout is in after all of this; -1 before the first. */
  readonly phase: number;
  /** Why it is being taken back, if it is. */
  readonly why: string | undefined;
  readonly inWords: (atMs: number) => string;
};

/**
 * What is news among events that follow each other. A rollback that has arrived is told as that, and not a second time
 * as one that was decided.
 */
export const newsIn = ({ phases }: Plan, events: readonly Numbered[], known: Known): readonly News[] => {
  const entered = events.find(({ event }) => event.type === 'phase-entered' || event.type === 'restarted')?.event;
  let phase = entered?.type === 'phase-entered' ? entered.phase - 1 : known.phase;
  let why = known.why ?? 'it was asked for';
  return events.flatMap(({ version, event }, at): News[] => {
    if (event.type === 'phase-entered') ({ phase } = event);
    if (event.type === 'rollback-decided') ({ why } = event);
    const arrives =
      event.type === 'rollback-decided' && events.slice(at).some((one) => one.event.type === 'rolled-back');
    const said = arrives ? undefined : saidOf(event, { why, isFirst: phase === 0, inWords: known.inWords });
    if (!said) return [];
    const [kind, more] = said;
    return [{ version, atMs: event.atMs, kind, moment: { phaseId: phases[phase]?.id, ...more } }];
  });
};

type Around = { readonly why: string; readonly isFirst: boolean; readonly inWords: Known['inWords'] };

const saidOf = (event: Event, { why, isFirst, inWords }: Around): readonly [NewsKind, Moment] | undefined => {
  switch (event.type) {
    case 'started':
      return ['before', {}];
    case 'phase-entered':
      // All that had to be so before this phase was so; of the first nothing could be measured yet.
      return ['progress', isFirst ? {} : { health: 'green' }];
    case 'paused': {
      const cause = isOpen(event.cause) ? event.why : `${event.cause}, see rampart why`;
      return ['progress', { health: 'yellow', issues: [`paused: ${cause}`] }];
    }
    case 'resumed':
      return ['progress', { issues: [`resumed by ${event.by.name}: ${event.reason}`] }];
    case 'rollback-decided':
      return ['progress', { health: 'red', issues: [`is being rolled back: ${event.why}`] }];
    case 'rolled-back':
      return ['rollback', { rolledBack: { at: inWords(event.atMs), why } }];
    case 'completed':
      return ['complete', { completedAt: inWords(event.atMs) }];
    case 'aborted':
      return ['progress', { health: 'red', issues: [`given up by ${event.by.name}: ${event.reason}`] }];
    default:
      return undefined;
  }
};

/** What these say comes from people, triggers and the plan; others may quote what a server said. */
const OPEN: ReadonlySet<string> = new Set(['operator', 'trigger', 'deadline', 'upstream', 'plan-changed']);

export const isOpen = (cause: string): boolean => OPEN.has(cause);
