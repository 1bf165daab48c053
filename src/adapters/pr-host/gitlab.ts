import { z } from 'zod';
import { ok } from '../../core/problem.ts';
import type { CheckRun } from '../../core/review/check.ts';
import { type Context, needed } from '../../ports/adapter.ts';
import type { PrHost, PrHostAdapter, PullRequest } from '../../ports/pr-host.ts';
import { httpClient } from '../http.ts';
import { patiently, TOKEN } from './gitlab-ask.ts';
import { diffOf } from './gitlab-diff.ts';
import { downloading } from './gitlab-download.ts';
import { graphOf } from './gitlab-graph.ts';
import { notesOn } from './gitlab-notes.ts';
import { gitlabPeople } from './gitlab-people.ts';
import { gitlabShelf } from './gitlab-shelf.ts';

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
const CHECK = 'rampart';

export const gitlabHost = (
  { project, token, api = PUBLIC }: GitlabAsked,
  context: Pick<Context, 'fetch' | 'clock'>,
): PrHost => {
  const at = api.replace(/\/+$/, '');
  const headers = { authorization: `Bearer ${token}` };
  const http = httpClient({ at, headers, secrets: { [TOKEN.name]: token } }, context);
  const ask = patiently(http, { at, context });
  // The other interface stands beside the numbered one.
  const beside = httpClient({ at: at.replace(/\/v4$/, ''), headers, secrets: { [TOKEN.name]: token } }, context);
  const graph = graphOf(patiently(beside, { at, context }), { project, at });
  const here = `/projects/${encodeURIComponent(project)}`;
  const merge = (number: number): string => `${here}/merge_requests/${number}`;
  const notes = (number: number): string => `${merge(number)}/notes`;
  return {
    maxLength: 1_000_000,
    linkTo: (commit, path, line) =>
      `${at.replace(/\/api\/v4$/, '')}/${project}/-/blob/${commit}/${path.split('/').map(encodeURIComponent).join('/')}${line > 0 ? `#L${line}` : ''}`,
    pull: async (number) => {
      const found = await ask('the merge request', Merge, { method: 'GET', path: merge(number) });
      return found.ok ? ok(pullOf(found.value.said)) : found;
    },
    endingAt: async (commit) => {
      const path = `${here}/repository/commits/${encodeURIComponent(commit)}/merge_requests`;
      const query = { per_page: '100' };
      const found = await ask('the merge requests of a commit', Ending, { method: 'GET', path, query });
      if (!found.ok) return found.problems.every(({ code }) => code === 'host-not-found') ? ok([]) : found;
      const ending = found.value.said.filter(({ sha }) => sha === commit);
      return ok(ending.map(({ iid }) => iid).toSorted((one, other) => other - one));
    },
    me: async () => {
      const found = await ask('who this token belongs to', User, { method: 'GET', path: '/user' });
      return found.ok ? ok(found.value.said.username) : found;
    },
    comments: (number) => notesOn(graph, number),
    put: async (number, id, body) => {
      const path = id === undefined ? notes(number) : `${notes(number)}/${encodeURIComponent(id)}`;
      const done = await ask('its comment', z.unknown(), {
        method: id === undefined ? 'POST' : 'PUT',
        path,
        body: { body },
      });
      return done.ok ? ok(undefined) : done;
    },
    remove: async (number, id) => {
      const path = `${notes(number)}/${encodeURIComponent(id)}`;
      const done = await ask('its second comment', z.unknown(), { method: 'DELETE', path });
      return done.ok ? ok(undefined) : done;
    },
    check: async (run) => {
      const path = `${here}/statuses/${encodeURIComponent(run.head)}`;
      const done = await ask('the commit status', z.unknown(), { method: 'POST', path, body: statusOf(run) });
      return done.ok ? ok(undefined) : done;
    },
    diff: (number) => diffOf(ask, merge(number)),
    shelf: (where) =>
      gitlabShelf({ ask, here, download: downloading(http, context), address: (path) => `${at}${path}` }, where),
    commands: gitlabPeople({ ask, graph, here, nowMs: context.clock.nowMs }),
  };
};

const User = z.object({ username: z.string().min(1).max(300) });

const Ending = z.array(z.object({ iid: z.int(), sha: z.string().nullish() }));

const Merge = z.object({
  iid: z.int(),
  title: z.string(),
  description: z.string().nullish(),
  state: z.string(),
  author: User.nullish(),
  sha: z.string().nullish(),
  source_project_id: z.int().nullish(),
  target_project_id: z.int(),
  target_branch: z.string(),
  diff_refs: z.object({ start_sha: z.string(), head_sha: z.string() }).nullish(),
});

/**
 * It begins at the tip of the branch that it went into when it was last pushed to, as on other hosts; where both parted is
 * for git to find. Right after it was opened the host may not know its commits yet; an empty one is no commit of anybody.
 */
const pullOf = (merge: z.infer<typeof Merge>): PullRequest => ({
  number: merge.iid,
  title: merge.title.slice(0, 300),
  description: (merge.description ?? '').slice(0, 65_536),
  author: merge.author?.username ?? '',
  base: merge.diff_refs?.start_sha ?? '',
  head: merge.diff_refs?.head_sha ?? merge.sha ?? '',
  into: merge.target_branch,
  fork: merge.source_project_id !== merge.target_project_id,
  open: merge.state === 'opened',
  merged: merge.state === 'merged',
});

/** A status knows nothing between good and bad; what is open is told in its words, and holds nothing back. */
const statusOf = ({ conclusion, title }: CheckRun): object => ({
  name: CHECK,
  state: conclusion === 'failure' ? 'failed' : 'success',
  description: title.slice(0, 255),
});
