import { z } from 'zod';
import { failed, ok, type Result } from '../../core/problem.ts';
import type { Permission } from '../../core/values/permission.ts';
import type { PrCommands, Reaction } from '../../ports/pr-host.ts';
import type { Ask } from './gitlab-ask.ts';
import { gitlabEvent } from './gitlab-event.ts';
import { type Graph, PageInfo } from './gitlab-graph.ts';
import { tooManyCommits } from './problems.ts';

type Project = { readonly ask: Ask; readonly graph: Graph; readonly here: string; readonly nowMs: () => number };

/** Who somebody is on GitLab, and a sign under a note. Everything is asked anew: rights are taken away as well. */
export const gitlabPeople = ({ ask, graph, here, nowMs }: Project): PrCommands => ({
  event: gitlabEvent,
  person: async (name, teams) => {
    const nobody = { name, permission: 'none' as const, teams: [], untold: [] };
    const user = await userCalled(ask, name);
    if (!user.ok || user.value === undefined) return user.ok ? ok(nobody) : user;
    const id = user.value;
    const level = await accessOf(ask, `${here}/members/all/${id}`, nowMs());
    if (!level.ok) return level;
    const looked = await Promise.all(teams.map((team) => membership(ask, { team, id, nowMs: nowMs() })));
    const broken = looked.find((one) => !one.ok);
    if (broken && !broken.ok) return broken;
    const are = (said: Membership): readonly string[] =>
      teams.filter((_, nth) => looked[nth]?.ok && looked[nth].value === said);
    return ok({ name, permission: permissionFor(level.value), teams: are('in'), untold: are('untold') });
  },
  authors: (number) => authorsOf(graph, number),
  react: async (number, note, reaction) => {
    const path = `${here}/merge_requests/${number}/notes/${encodeURIComponent(note)}/award_emoji`;
    const done = await ask('a reaction', z.unknown(), { method: 'POST', path, body: { name: SIGNS[reaction] } });
    // The same sign given twice is answered like a note that is gone.
    return done.ok || isNotThere(done) ? ok(undefined) : done;
  },
});

const SIGNS = { done: 'thumbsup', refused: 'thumbsdown', unclear: 'confused' } as const satisfies Record<
  Reaction,
  string
>;

const Users = z.array(z.object({ id: z.int(), username: z.string(), state: z.string() }));

/** By the very name, however it is written; whoever is blocked is nobody. */
const userCalled = async (ask: Ask, username: string): Promise<Result<number | undefined>> => {
  const found = await ask('who that is', Users, { method: 'GET', path: '/users', query: { username } });
  if (!found.ok) return found;
  const isThem = (one: z.infer<typeof Users>[number]): boolean =>
    one.username.toLowerCase() === username.toLowerCase() && one.state === 'active';
  return ok(found.value.said.find(isThem)?.id);
};

const Member = z.object({ access_level: z.int(), state: z.string().nullish(), expires_at: z.string().nullish() });

/** With what is inherited from groups. Nothing where they are no member, no longer, or not yet. */
const accessOf = async (ask: Ask, path: string, nowMs: number): Promise<Result<number>> => {
  const found = await ask('what somebody may do', Member, { method: 'GET', path });
  if (!found.ok) return isNotThere(found) ? ok(0) : found;
  const { access_level: level, state, expires_at: end } = found.value.said;
  const isOver = typeof end === 'string' && !(Date.parse(end) > nowMs);
  return ok(isOver || (state ?? 'active') !== 'active' ? 0 : level);
};

/** By the number that stands for a role; whatever lies between two is the lower of them. */
const LEVELS: readonly (readonly [number, Permission])[] = [
  [50, 'admin'],
  [40, 'maintain'],
  [30, 'write'],
  [20, 'triage'],
  [10, 'read'],
];

const permissionFor = (level: number): Permission => LEVELS.find(([least]) => level >= least)?.[1] ?? 'none';

type Membership = 'in' | 'out' | 'untold';
type Asked = { readonly team: string; readonly id: number; readonly nowMs: number };

/** Of the group itself, as code owners are counted: whoever is in a group above it is not in it. */
const membership = async (ask: Ask, { team, id, nowMs }: Asked): Promise<Result<Membership>> => {
  const path = `/groups/${encodeURIComponent(team.replace(/^@/, ''))}/members/${id}`;
  const level = await accessOf(ask, path, nowMs);
  if (level.ok) return ok(level.value > 0 ? 'in' : 'out');
  return level.problems.every(({ code }) => code === 'host-forbidden') ? ok('untold') : level;
};

const isNotThere = (said: Result<unknown>): boolean =>
  !said.ok && said.problems.every(({ code }) => code === 'host-not-found');

const Named = z.object({ username: z.string() }).nullable();
const Authored = z.object({
  author: Named,
  commitCount: z.int().nullish(),
  committers: z.object({ nodes: z.array(Named), pageInfo: PageInfo }),
  commits: z.object({ nodes: z.array(z.object({ author: Named })), pageInfo: PageInfo }),
});

const FIELDS = `author { username } commitCount
  committers(first: 100) { nodes { username } pageInfo { hasNextPage endCursor } }
  commits(first: 100, after: $after) { nodes { author { username } } pageInfo { hasNextPage endCursor } }`;

const MOST_PAGES = 3;

/** By the addresses in the commits, as far as the host knows whose they are. */
const authorsOf = async (graph: Graph, number: number): Promise<Result<readonly string[]>> => {
  const names = new Set<string>();
  let after: string | undefined;
  let count = 0;
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const found = await graph('who made the change', number, { schema: Authored, fields: FIELDS, after });
    if (!found.ok) return found;
    const { author, commitCount, committers, commits } = found.value;
    for (const one of [author, ...committers.nodes, ...commits.nodes.map((commit) => commit.author)])
      if (one !== null) names.add(one.username);
    count += commits.nodes.length;
    after = commits.pageInfo.endCursor ?? undefined;
    if (committers.pageInfo.hasNextPage) break;
    if (!commits.pageInfo.hasNextPage || after === undefined)
      return count >= (commitCount ?? count) ? ok([...names]) : failed(tooManyCommits(count));
  }
  return failed(tooManyCommits(count));
};
