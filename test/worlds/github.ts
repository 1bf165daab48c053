import { http, HttpResponse } from 'msw';
import { onTestFinished } from 'vitest';
import { githubHost } from '../../src/adapters/pr-host/github.ts';
import { network } from '../setup.ts';
import { type HostWorld, type WorldAsked, wholeDiff } from './host.ts';

type Kept = { id: number; user: { login: string }; body: string };

/** A GitHub with one repository and one pull request, by its REST documents: it remembers what it is told. */
export const githubWorld = (more: WorldAsked = {}) => {
  const { fork = false, state = 'open', me, head = 'e4f5a6b0'.repeat(5), files = [], readOnly = false } = more;
  const diff = files.length > 300 || files.some(({ hunks }) => hunks === undefined) ? undefined : wholeDiff(files);
  const comments: Kept[] = [];
  let lastId = 0;
  const nextId = (): number => (lastId += 1);
  const checks: Record<string, unknown>[] = [];
  const calls: string[] = [];
  const trouble: HostWorld['trouble'] = { status: undefined };
  const api = 'https://api.github.com';
  const repo = `${api}/repos/acme/shop`;
  const bot = me ?? 'github-actions[bot]';
  const pull = {
    number: 12,
    title: 'Faster sign-in',
    body: null,
    state,
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
      const { status, headers = {}, times = Infinity } = trouble;
      if (status === undefined || times < 1) return undefined;
      trouble.times = times - 1;
      return HttpResponse.json({ message: 'trouble' }, { status, headers });
    }),
    http.get(`${api}/user`, () =>
      me === undefined ? HttpResponse.json({ message: 'no' }, { status: 403 }) : HttpResponse.json({ login: me }),
    ),
    http.get(`${repo}/pulls/12`, ({ request }) => {
      if (!request.headers.get('accept')?.includes('diff')) return HttpResponse.json(pull);
      return diff === undefined
        ? HttpResponse.json({ message: 'the diff exceeded the maximum number of files (300)' }, { status: 406 })
        : new HttpResponse(diff, { headers: { 'content-type': 'application/vnd.github.diff; charset=utf-8' } });
    }),
    http.get(`${repo}/pulls/12/files`, ({ request }) => {
      const { searchParams } = new URL(request.url);
      const [size, page] = [Number(searchParams.get('per_page')), Number(searchParams.get('page'))];
      const shown = files.slice(0, 3000).slice((page - 1) * size, page * size);
      return HttpResponse.json(
        shown.map(({ path, hunks }) => ({
          filename: path,
          status: 'modified',
          changes: 2,
          ...(hunks === undefined ? {} : { patch: hunks }),
        })),
      );
    }),
    http.get(`${repo}/issues/12/comments`, ({ request }) => {
      const { searchParams } = new URL(request.url);
      const [size, page] = [Number(searchParams.get('per_page')), Number(searchParams.get('page'))];
      return HttpResponse.json(comments.slice((page - 1) * size, page * size));
    }),
    http.post(`${repo}/issues/12/comments`, async ({ request }) => {
      const { body } = (await request.clone().json()) as { body: string };
      if (body.length > 65_536) return HttpResponse.json({ message: 'body is too long' }, { status: 422 });
      comments.push({ id: nextId(), user: { login: bot }, body });
      return HttpResponse.json(comments.at(-1), { status: 201 });
    }),
    http.patch(`${repo}/issues/comments/:id`, async ({ request, params }) => {
      const kept = comments.find(({ id }) => String(id) === params['id']);
      if (!kept) return HttpResponse.json({ message: 'Not Found' }, { status: 404 });
      kept.body = ((await request.clone().json()) as { body: string }).body;
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
    http.get(`${repo}/*`, () => HttpResponse.json({ message: 'Not Found' }, { status: 404 })),
  );
  onTestFinished(() => network.resetHandlers());
  const host = githubHost({ owner: 'acme', repo: 'shop', token: 'secret' });
  const world: HostWorld = {
    host,
    repository: 'acme/shop',
    bot,
    calls,
    waits: [],
    trouble,
    write: (author, body) => void comments.push({ id: nextId(), user: { login: author }, body }),
    said: () => comments.map(({ user, body }) => ({ author: user.login, body })),
    checks: () => checks.map(seen),
  };
  return { ...world, comments, runs: checks };
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
