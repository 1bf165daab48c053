import { z } from 'zod';
import { failed, ok, type Result } from '../../core/problem.ts';
import type { CheckRun } from '../../core/review/check.ts';
import { type Context, needed, type Secret } from '../../ports/adapter.ts';
import type { PrComment, PrHost, PrHostAdapter, PullRequest } from '../../ports/pr-host.ts';
import { type Answer, type Asked, type Http, httpClient } from '../http.ts';
import { httpProblems } from '../http-problems.ts';
import { hostProblem } from './problems.ts';

const TOKEN: Secret = {
  name: 'GITLAB_TOKEN',
  about: 'a project or group access token of GitLab with the scope api; the CI_JOB_TOKEN may not write notes',
  needed: true,
};
const WORDS = {
  token: TOKEN.name,
  needs: 'it needs the scope api and the role Developer, or Maintainer on a protected branch',
};

/** GitLab, gitlab.com or one's own, by its REST interface: https://docs.gitlab.com/api/rest. */
export const gitlab: PrHostAdapter = {
  name: 'gitlab',
  token: TOKEN,
  address: 'CI_API_V4_URL',
  open: async ({ repository, address }, context) => {
    const token = await needed(context, TOKEN);
    return token.ok ? ok(gitlabHost({ project: repository, token: token.value, api: address }, context)) : token;
  },
};

export type GitlabAsked = {
  /** With its groups: `acme/shops/web`. */
  readonly project: string;
  readonly token: string;
  /** Of one's own server: `https://gitlab.example.com/api/v4`, a folder before it included. */
  readonly api?: string | undefined;
};

const PUBLIC = 'https://gitlab.com/api/v4';
const PAGE = 100;
const MOST_PAGES = 30;
const CHECK = 'rampart';

export const gitlabHost = (
  { project, token, api = PUBLIC }: GitlabAsked,
  context: Pick<Context, 'fetch' | 'clock'>,
): PrHost => {
  const at = api.replace(/\/+$/, '');
  const headers = { authorization: `Bearer ${token}` };
  const http = httpClient({ at, headers, secrets: { [TOKEN.name]: token } }, context);
  const ask = patiently(http, { at, context });
  const here = `/projects/${encodeURIComponent(project)}`;
  const notes = (number: number): string => `${here}/merge_requests/${number}/notes`;
  return {
    maxLength: 1_000_000,
    linkTo: (commit, path, line) =>
      `${at.replace(/\/api\/v4$/, '')}/${project}/-/blob/${commit}/${path.split('/').map(encodeURIComponent).join('/')}${line > 0 ? `#L${line}` : ''}`,
    pull: async (number) => {
      const found = await ask('the merge request', Merge, { method: 'GET', path: `${here}/merge_requests/${number}` });
      return found.ok ? ok(pullOf(found.value.said)) : found;
    },
    me: async () => {
      const found = await ask('who this token belongs to', User, { method: 'GET', path: '/user' });
      return found.ok ? ok(found.value.said.username) : found;
    },
    comments: (number) => allNotes(ask, notes(number)),
    put: async (number, id, body) => {
      const path = id === undefined ? notes(number) : `${notes(number)}/${encodeURIComponent(id)}`;
      const done = await ask('its comment', z.unknown(), {
        method: id === undefined ? 'POST' : 'PUT',
        path,
        body: { body },
      });
      return done.ok ? ok(undefined) : done;
    },
    check: async (run) => {
      const path = `${here}/statuses/${encodeURIComponent(run.head)}`;
      const done = await ask('the commit status', z.unknown(), { method: 'POST', path, body: statusOf(run) });
      return done.ok ? ok(undefined) : done;
    },
    commands: undefined,
  };
};

type Ask = <T>(
  what: string,
  schema: z.ZodType<T>,
  asked: Asked,
) => Promise<Result<{ said: T; header: Answer['header'] }>>;
type Line = { readonly at: string; readonly context: Pick<Context, 'fetch' | 'clock'> };

