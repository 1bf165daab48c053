import { http, HttpResponse } from 'msw';
import { onTestFinished } from 'vitest';
import { uploadsOf } from '../../src/adapters/pr-host/github-places.ts';
import { githubHost } from '../../src/adapters/pr-host/github.ts';
import { network } from '../network.ts';
import { githubShelves } from './github-shelf.ts';
import { type HostWorld, type WorldAsked, type WorldFile, wholeDiff } from './host.ts';

type Kept = {
  id: number;
  user: { login: string; type?: string };
  body: string;
  created_at?: string;
  updated_at?: string;
  performed_via_github_app?: object | null;
};

const WRITTEN = '2026-11-20T10:00:00Z';
const EDITED = '2026-11-20T11:00:00Z';

/** As the host answers: whatever a test leaves out is as it is for a comment that a person wrote and nobody edited. */
const shown = (kept: Kept) => ({
  created_at: WRITTEN,
  updated_at: WRITTEN,
  performed_via_github_app: null,
  ...kept,
  user: { type: kept.user.login.endsWith('[bot]') ? 'Bot' : 'User', ...kept.user },
});

/** `permission` says four steps, `role_name` all of them. */
const LEGACY: Readonly<Record<string, string>> = { maintain: 'write', triage: 'read' };

const listed = ({ path, hunks }: WorldFile) => ({
  filename: path,
  status: 'modified',
  changes: 2,
  ...(hunks === undefined ? {} : { patch: hunks }),
});

const notFound = () => HttpResponse.json({ message: 'Not Found' }, { status: 404 });

const pageOf = <T>(request: Request, all: readonly T[]) => {
  const { searchParams } = new URL(request.url);
  const [size, page] = [Number(searchParams.get('per_page')), Number(searchParams.get('page'))];
  return HttpResponse.json(all.slice((page - 1) * size, page * size));
};

