import { ok, type Problem, type Result } from '../../core/problem.ts';
import { readEvent } from '../../core/rollout/events.ts';
import { type News, newsIn, type Numbered } from '../../core/rollout/news.ts';
import { DAY, MINUTE } from '../../core/values/duration.ts';
import type { EventLog } from '../../ports/event-log.ts';
import type { Announcement, Notifier } from '../../ports/notifier.ts';
import { readCards } from '../executor/card.ts';
import { wasOvertaken } from '../executor/ask.ts';
import { load, type Rollout } from '../executor/journal.ts';
import type { Ports } from '../operation.ts';
import { loadPolicy } from '../policy-file.ts';
import { loadTold, noteTold, type ToldLog } from './log.ts';

/** What is older was news yesterday: nobody who is named today is told all of the past. */
const OLD_MS = DAY;
/** Longer than any telling takes: whoever is still at it after that has died over it. */
const AT_IT_MS = 5 * MINUTE;

/** Whom to tell, by their names in the policy. */
export type Audience = { readonly to: string; readonly notifier: Notifier };
type Listeners = { readonly audiences: readonly Audience[]; readonly troubles: readonly Problem[] };

/** Everybody whom the policy names. What is wrong with one keeps nobody else from being told, and nothing from going on. */
export const listeners = async (ports: Ports, file: string | undefined): Promise<Listeners> => {
  const policy = await loadPolicy(ports, file);
  if (!policy.ok) return { audiences: [], troubles: policy.problems.map(asWarning) };
  const opened = await Promise.all(
    Object.entries(policy.value.policy.announce ?? {}).map(async ([to, { by, at }]) => ({
      to,
      opened: await ports.openNotifier(by, at),
    })),
  );
  return {
    audiences: opened.flatMap((one) => (one.opened.ok ? [{ to: one.to, notifier: one.opened.value }] : [])),
    troubles: opened.flatMap(({ to, opened: one }) => (one.ok ? [] : one.problems.map(asTrouble(to)))),
  };
};

/** Those of which there may be news: also what is over, as long as that is news. */
export const recent = async (log: EventLog, { clock }: Ports): Promise<Result<readonly string[]>> => {
  const listed = await log.list();
  if (!listed.ok) return listed;
  const since = clock.nowMs() - OLD_MS;
  return ok(readCards(listed.value).flatMap(({ id, summary }) => (summary.atMs >= since ? [id] : [])));
};

/**
 * Tells what has not been told. Who fails is passed over until the next turn, and what could not be told is then told
 * first: nothing is lost and nothing waits for it. What is given are warnings.
 */
export const announce = async (
  ids: readonly string[],
  audiences: readonly Audience[],
  log: EventLog,
  ports: Ports,
): Promise<readonly Problem[]> => {
  const found = await Promise.all(audiences.map((one) => announceTo(one, ids, log, ports)));
  return found.flat();
};

const announceTo = async (
  audience: Audience,
  ids: readonly string[],
  log: EventLog,
  ports: Ports,
): Promise<readonly Problem[]> => {
  const troubles: Problem[] = [];
  for (const id of ids) {
    const told = await tellAll(audience, id, log, ports);
    if (told.ok || wasOvertaken(told)) continue;
    troubles.push(...told.problems.map(asTrouble(audience.to)));
    if (!isOfOneLog(told)) break;
  }
  return troubles;
};

/** A log that is damaged says nothing of the others. */
const isOfOneLog = (told: Result<void>): boolean => !told.ok && told.problems.every(({ kind }) => kind === 'invalid');

const asWarning = (found: Problem): Problem => ({ ...found, severity: 'warning' });

const asTrouble =
  (to: string) =>
  (found: Problem): Problem => ({ ...found, path: `announce.${to}`, severity: 'warning' });

const tellAll = async ({ to, notifier }: Audience, id: string, log: EventLog, ports: Ports): Promise<Result<void>> => {
  const [rollout, told] = [await load(log, id), await loadTold(log, to, id)];
  if (!rollout.ok) return rollout;
  if (!told.ok) return told;
  const nowMs = ports.clock.nowMs();
  if (isAtIt(told.value, nowMs)) return ok(undefined);
  const news = await untold(rollout.value, log, lastTold(told.value));
  if (!news.ok) return news;
  let known = told.value;
  for (const one of news.value.filter(({ atMs }) => atMs >= nowMs - OLD_MS)) {
    const announcement = await announcementOf(one, rollout.value, ports);
    const now = await tellOne(announcement, one.version, known, { notifier, log, ports });
    if (!now.ok) return now;
    known = now.value;
  }
  return ok(undefined);
};

const lastTold = ({ events }: ToldLog): number => events.findLast(({ type }) => type === 'announced')?.version ?? 0;

const isAtIt = ({ events }: ToldLog, nowMs: number): boolean => {
  const last = events.at(-1);
  return last?.type === 'announcing' && nowMs - last.atMs < AT_IT_MS;
};

type Untold = News & { readonly hash: string };

const untold = async (
  { id, plan, state }: Rollout,
  log: EventLog,
  after: number,
): Promise<Result<readonly Untold[]>> => {
  // The first entry is the plan.
  const entries = await log.read(id, Math.max(after, 1) + 1);
  if (!entries.ok) return entries;
  const events: Numbered[] = [];
  for (const { version, event } of entries.value) {
    const read = readEvent(event);
    if (!read.ok) return read;
    events.push({ version, event: read.value });
  }
  const news = newsIn(plan, events, { phase: state.phase, why: state.rollback?.why, inWords });
  const hashes = new Map(entries.value.map(({ version, hash }) => [version, hash]));
  return ok(news.map((one) => ({ ...one, hash: hashes.get(one.version) ?? '' })));
};

/** In UTC, as in logs: whoever reads along may sit anywhere. */
const inWords = (atMs: number): string => `${new Date(atMs).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

const announcementOf = async (
  { kind, atMs, moment, hash }: Untold,
  { id, plan }: Rollout,
  { announcement }: Ports,
): Promise<Announcement> => ({
  id: hash.slice(0, 32),
  kind,
  rollout: id,
  feature: plan.feature,
  environment: plan.provenance.environment,
  atMs,
  text: await announcement(kind, plan, { starts: inWords(atMs), moment }),
});

type Telling = { readonly notifier: Notifier; readonly log: EventLog; readonly ports: Ports };

/** Written down before it is sent, so that of two who would tell it one does; and after, so that nobody does again. */
const tellOne = async (
  announcement: Announcement,
  version: number,
  known: ToldLog,
  { notifier, log, ports }: Telling,
): Promise<Result<ToldLog>> => {
  const claimed = await noteTold(log, known, { type: 'announcing', atMs: ports.clock.nowMs(), version });
  if (!claimed.ok) return claimed;
  const said = await notifier.tell(announcement);
  const type = said.ok ? 'announced' : 'not-announced';
  const ended = await noteTold(log, claimed.value, { type, atMs: ports.clock.nowMs(), version });
  return said.ok ? ended : said;
};