const TOLD: readonly number[] = [400, 401, 403, 404, 413, 422, 429];
const LONGEST_WAIT_MS = 60_000;

/**
 * One question, its answer held to what the documents promise. A host that wants to be asked less often is heeded once,
 * and not for longer than a pipeline can wait: what it turned away in this way was not done.
 */
const patiently =
  (http: Http, { at, context }: Line): Ask =>
  async (what, schema, asked) => {
    const once = (): Promise<Result<Answer>> => http({ ...asked, expects: TOLD });
    let answer = await once();
    const waitMs = answer.ok && answer.value.status === 429 ? waitFrom(answer.value) : Infinity;
    if (waitMs <= LONGEST_WAIT_MS) {
      await context.clock.sleep(waitMs);
      answer = await once();
    }
    if (!answer.ok) return answer;
    const { status, json, header } = answer.value;
    if (status >= 400) return failed(hostProblem(what, status, WORDS));
    const read = schema.safeParse(json);
    if (read.success) return ok({ said: read.data, header });
    const [issue] = read.error.issues;
    return failed(httpProblems.odd({ at, write: asked.method !== 'GET' }, `${what}: ${issue?.path.join('.')}`));
  };

const waitFrom = ({ header }: Answer): number => {
  const seconds = header('retry-after') ?? '';
  return /^\d{1,5}$/.test(seconds) ? Number(seconds) * 1000 : Infinity;
};

const User = z.object({ username: z.string().min(1).max(300) });

const Merge = z.object({
  iid: z.int(),
  title: z.string(),
  description: z.string().nullish(),
  state: z.string(),
  author: User.nullish(),
  sha: z.string().nullish(),
  source_project_id: z.int().nullish(),
  target_project_id: z.int(),
  diff_refs: z.object({ base_sha: z.string(), head_sha: z.string() }).nullish(),
});

/** Right after it was opened the host may not know its commits yet; an empty head is no commit of anybody. */
const pullOf = (merge: z.infer<typeof Merge>): PullRequest => ({
  number: merge.iid,
  title: merge.title.slice(0, 300),
  description: (merge.description ?? '').slice(0, 65_536),
  author: merge.author?.username ?? '',
  base: merge.diff_refs?.base_sha ?? '',
  head: merge.diff_refs?.head_sha ?? merge.sha ?? '',
  fork: merge.source_project_id !== merge.target_project_id,
  open: merge.state === 'opened',
  merged: merge.state === 'merged',
});

const Notes = z.array(
  z.object({ id: z.int(), body: z.string(), author: User.nullish(), system: z.boolean().optional() }),
);

/** What the host itself notes down, a push or a new label, is no comment. */
const allNotes = async (ask: Ask, path: string): Promise<Result<readonly PrComment[]>> => {
  const found: PrComment[] = [];
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const query = { sort: 'asc', order_by: 'created_at', per_page: String(PAGE), page: String(page) };
    const notes = await ask('its comments', Notes, { method: 'GET', path, query });
    if (!notes.ok) return notes;
    const said = notes.value.said.filter(({ system }) => system !== true);
    found.push(...said.map(commentIn));
    if (notes.value.said.length < PAGE) break;
  }
  return ok(found);
};

/** Nothing is commanded here by comments, so nobody looks who wrote one, nor whether it is as it was written. */
const commentIn = ({ id, author, body }: z.infer<typeof Notes>[number]): PrComment => ({
  id: String(id),
  author: author?.username ?? '',
  body,
  edited: true,
  bot: false,
});

/** A status knows nothing between good and bad; what is open is told in its words, and holds nothing back. */
const statusOf = ({ conclusion, title }: CheckRun): object => ({
  name: CHECK,
  state: conclusion === 'failure' ? 'failed' : 'success',
  description: title.slice(0, 255),
});
