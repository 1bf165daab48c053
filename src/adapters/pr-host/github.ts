import { ok, type Result } from '../../core/problem.ts';
import { needed } from '../../ports/adapter.ts';
import type { PrComment, PrHost, PrHostAdapter, PullRequest } from '../../ports/pr-host.ts';
import { writeCheck } from './github-check.ts';
import { asking, type At, type Client, clientFor, ONCE, TOKEN, unless } from './github-client.ts';
import { diffOn } from './github-diff.ts';
import { greeted } from './github-greeting.ts';
import { githubPeople } from './github-people.ts';
import { githubShelf } from './github-shelf.ts';
import { uploadsOf, webOf } from './github-places.ts';

export const github: PrHostAdapter = {
  name: 'github',
  token: TOKEN,
  address: 'GITHUB_API_URL',
  open: async ({ repository, address }, context) => {
    const token = await needed(context, TOKEN);
    if (!token.ok) return token;
    const [owner = '', repo = ''] = repository.split('/');
    return ok(githubHost({ owner, repo, token: token.value, api: address === PUBLIC ? undefined : address }));
  },
};

const PUBLIC = 'https://api.github.com';

export type GithubAsked = {
  readonly owner: string;
  readonly repo: string;
  readonly token: string;
  /** Of an Enterprise server: `https://github.example.com/api/v3`. */
  readonly api?: string | undefined;
  readonly fetch?: typeof fetch | undefined;
  /** Between writes, as GitHub asks for; a host of tests is spared nothing by them. */
  readonly pauses?: boolean | undefined;
};

/** The name of whoever comments with the token that a workflow is given. */
const WORKFLOW = 'github-actions[bot]';
const PAGE = 100;
const MOST_PAGES = 30;

/** GitHub, by its REST interface: https://docs.github.com/rest. Rate limits are waited for once, and briefly. */
export const githubHost = ({ owner, repo, ...asked }: GithubAsked): PrHost => {
  const client = clientFor(asked);
  const { api } = asked;
  const at = { owner, repo };
  return {
    maxLength: 65_536,
    linkTo: (commit, path, line) =>
      `${webOf(api)}/${owner}/${repo}/blob/${commit}/${path.split('/').map(encodeURIComponent).join('/')}${line > 0 ? `#L${line}` : ''}`,
    pull: (number) =>
      asking('the pull request', async () => {
        const { data } = await client.request('GET /repos/{owner}/{repo}/pulls/{pull_number}', {
          ...at,
          pull_number: number,
        });
        return pullOf(data);
      }),
    endingAt: (commit) => asking('the pull requests of a commit', () => pullsEndingAt(client, at, commit)),
    me: () => whoWeAre(client),
    greet: () => greeted(client, at),
    comments: (number) => asking('its comments', () => allComments(client, { ...at, issue_number: number })),
    put: (number, id, body) =>
      asking('its comment', async () => {
        if (id === undefined)
          await client.request('POST /repos/{owner}/{repo}/issues/{issue_number}/comments', {
            ...at,
            issue_number: number,
            body,
            ...ONCE,
          });
        else
          await client.request('PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}', {
            ...at,
            comment_id: Number(id),
            body,
          });
      }),
    remove: (_, id) =>
      asking('its second comment', async () => {
        await client.request('DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}', {
          ...at,
          comment_id: Number(id),
        });
      }),
    check: (run) => asking('the check', () => writeCheck(client, at, run)),
    diff: (number) => asking('its diff', () => diffOn(client, at, number)),
    shelf: (where) => githubShelf(client, at, where, uploadsOf(api)),
    commands: githubPeople(client, at),
  };
};

/** A commit that the host does not have is refused rather than not found. */
const pullsEndingAt = (client: Client, at: At, commit: string): Promise<readonly number[]> =>
  unless([404, 422], [], async () => {
    const asked = { ...at, commit_sha: commit, per_page: PAGE };
    const { data } = await client.request('GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls', asked);
    const ending = data.filter(({ head }) => head.sha === commit);
    return ending.map(({ number }) => number).toSorted((one, other) => other - one);
  });

const whoWeAre = async (client: Client): Promise<Result<string>> => {
  const said = await asking('who this token belongs to', async () => (await client.request('GET /user')).data.login);
  const isWorkflow = !said.ok && said.problems.some(({ code }) => code === 'host-forbidden');
  return isWorkflow ? ok(WORKFLOW) : said;
};

type RawPull = {
  readonly number: number;
  readonly title: string;
  readonly body: string | null;
  readonly state: string;
  readonly merged: boolean;
  readonly user: { readonly login: string } | null;
  readonly base: { readonly sha: string; readonly ref: string; readonly repo: { readonly id: number | bigint } };
  readonly head: { readonly sha: string; readonly repo: { readonly id: number | bigint } | null };
};

const pullOf = ({ number, title, body, state, merged, user, base, head }: RawPull): PullRequest => ({
  number,
  title: title.slice(0, 300),
  description: (body ?? '').slice(0, 65_536),
  author: user?.login ?? '',
  base: base.sha,
  head: head.sha,
  into: base.ref,
  fork: head.repo?.id !== base.repo.id,
  open: state === 'open',
  merged,
});

const allComments = async (
  client: Client,
  at: At & { readonly issue_number: number },
): Promise<readonly PrComment[]> => {
  const found: PrComment[] = [];
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const { data } = await client.request('GET /repos/{owner}/{repo}/issues/{issue_number}/comments', {
      ...at,
      per_page: PAGE,
      page,
    });
    found.push(...data.map(commentIn));
    if (data.length < PAGE) break;
  }
  return found;
};

type RawComment = {
  readonly id: number | bigint;
  readonly user: { readonly login: string; readonly type: string } | null;
  readonly body?: string;
  readonly created_at: string;
  readonly updated_at: string;
  readonly performed_via_github_app?: object | null;
};

const commentIn = ({ id, user, body = '', created_at: written, updated_at: now, ...more }: RawComment): PrComment => ({
  id: String(id),
  author: user?.login ?? '',
  body,
  edited: written === undefined || written !== now,
  bot: user?.type !== 'User' || Boolean(more.performed_via_github_app),
});
