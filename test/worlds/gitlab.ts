import { http, HttpResponse } from 'msw';
import { onTestFinished } from 'vitest';
import { gitlabHost } from '../../src/adapters/pr-host/gitlab.ts';
import { network } from '../network.ts';
import { gitlabShelves } from './gitlab-shelf.ts';
import type { HostWorld, WorldAsked, WorldFile } from './host.ts';

type Note = {
  id: number;
  author: { username: string };
  body: string;
  system: boolean;
  lastEditedAt?: string;
};

/** Members by what they are called there. */
const LEVELS: Readonly<Record<string, number>> = { read: 10, triage: 20, write: 30, maintain: 40, admin: 50 };

const GRAPH = 'https://gitlab.example.com/shared/api/graphql';

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
  const roles: Record<string, string> = {};
  /** Of groups by their path: who is in them, and until when. */
  const groups: Record<string, Record<string, { expires_at?: string }>> = {};
  const reactions: string[] = [];
  const commits: ({ username: string } | null)[] = [{ username: 'ana' }];
  const userIds = (): string[] => [...new Set([...Object.keys(roles), ...Object.values(groups).flatMap(Object.keys)])];
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
    diff_refs: { base_sha: '0ddba5e0'.repeat(5), head_sha: head, start_sha: 'a1b2c3d4'.repeat(5) },
  };
  const at = `${API}/projects/acme%2Fweb%2Fshop`;
  const { shelves, handlers, links } = gitlabShelves(at);
  const shut = ({ request }: { readonly request: Request }): Response | undefined => {
    calls.push(`${request.url === GRAPH ? 'ASK' : request.method} ${new URL(request.url).pathname}`);
    if (request.headers.get('authorization') !== 'Bearer secret')
      return HttpResponse.json({ error: 'invalid_token', error_description: 'Token is expired.' }, { status: 401 });
    if (readOnly && request.method !== 'GET' && request.url !== GRAPH)
      return HttpResponse.json({ error: 'insufficient_scope' }, { status: 403 });
    const { status, headers = {}, times = Infinity, on = '' } = trouble;
    if (status === undefined || times < 1 || !request.url.includes(on)) return undefined;
    trouble.times = times - 1;
    return HttpResponse.json({ message: 'trouble with secret' }, { status, headers });
  };
  const isBot = (username: string): boolean => username === bot || /_bot_/.test(username);
  network.use(
    http.all(`${API}/*`, shut),
    http.post(GRAPH, shut),
    http.post(GRAPH, async ({ request }) => {
      type Asked = { query: string; variables: { project: string; merge: string; after: string | null } };
      const { query, variables } = (await request.clone().json()) as Asked;
      const isThere = variables.project === 'acme/web/shop' && variables.merge === '12';
      const from = Number(variables.after ?? 0);
      const page = <T>(nodes: readonly T[]) => ({
        nodes: nodes.slice(from, from + 100),
        pageInfo: { hasNextPage: nodes.length > from + 100, endCursor: String(from + 100) },
      });
      const shownNotes = notes.map(({ id, body, system, author, lastEditedAt = null }) => ({
        id: `gid://gitlab/${id % 2 === 0 ? 'Note' : 'DiffNote'}/${id}`,
        body,
        system,
        createdAt: '2026-11-20T10:00:00Z',
        lastEditedAt,
        author: { ...author, bot: isBot(author.username) },
      }));
      const whole = query.includes('committers(')
        ? {
            author: { username: 'ana' },
            commitCount: commits.length,
            committers: {
              nodes: commits.filter(Boolean).slice(0, 1),
              pageInfo: { hasNextPage: false, endCursor: null },
            },
            commits: page(commits.map((author) => ({ author }))),
          }
        : { notes: page(shownNotes) };
      return HttpResponse.json({ data: { project: { mergeRequest: isThere ? whole : null } } });
    }),
    http.get(`${API}/users`, ({ request }) => {
      const id = userIds().indexOf(new URL(request.url).searchParams.get('username') ?? '');
      return HttpResponse.json(id < 0 ? [] : [{ id: id + 1, username: userIds()[id], state: 'active' }]);
    }),
    http.get(`${at}/members/all/:id`, ({ params }) => {
      const role = roles[userIds()[Number(params['id']) - 1] ?? ''];
      return role === undefined ? notFound() : member(LEVELS[role] ?? 0);
    }),
    http.get(`${API}/groups/:group/members/:id`, ({ params }) => {
      const group = groups[String(params['group'])];
      if (group === undefined) return HttpResponse.json({ message: '403 Forbidden' }, { status: 403 });
      const found = group[userIds()[Number(params['id']) - 1] ?? ''];
      return found === undefined ? notFound() : member(30, found);
    }),
    http.post(`${at}/merge_requests/12/notes/:id/award_emoji`, async ({ request, params }) => {
      const { name } = (await request.clone().json()) as { name: string };
      const given = `${String(params['id'])} ${name}`;
      if (reactions.includes(given))
        return HttpResponse.json({ message: '404 Award Emoji Name has already been taken Not Found' }, { status: 404 });
      reactions.push(given);
      return HttpResponse.json({ id: reactions.length, name }, { status: 201 });
    }),
    http.get(`${API}/user`, () => HttpResponse.json({ id: 1, username: bot, bot: true })),
    http.get(`${at}/merge_requests/12`, () => HttpResponse.json(merge)),
    http.get(`${at}/repository/commits/:sha/merge_requests`, ({ params }) =>
      params['sha'] === merge.sha ? HttpResponse.json([{ iid: 7, sha: 'beef'.repeat(10) }, merge]) : notFound(),
    ),
    http.get(`${at}/merge_requests/12/diffs`, ({ request }) => {
      const { searchParams } = new URL(request.url);
      const size = Math.min(100, Number(searchParams.get('per_page') ?? 20));
      const page = Number(searchParams.get('page') ?? 1);
      const shown = files.slice(0, MOST_KEPT).slice((page - 1) * size, page * size);
      return HttpResponse.json(shown.map(rawDiff));
    }),
    http.post(`${at}/merge_requests/12/notes`, async ({ request }) => {
      const { body } = (await request.clone().json()) as { body: string };
      if (body.length > 1_000_000) return HttpResponse.json({ message: { note: ['is too long'] } }, { status: 400 });
      givesNoCommand(body);
      write(bot, body);
      return HttpResponse.json(notes.at(-1), { status: 201 });
    }),
    http.put(`${at}/merge_requests/12/notes/:id`, async ({ request, params }) => {
      const kept = notes.find(({ id }) => String(id) === params['id']);
      if (!kept) return notFound();
      if (kept.author.username !== bot) return HttpResponse.json({ message: '403 Forbidden' }, { status: 403 });
      const { body } = (await request.clone().json()) as { body: string };
      givesNoCommand(body);
      Object.assign(kept, { body, lastEditedAt: '2026-11-20T11:00:00Z' });
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
  /** As a webhook is told of a note, and the pipeline that it starts. */
  const says = (author: string, body: string) => {
    const id = 1000 + notes.length;
    notes.push({ id, author: { username: author }, body, system: false });
    return {
      object_kind: 'note',
      event_type: 'note',
      user: { id: 1, name: author, username: author },
      project_id: 7,
      project: { id: 7, path_with_namespace: 'acme/web/shop', default_branch: 'main' },
      object_attributes: {
        id,
        note: body,
        noteable_type: 'MergeRequest',
        author_id: 1,
        system: false,
        action: 'create',
      },
      merge_request: { id: 93, iid: 12, state: 'opened' } as object | undefined,
    };
  };
  const merges = (by: string) => {
    merge.state = 'merged';
    return {
      object_kind: 'merge_request',
      event_type: 'merge_request',
      user: { id: 1, name: by, username: by },
      project: { id: 7, path_with_namespace: 'acme/web/shop', default_branch: 'main' },
      object_attributes: { id: 93, iid: 12, state: 'merged', action: 'merge', last_commit: { id: merge.sha } },
    };
  };
  const world: HostWorld = {
    roles,
    says,
    merges,
    signs: () =>
      reactions.map((one) =>
        one.replace('thumbsup', 'done').replace('thumbsdown', 'refused').replace('confused', 'unclear'),
      ),
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
  return { ...world, notes, links, merge, groups, commits, says };
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

const member = (level: number, more: object = {}) =>
  HttpResponse.json({ access_level: level, state: 'active', expires_at: null, ...more });

/** A line that begins with a slash is a command to the host, of whoever wrote it. */
const givesNoCommand = (body: string): void => {
  if (/^\/\w/m.test(body.replaceAll(/```[^]*?```/g, ''))) throw new Error('this note gives a command');
};

const notFound = () => HttpResponse.json({ message: '404 Not found' }, { status: 404 });

/** A pause is written down and over at once; the deadline of an answer is not waited for, and ends with the answer. */
const sleeping = (waits: number[]) => async (ms: number, signal?: AbortSignal) => {
  if (signal) return new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
  waits.push(ms);
};
