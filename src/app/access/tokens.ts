import {
  readTokenEvent,
  standingOf,
  type Token,
  type TokenEvent,
  type Tokens,
  withTokenEvents,
} from '../../core/access/token.ts';
import type { Caller } from '../../core/access/caller.ts';
import type { Clock } from '../../ports/clock.ts';
import type { EventLog } from '../../ports/event-log.ts';
import { type Ledger, ledgerOf } from '../ledger.ts';

/** No id of a rollout has a colon: what the service keeps of its own is never taken for one, and in no export of them. */
export const isServiceLog = (id: string): boolean => OURS.some((beginning) => id.startsWith(beginning));

const OURS = ['access:', 'agents:', 'alerts:', 'audit:', 'once:', 'hook:'];

export type TokenLedger = Ledger<TokenEvent, Tokens>;

export const tokenLedger = (log: EventLog, clock: Pick<Clock, 'nowMs'>): TokenLedger =>
  ledgerOf({ id: 'access:tokens', read: readTokenEvent, begin: new Map(), fold: withTokenEvents } as const, log, clock);

export const liveAmong = (tokens: Tokens, nowMs: number): readonly Token[] =>
  [...tokens.values()].filter((token) => standingOf(token, nowMs) === 'live');

export const callerOf = ({ id, name, roles, teams, knownAs }: Token): Caller => ({
  name,
  roles,
  teams,
  ...(knownAs.length > 0 ? { knownAs } : {}),
  proof: `token ${id}`,
});
