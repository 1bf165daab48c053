import { ok, type Result } from '../../core/problem.ts';
import type { PrComment } from '../../ports/pr-host.ts';
import type { Seen } from './see.ts';

/**
 * Two runs at once may both have found no comment, and both have written one. Whoever looks afterwards sees the same: the
 * oldest stays and says what is so, later ones go, unless somebody has spoken since.
 */
export const leaveOne = async (seen: Seen, body: string): Promise<Result<void>> => {
  const { host, pull, me, writing } = seen;
  const comments = await host.comments(pull.number);
  if (!comments.ok) return comments;
  const [oldest, ...later] = comments.value.filter((one) => one.author === me && writing.isMarked(one.body));
  for (const one of later) {
    if (isAnswered(one, comments.value, me)) continue;
    const gone = await host.remove(pull.number, one.id);
    if (!gone.ok && !gone.problems.every(({ code }) => code === 'host-not-found')) return gone;
  }
  const isStale = oldest !== undefined && later.length > 0 && oldest.body !== body;
  return isStale ? host.put(pull.number, oldest.id, body) : ok(undefined);
};

/** Whether more than one is left from before, of those that may go. */
export const isMoreThanOne = ({ comments, me, writing }: Seen): boolean => {
  const [, ...later] = comments.filter((one) => one.author === me && writing.isMarked(one.body));
  return later.some((one) => !isAnswered(one, comments, me));
};

/** Nobody's answer is left hanging: what came after may be about it. */
const isAnswered = ({ id }: PrComment, all: readonly PrComment[], me: string): boolean =>
  all.slice(all.findIndex((one) => one.id === id) + 1).some(({ author, bot }) => author !== me && !bot);
