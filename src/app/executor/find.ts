import { failed, ok, problem, type Result } from '../../core/problem.ts';
import { didYouMean } from '../../core/values/nearest.ts';
import { plain } from '../../core/values/quote.ts';
import type { EventLog, Listed } from '../../ports/event-log.ts';

/** The one rollout that somebody means: by its id, or by as much of the beginning of it as tells it from all others. */
export const find = async (log: EventLog, meant: string): Promise<Result<string>> => {
  const listed = await log.list();
  if (!listed.ok) return listed;
  const ids = listed.value.map(({ id }) => id);
  const fits = ids.includes(meant) ? [meant] : ids.filter((id) => id.startsWith(meant));
  const [only, ...others] = fits;
  if (only === undefined) return failed(unknown(meant, ids));
  return others.length === 0 ? ok(only) : failed(ambiguous(meant, fits));
};

/** Without a name: the only one that something may still happen in. */
export const findOnly = async (log: EventLog, meant: string | undefined): Promise<Result<string>> => {
  if (meant !== undefined) return find(log, meant);
  const listed = await log.list();
  if (!listed.ok) return listed;
  const live = listed.value.filter(({ dueAtMs }) => dueAtMs !== undefined);
  const [only, ...others] = live.length > 0 ? live : listed.value;
  if (only && others.length === 0) return ok(only.id);
  return failed(only ? ambiguous('', idsOf(live.length > 0 ? live : listed.value)) : nothing());
};

const idsOf = (listed: readonly Listed[]): string[] => listed.map(({ id }) => id);

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
