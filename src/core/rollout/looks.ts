import { MINUTE, SECOND } from '../values/duration.ts';
import type { State } from './state.ts';
import { LIVE } from './table.ts';

const USUAL_MS = MINUTE;
const OFTEN_MS = 15 * SECOND;
const FRESH_MS = 10 * MINUTE;

/**
 * How long until the next look. Harm that is there from the start costs what happens until somebody looks, so the first
 * minutes of a phase are looked at often.
 */
export const nextLookMs = ({ status, enteredAtMs, confirmedAtMs = enteredAtMs }: State, nowMs: number): number =>
  LIVE.includes(status) && nowMs - confirmedAtMs < FRESH_MS ? OFTEN_MS : USUAL_MS;
