import { failed, ok, problem, type Result } from '../../core/problem.ts';
import { didYouMean } from '../../core/values/nearest.ts';
import { plain } from '../../core/values/quote.ts';
import type { EventLog } from '../../ports/event-log.ts';
import { AT_ANY_TIME_MS, readCards } from './card.ts';

/** The one rollout that somebody means: by its id, or by as much of the beginning of it as tells it from all others. */
export const find = async (log: EventLog, meant: string): Promise<Result<string>> => {
  const [, digest] = FINGERPRINT.exec(meant) ?? [];
  if (digest !== undefined) return ofPlan(log, digest);
  const found = await log.ids(meant);
  if (!found.ok) return found;
  const rollouts = found.value.filter(isRollout);
  const fits = rollouts.includes(meant) ? [meant] : rollouts;
  const [only, ...others] = fits;
  if (only !== undefined) return others.length === 0 ? ok(only) : failed(ambiguous(meant, fits));
  const all = await log.ids('');
  return all.ok ? failed(unknown(meant, all.value.filter(isRollout))) : all;
};

const FINGERPRINT = /^sha256:([0-9a-f]{64})$/;

/** The latest rollout of that very plan. */
const ofPlan = async (log: EventLog, digest: string): Promise<Result<string>> => {
  const listed = await log.list();
  if (!listed.ok) return listed;
  const card = readCards(listed.value).findLast(({ summary }) => summary.planDigest === digest);
  return card ? ok(card.id) : failed(notBegun(digest));
};

const notBegun = (digest: string) =>
  problem({
    kind: 'usage',
    code: 'no-such-rollout',
    path: `sha256:${digest}`,
    message: 'no rollout here is one of this plan',
    hint: `start it: rampart apply sha256:${digest} --once`,
  });

/** Without a name: the only one that something may still happen in. */
export const findOnly = async (log: EventLog, meant: string | undefined): Promise<Result<string>> => {
  if (meant !== undefined) return find(log, meant);
  const live = await log.list(AT_ANY_TIME_MS);
  if (!live.ok) return live;
  const ids = live.value.length > 0 ? ok(live.value.map(({ id }) => id)) : await log.ids('');
  if (!ids.ok) return ids;
  const [only, ...others] = ids.value.filter(isRollout);
  if (only !== undefined && others.length === 0) return ok(only);
  return failed(only === undefined ? nothing() : ambiguous('', [only, ...others]));
};

/** No id of a rollout has a colon; those of flags, and of what was told, have. */
export const isRollout = (id: string): boolean => !id.includes(':');

const unknown = (meant: string, ids: readonly string[]) =>
  problem({
    kind: 'usage',
    code: 'no-such-rollout',
    path: plain(meant),
    message: `there is no rollout by this name${didYouMean(meant, ids)}`,
    hint: 'rampart list shows those there are',
  });

const ambiguous = (meant: string, ids: readonly string[]) =>
  problem({
    kind: 'usage',
    code: 'which-rollout',
    path: plain(meant),
    message: `${ids.length} rollouts may be meant: ${ids.slice(0, 5).join(', ')}${ids.length > 5 ? ' …' : ''}`,
    hint: 'give more of the name',
  });

const nothing = () =>
  problem({
    kind: 'usage',
    code: 'no-rollout',
    message: 'there is no rollout here',
    hint: 'start one: rampart apply rollout.plan.json',
  });
