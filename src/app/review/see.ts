import { failed, ok, type Result } from '../../core/problem.ts';
import type { Plan } from '../../core/plan/plan.ts';
import type { ReviewState } from '../../core/review/headline.ts';
import type { Remembered } from '../../core/review/comment.ts';
import type { PrComment, PrHost, PullRequest } from '../../ports/pr-host.ts';
import type { Ports, ReviewWriting } from '../operation.ts';

/** A pull request as it stands: what it is, what was said on it, and which comment is ours. */
export type Seen = {
  readonly host: PrHost;
  readonly pull: PullRequest;
  readonly comments: readonly PrComment[];
  readonly me: string;
  readonly mine: PrComment | undefined;
  readonly before: Remembered | undefined;
  readonly writing: ReviewWriting;
};

export const see = async (host: PrHost, number: number, ports: Ports): Promise<Result<Seen>> => {
  const [pull, me, comments] = await Promise.all([host.pull(number), host.me(), host.comments(number)]);
  if (!pull.ok || !me.ok || !comments.ok)
    return failed(...[pull, me, comments].flatMap((part) => (part.ok ? [] : part.problems)));
  const writing = await ports.review();
  // Anybody can paste the line that it is found by; only what we have written ourselves is ours.
  const mine = comments.value.find(({ author, body }) => author === me.value && writing.isMarked(body));
  const before = mine && writing.remembered(mine.body);
  return ok({ host, pull: pull.value, comments: comments.value, me: me.value, mine, before, writing });
};

/** Our comment with a headline that says what is so by now; one that would get too long for that keeps its own. */
export const restated = (
  body: string,
  now: { readonly plan: Plan; readonly state: ReviewState } | undefined,
  { host: { maxLength }, writing }: Pick<Seen, 'host' | 'writing'>,
): string => {
  const said = now === undefined ? body : writing.restated(body, now.plan, now.state);
  return said.length > maxLength ? body : said;
};
