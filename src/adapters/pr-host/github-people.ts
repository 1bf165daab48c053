import { failed, isError, ok, type Result } from '../../core/problem.ts';
import { Permission } from '../../core/values/permission.ts';
import type { PrCommands, Reaction } from '../../ports/pr-host.ts';
import { asking, type At, type Client } from './github-client.ts';
import { githubEvent } from './github-event.ts';
import { tooManyCommits } from './problems.ts';

/** Who somebody is on GitHub, and a sign under a comment. Everything is asked anew: rights are taken away as well. */
export const githubPeople = (client: Client, at: At): PrCommands => ({
  event: githubEvent,
  person: async (name, teams) => {
    const permission = await permissionOf(client, at, name);
    if (!permission.ok) return permission;
    const ours = teams.filter((team) => team.startsWith(`@${at.owner.toLowerCase()}/`));
    const looked = await Promise.all(ours.map((team) => membership(client, at.owner, team, name)));
    const broken = looked.find((one) => !one.ok);
    if (broken && !broken.ok) return broken;
    const are = (said: Membership): readonly string[] =>
      ours.filter((_, nth) => looked[nth]?.ok && looked[nth].value === said);
    return ok({ name, permission: permission.value, teams: are('in'), untold: are('untold') });
  },
  authors: (number) => authorsOf(client, at, number),
  react: (_, comment, reaction) =>
    asking('a reaction', async () => {
      await client.request('POST /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions', {
        ...at,
        comment_id: Number(comment),
        content: SIGNS[reaction],
      });
    }),
});

const SIGNS = { done: '+1', refused: '-1', unclear: 'confused' } as const satisfies Record<Reaction, string>;

/** `permission` knows four steps; the name of the role knows the two between, where it is one of GitHub's own. */
const permissionOf = async (client: Client, at: At, username: string): Promise<Result<Permission>> => {
  const said = await asking('what somebody may do', async () => {
    const { data } = await client.request('GET /repos/{owner}/{repo}/collaborators/{username}/permission', {
      ...at,
      username,
    });
    const role = Permission.safeParse(data.role_name);
    return role.success ? role.data : (Permission.safeParse(data.permission).data ?? 'none');
  });
  return isNotThere(said) ? ok('none') : said;
};

type Membership = 'in' | 'out' | 'untold';

/** Whoever is invited is not in yet. A token that may not look leaves it untold, and untold is never in. */
const membership = async (client: Client, org: string, team: string, username: string): Promise<Result<Membership>> => {
  const said = await asking('who is in a team', async () => {
    const { data } = await client.request('GET /orgs/{org}/teams/{team_slug}/memberships/{username}', {
      org,
      team_slug: team.slice(team.indexOf('/') + 1),
      username,
    });
    return data.state === 'active' ? ('in' as const) : ('out' as const);
  });
  if (isNotThere(said)) return ok('out');
  return !said.ok && said.problems.some(({ code }) => code === 'host-forbidden') ? ok('untold') : said;
};

const isNotThere = (said: Result<unknown>): boolean =>
  !said.ok && said.problems.filter(isError).some(({ code }) => code === 'host-not-found');

const PAGE = 100;
/** More than that the host does not list. */
const MOST_COMMITS = 250;
/** Signs for whoever merges or edits in the browser. */
const WEB = 'web-flow';

const authorsOf = async (client: Client, at: At, pull_number: number): Promise<Result<readonly string[]>> => {
  const found = await asking('who made the change', async () => {
    const { data } = await client.request('GET /repos/{owner}/{repo}/pulls/{pull_number}', { ...at, pull_number });
    const commits = [];
    for (let page = 1; commits.length < data.commits && page * PAGE <= MOST_COMMITS + PAGE; page += 1) {
      const listed = await client.request('GET /repos/{owner}/{repo}/pulls/{pull_number}/commits', {
        ...at,
        pull_number,
        per_page: PAGE,
        page,
      });
      commits.push(...listed.data);
      if (listed.data.length < PAGE) break;
    }
    const names = [data.user?.login, ...commits.flatMap(({ author, committer }) => [author?.login, committer?.login])];
    return {
      isWhole: commits.length >= data.commits,
      names: names.filter((name) => name !== undefined && name !== WEB),
    };
  });
  if (!found.ok) return found;
  const names = [...new Set(found.value.names.filter((name): name is string => name !== undefined))];
  return found.value.isWhole ? ok(names) : failed(tooManyCommits(MOST_COMMITS));
};
