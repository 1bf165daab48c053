import { failed, ok, type Result } from '../../core/problem.ts';
import { plain } from '../../core/values/quote.ts';
import { asking, type At, type Client, WORDS } from './github-client.ts';
import { hostProblem } from './problems.ts';

/**
 * Classic tokens carry their scopes in every answer; of others GitHub says what their owner may do in the repository, and
 * not what the token itself may write.
 */
export const greeted = async (client: Client, at: At): Promise<Result<string>> => {
  const found = await asking('the repository', () => client.request('GET /repos/{owner}/{repo}', at));
  if (!found.ok) return found;
  const { data, headers } = found.value;
  const scopes = headers['x-oauth-scopes'];
  const rights = Object.entries(data.permissions ?? {}).flatMap(([name, may]) => (may ? [name] : []));
  const says = `${at.owner}/${at.repo}${rights.length > 0 ? `, ${rights.join(', ')}` : ''}`;
  if (scopes === undefined || scopes === '')
    return ok(`${says}; what this token may write, GitHub tells when it is written`);
  const has = new Set(scopes.split(',').map((scope) => scope.trim()));
  if (has.has('repo') || (has.has('public_repo') && !data.private)) return ok(`${says}; scopes ${scopes}`);
  return failed(hostProblem(`writing to ${at.owner}/${at.repo} with the scopes ${plain(scopes)}`, 403, WORDS));
};
