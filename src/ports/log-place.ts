import type { Result } from '../core/problem.ts';
import type { EventLog } from './event-log.ts';

/** Whether event logs may be kept at a place: open to all, being filled from another place, or moved to another. */
export type PlaceStanding =
  | { readonly is: 'open' }
  | { readonly is: 'filling'; readonly other: string }
  | { readonly is: 'moved'; readonly other: string };

/** A place of event logs, as whoever moves them sees it. */
export type LogPlace = {
  /** Its name as others are told it: without a password. */
  readonly at: string;
  /** Past the fence that keeps everybody else out. */
  readonly log: EventLog;
  readonly standing: () => Promise<Result<PlaceStanding>>;
  /**
   * From the moment it returns, every program that looks or writes there is let in or refused accordingly; what was
   * being written before that is written. Refused as `log-standing` where it does not stand as was believed.
   */
  readonly stand: (now: PlaceStanding, before: PlaceStanding) => Promise<Result<void>>;
};