/** A GitHub with one repository and one pull request, by its REST documents: it remembers what it is told. */
export const githubWorld = (more: WorldAsked = {}) => {
  const { fork = false, state = 'open', merged = false, me, head = 'e4f5a6b0'.repeat(5) } = more;
  const { files = [], readOnly = false, pauses = false } = more;
  const diff = files.length > 300 || files.some(({ hunks }) => hunks === undefined) ? undefined : wholeDiff(files);
  const comments: Kept[] = [];
  let lastId = 0;
  const nextId = (): number => (lastId += 1);
  const checks: Record<string, unknown>[] = [];
  const calls: string[] = [];
  const reactions: string[] = [];
  const roles: Record<string, string> = {};
  const teams: Record<string, Record<string, string>> = {};
  const trouble: HostWorld['trouble'] = { status: undefined };
  const api = more.api ?? 'https://api.github.com';
  const repo = `${api}/repos/acme/shop`;
  const { shelves, handlers } = githubShelves(repo, uploadsOf(more.api));
  const bot = me ?? 'github-actions[bot]';
  const commits: { author: { login: string } | null; committer: { login: string } | null }[] = [
    { author: { login: 'ana' }, committer: { login: 'web-flow' } },
  ];
  const pull = {
    number: 12,
    title: 'Faster sign-in',
    body: null,
    state,
    merged,
    user: { login: 'ana' },
    base: { sha: 'a1b2c3d4'.repeat(5), ref: 'main', repo: { id: 1 } },
    head: { sha: head, repo: fork ? { id: 2 } : { id: 1 } },
  };
  network.use(
    http.all('*', ({ request }) => {
      calls.push(`${request.method} ${new URL(request.url).pathname}`);
      if (request.headers.get('authorization') !== 'token secret') return new HttpResponse(null, { status: 401 });
      if (readOnly && request.method !== 'GET')
        return HttpResponse.json({ message: 'Resource not accessible by integration' }, { status: 403 });
      const { status, headers = {}, times = Infinity, on = '' } = trouble;
      if (status === undefined || times < 1 || !request.url.includes(on)) return undefined;
      trouble.times = times - 1;
      return HttpResponse.json({ message: 'trouble' }, { status, headers });
    }),
    http.get(`${api}/user`, () =>
      me === undefined ? HttpResponse.json({ message: 'no' }, { status: 403 }) : HttpResponse.json({ login: me }),
    ),
    http.get(`${repo}/pulls/12`, ({ request }) => {
      if (!request.headers.get('accept')?.includes('diff'))
        return HttpResponse.json({ ...pull, commits: commits.length });
      return diff === undefined
        ? HttpResponse.json({ message: 'the diff exceeded the maximum number of files (300)' }, { status: 406 })
        : new HttpResponse(diff, { headers: { 'content-type': 'application/vnd.github.diff; charset=utf-8' } });
    }),
    // Of the same commit there may be others, that only hold it.
    http.get(`${repo}/commits/:sha/pulls`, ({ params }) => {
      if (params['sha'] !== pull.head.sha)
        return HttpResponse.json({ message: `No commit found for SHA: ${String(params['sha'])}` }, { status: 422 });
      return HttpResponse.json([{ number: 7, head: { sha: 'beef'.repeat(10) } }, pull]);
    }),
    http.get(`${repo}/pulls/12/files`, ({ request }) => pageOf(request, files.slice(0, 3000).map(listed))),
    // More than 250 the host does not list.
    http.get(`${repo}/pulls/12/commits`, ({ request }) => pageOf(request, commits.slice(0, 250))),
    http.get(`${repo}/issues/12/comments`, ({ request }) => pageOf(request, comments.map(shown))),
    http.get(`${repo}/collaborators/:name/permission`, ({ params }) => {
      const role = roles[String(params['name'])];
      if (role === undefined) return notFound();
      return HttpResponse.json({ permission: LEGACY[role] ?? role, role_name: role });
    }),
    http.get(`${api}/orgs/acme/teams/:team/memberships/:name`, ({ params }) => {
      const members = teams[String(params['team'])];
      if (members === undefined) return HttpResponse.json({ message: 'no' }, { status: 403 });
      const state = members[String(params['name'])];
      return state === undefined ? notFound() : HttpResponse.json({ state, role: 'member' });
    }),
    http.post(`${repo}/issues/comments/:id/reactions`, async ({ request, params }) => {
      const { content } = (await request.clone().json()) as { content: string };
      reactions.push(`${String(params['id'])} ${content}`);
      return HttpResponse.json({ id: reactions.length, content }, { status: 201 });
    }),
    http.post(`${repo}/issues/12/comments`, async ({ request }) => {
      const { body } = (await request.clone().json()) as { body: string };
      if (body.length > 65_536) return HttpResponse.json({ message: 'body is too long' }, { status: 422 });
      comments.push({ id: nextId(), user: { login: bot }, body });
      return HttpResponse.json(comments.at(-1), { status: 201 });
    }),
    http.patch(`${repo}/issues/comments/:id`, async ({ request, params }) => {
      const kept = comments.find(({ id }) => String(id) === params['id']);
      if (!kept) return notFound();
      Object.assign(kept, { body: ((await request.clone().json()) as { body: string }).body, updated_at: EDITED });
      return HttpResponse.json(kept);
    }),
    http.delete(`${repo}/issues/comments/:id`, ({ params }) => {
      const kept = comments.findIndex(({ id }) => String(id) === params['id']);
      if (kept < 0) return HttpResponse.json({ message: 'Not Found' }, { status: 404 });
      comments.splice(kept, 1);
      return new HttpResponse(null, { status: 204 });
    }),
    http.post(`${repo}/check-runs`, async ({ request }) => {
      checks.push((await request.clone().json()) as Record<string, unknown>);
      return HttpResponse.json({ id: checks.length }, { status: 201 });
    }),
    http.patch(`${repo}/check-runs/:id`, async ({ request }) => {
      checks.push((await request.clone().json()) as Record<string, unknown>);
      return HttpResponse.json({ id: 1 });
    }),
    ...handlers,
    http.get(repo, () =>
      HttpResponse.json(
        { private: true, permissions: { admin: false, push: true, pull: true } },
        { headers: more.scopes === undefined ? {} : { 'x-oauth-scopes': more.scopes } },
      ),
    ),
    http.get(`${repo}/*`, notFound),
  );
  onTestFinished(() => network.resetHandlers());
  /** Somebody writes a comment; what a pipeline is told of it. */
  const says = (login: string, body: string, kept: Partial<Kept> = {}) => {
    const comment = { id: 1000 + comments.length, user: { login }, body, ...kept };
    comments.push(comment);
    return {
      action: 'created',
      repository: { full_name: 'acme/shop' },
      issue: { number: 12, pull_request: {} as object | undefined },
      comment: { ...comment },
      sender: { login },
    };
  };
  const host = githubHost({ owner: 'acme', repo: 'shop', token: 'secret', pauses, api: more.api });
  const world: HostWorld = {
    host,
    repository: 'acme/shop',
    bot,
    calls,
    waits: [],
    trouble,
    shelves,
    write: (author, body) => void comments.push({ id: nextId(), user: { login: author }, body }),
    said: () => comments.map(({ user, body }) => ({ author: user.login, body })),
    checks: () => checks.map(seen),
    roles,
    says,
    merges: (by) => {
      Object.assign(pull, { state: 'closed', merged: true });
      return {
        action: 'closed',
        repository: { full_name: 'acme/shop' },
        sender: { login: by },
        pull_request: { number: 12, merged: true, head: { sha: pull.head.sha } },
      };
    },
    signs: () =>
      reactions.map((one) => one.replace('+1', 'done').replace('-1', 'refused').replace('confused', 'unclear')),
  };
  return { ...world, pull, comments, runs: checks, reactions, teams, commits, says };
};

const seen = (run: Record<string, unknown>): ReturnType<HostWorld['checks']>[number] => {
  const { title = '', annotations = [] } = (run['output'] ?? {}) as { title?: string; annotations?: unknown[] };
  return {
    head: String(run['head_sha']),
    name: String(run['name']),
    holds: run['conclusion'] === 'failure',
    title,
    annotations: annotations.length,
  };
};
