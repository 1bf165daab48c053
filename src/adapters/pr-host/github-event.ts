import { z } from 'zod';
import { failed, ok, problem, type Result } from '../../core/problem.ts';
import type { PrEvent } from '../../ports/pr-host.ts';

const Login = z.object({ login: z.string().min(1).max(100) });
const Repository = z.object({ full_name: z.string().max(200) });
const number = z.int().min(1).max(1e9);

/** `issue_comment`: on a pull request where the issue says that it is one. */
const Commented = z.object({
  action: z.enum(['created', 'edited', 'deleted']),
  repository: Repository,
  issue: z.object({ number, pull_request: z.object({}).optional() }),
  comment: z.object({ id: z.int().min(1), user: Login, body: z.string().max(262_144) }),
  sender: Login,
});

const Pulled = z.object({
  action: z.string().max(100),
  repository: Repository,
  sender: Login,
  pull_request: z.object({ number, merged: z.boolean().nullish(), head: z.object({ sha: z.string().max(64) }) }),
});

const Any = z.object({ repository: Repository });

/** What GitHub puts into GITHUB_EVENT_PATH: https://docs.github.com/webhooks/webhook-events-and-payloads. */
export const githubEvent = (payload: unknown): Result<PrEvent> => {
  const commented = Commented.safeParse(payload);
  if (commented.success) {
    const { action, repository, issue, comment, sender } = commented.data;
    return ok({
      is: 'comment',
      how: action,
      repository: repository.full_name,
      number: issue.number,
      onPull: issue.pull_request !== undefined,
      id: String(comment.id),
      author: comment.user.login,
      body: comment.body,
      by: sender.login,
    });
  }
  const pulled = Pulled.safeParse(payload);
  if (pulled.success) {
    const { action, repository, sender, pull_request: pull } = pulled.data;
    return ok({
      is: 'pull',
      how: action,
      repository: repository.full_name,
      number: pull.number,
      merged: pull.merged === true,
      by: sender.login,
      head: pull.head.sha,
    });
  }
  const other = Any.safeParse(payload);
  return other.success ? ok({ is: 'other', repository: other.data.repository.full_name }) : failed(noEvent());
};

const noEvent = () =>
  problem({
    kind: 'invalid',
    code: 'not-an-event',
    path: '--event',
    message: 'this is no event of GitHub: it names no repository',
    hint: 'give the file that GITHUB_EVENT_PATH names',
  });
