import { ok, type Result } from '../../core/problem.ts';
import { MINUTE } from '../../core/values/duration.ts';
import type { EventLog, Listed } from '../../ports/event-log.ts';
import { readCards } from '../executor/card.ts';
import { isRollout } from '../executor/find.ts';
import { type Heard, heardIn } from './heard.ts';

/** The last thing that somebody heard. */
export type Last = Pick<Heard, 'rollout' | 'version' | 'atMs'>;

/**
 * Logs have no order between them but that of clocks, and those of several machines differ. So somebody who comes back is
 * told again what is less than this older than the last they heard: twice rather than never.
 */
export const OVERLAP_MS = 5 * MINUTE;

/** Whoever was away for longer than this tells is better off with the lists. */
const MOST_EACH = 500;
const MOST = 5000;

export type Backlog = { readonly is: 'all'; readonly heard: readonly Heard[] } | { readonly is: 'too-much' };

/** What was written since, in any log of any rollout, oldest first. */
export const backlogSince = async (log: EventLog, last: Last): Promise<Result<Backlog>> => {
  const listed = await log.list();
  if (!listed.ok) return listed;
  const heard: Heard[] = [];
  for (const row of listed.value) {
    if (!isRollout(row.id)) continue;
    const one = await since(log, row, last);
    if (!one.ok) return one;
    if (one.value.is === 'too-much' || heard.length + one.value.heard.length > MOST) return ok({ is: 'too-much' });
    heard.push(...one.value.heard);
  }
  return ok({ is: 'all', heard: heard.toSorted(byTime) });
};

/** The same of one rollout alone. */
export const backlogOf = async (log: EventLog, id: string, last: Pick<Last, 'version'>): Promise<Result<Backlog>> => {
  const row = await log.card(id);
  if (!row.ok) return row;
  return row.value ? behind(log, row.value, last) : ok({ is: 'all', heard: [] });
};

/** Versions leave nothing out and tell nothing twice. */
const behind = async (log: EventLog, row: Listed, last: Pick<Last, 'version'>): Promise<Result<Backlog>> => {
  if (row.version - last.version > MOST) return ok({ is: 'too-much' });
  const entries = await log.read(row.id, last.version + 1);
  return entries.ok ? ok({ is: 'all', heard: heardIn(row, entries.value) }) : entries;
};

const since = async (log: EventLog, row: Listed, last: Last): Promise<Result<Backlog>> => {
  if (row.id === last.rollout) return behind(log, row, last);
  const fromMs = last.atMs - OVERLAP_MS;
  const [card] = readCards([row]);
  if (!card || card.summary.atMs < fromMs) return ok({ is: 'all', heard: [] });
  const from = Math.max(1, row.version - MOST_EACH + 1);
  const entries = await log.read(row.id, from);
  if (!entries.ok) return entries;
  const heard = heardIn(row, entries.value);
  const isCut = from > 1 && (heard[0]?.atMs ?? 0) >= fromMs;
  return ok(isCut ? { is: 'too-much' } : { is: 'all', heard: heard.filter(({ atMs }) => atMs >= fromMs) });
};

const byTime = (a: Heard, b: Heard): number =>
  a.atMs - b.atMs || (a.rollout === b.rollout ? a.version - b.version : a.rollout < b.rollout ? -1 : 1);
