import { http, HttpResponse } from 'msw';
import { onTestFinished } from 'vitest';
import { gitlabHost } from '../../src/adapters/pr-host/gitlab.ts';
import { network } from '../network.ts';
import { gitlabShelves } from './gitlab-shelf.ts';
import type { HostWorld, WorldAsked, WorldFile } from './host.ts';

type Note = { id: number; author: { username: string }; body: string; system: boolean };

/** Of files of one merge request, by the usual setting. */
const MOST_KEPT = 1000;

const API = 'https://gitlab.example.com/shared/api/v4';

/** A GitLab of one's own with one project in two groups and one merge request, by its REST documents: it remembers. */
export const gitlabWorld = (asked: WorldAsked = {}) => {
  const { fork = false, state = 'open', me, head = 'e4f5a6b0'.repeat(5), files = [], readOnly = false } = asked;
  const notes: Note[] = [];
  let lastId = 300;
  const nextId = (): number => (lastId += 1);
  const statuses: { sha: string; name: string; state: string; description: string }[] = [];
  const calls: string[] = [];
  const waits: number[] = [];
  const trouble: HostWorld['trouble'] = { status: undefined };
  const bot = me ?? 'project_7_bot_3f2a';
  const write = (author: string, body: string): void => {
    notes.push({ id: nextId(), author: { username: author }, body, system: false });
  };
  const merge = {
    iid: 12,
    title: 'Faster sign-in',
    description: null,
    state: state === 'open' ? 'opened' : 'merged',
    author: { username: 'ana' },
    sha: head,
    source_project_id: fork ? 8 : 7,
    target_project_id: 7,
    target_branch: 'main',
    changes_count: files.length > MOST_KEPT ? `${MOST_KEPT}+` : String(files.length),
    diff_refs: { base_sha: 'a1b2c3d4'.repeat(5), head_sha: head, start_sha: 'a1b2c3d4'.repeat(5) },
  };
  const at = `${API}/projects/acme%2Fweb%2Fshop`;
  const { shelves, handlers, links } = gitlabShelves(at);
  network.use(
    http.all(`${API}/*`, ({ request }) => {
      calls.push(`${request.method} ${new URL(request.url).pathname}`);
      if (request.headers.get('authorization') !== 'Bearer secret')
        return HttpResponse.json({ error: 'invalid_token', error_description: 'Token is expired.' }, { status: 401 });
      if (readOnly && request.method !== 'GET')
        return HttpResponse.json({ error: 'insufficient_scope' }, { status: 403 });
      const { status, headers = {}, times = Infinity, on = '' } = trouble;
      if (status === undefined || times < 1 || !request.url.includes(on)) return undefined;
      trouble.times = times - 1;
      return HttpResponse.json({ message: 'trouble with secret' }, { status, headers });
    }),
    http.get(`${API}/user`, () => HttpResponse.json({ id: 1, username: bot, bot: true })),
    http.get(`${at}/merge_requests/12`, () => HttpResponse.json(merge)),
    http.get(`${at}/merge_requests/12/diffs`, ({ request }) => {
      const { searchParams } = new URL(request.url);
      const size = Math.min(100, Number(searchParams.get('per_page') ?? 20));
      const page = Number(searchParams.get('page') ?? 1);
      const shown = files.slice(0, MOST_KEPT).slice((page - 1) * size, page * size);
      return HttpResponse.json(shown.map(rawDiff));
    }),
    http.get(`${at}/merge_requests/12/notes`, ({ request }) => {
      const { searchParams } = new URL(request.url);
      const size = Math.min(100, Number(searchParams.get('per_page') ?? 20));
      const page = Number(searchParams.get('page') ?? 1);
      const sorted = searchParams.get('sort') === 'asc' ? notes : notes.toReversed();
      return HttpResponse.json(sorted.slice((page - 1) * size, page * size));
    }),
    http.post(`${at}/merge_requests/12/notes`, async ({ request }) => {
      const { body } = (await request.clone().json()) as { body: string };
      if (body.length > 1_000_000) return HttpResponse.json({ message: { note: ['is too long'] } }, { status: 400 });
      if (/^\/\w/m.test(body.replaceAll(/```[^]*?```/g, ''))) throw new Error('this note gives a command');
      write(bot, body);
      return HttpResponse.json(notes.at(-1), { status: 201 });
    }),
    http.put(`${at}/merge_requests/12/notes/:id`, async ({ request, params }) => {
      const kept = notes.find(({ id }) => String(id) === params['id']);
      if (!kept) return notFound();
      if (kept.author.username !== bot) return HttpResponse.json({ message: '403 Forbidden' }, { status: 403 });
      kept.body = ((await request.clone().json()) as { body: string }).body;
      return HttpResponse.json(kept);
    }),
    http.delete(`${at}/merge_requests/12/notes/:id`, ({ params }) => {
      const kept = notes.findIndex(({ id }) => String(id) === params['id']);
      if (kept < 0) return notFound();
      notes.splice(kept, 1);
      return new HttpResponse(null, { status: 204 });
    }),
    http.post(`${at}/statuses/:sha`, async ({ request, params }) => {
      const said = (await request.clone().json()) as { name: string; state: string; description: string };
      const allowed = ['pending', 'running', 'success', 'failed', 'canceled', 'skipped'].includes(said.state);
      if (!allowed || said.description.length > 255)
        return HttpResponse.json({ error: 'state does not have a valid value' }, { status: 400 });
      statuses.push({ sha: String(params['sha']), ...said });
      return HttpResponse.json({ id: statuses.length, status: said.state }, { status: 201 });
    }),
    ...handlers,
    http.all(`${API}/*`, notFound),
  );
  onTestFinished(() => network.resetHandlers());
  const clock = { nowMs: () => 0, sleep: sleeping(waits) };
  const host = gitlabHost({ project: 'acme/web/shop', token: 'secret', api: API }, { fetch, clock });
  const world: HostWorld = {
    host,
    repository: 'acme/web/shop',
    bot,
    calls,
    waits,
    trouble,
    shelves,
    write,
    said: () => notes.filter(({ system }) => !system).map(({ author, body }) => ({ author: author.username, body })),
    checks: () =>
      statuses.map(({ sha, name, state: said, description }) => ({
        head: sha,
        name,
        holds: said === 'failed',
        title: description,
        annotations: 0,
      })),
  };
  return { ...world, notes, links };
};

const rawDiff = ({ path, hunks }: WorldFile) => ({
  old_path: path,
  new_path: path,
  a_mode: '100644',
  b_mode: '100644',
  diff: hunks ?? '',
  new_file: false,
  renamed_file: false,
  deleted_file: false,
  collapsed: false,
  too_large: hunks === undefined,
});

const notFound = () => HttpResponse.json({ message: '404 Not found' }, { status: 404 });

/** A pause is written down and over at once; the deadline of an answer is not waited for, and ends with the answer. */
const sleeping = (waits: number[]) => async (ms: number, signal?: AbortSignal) => {
  if (signal) return new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
  waits.push(ms);
};
