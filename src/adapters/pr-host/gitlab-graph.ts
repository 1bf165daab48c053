import { z } from 'zod';
import { failed, ok, type Result } from '../../core/problem.ts';
import { httpProblems } from '../http-problems.ts';
import { type Ask, WORDS } from './gitlab-ask.ts';
import { hostProblem } from './problems.ts';

/** Fields of a merge request, by the host's other interface: it tells who edited what, and which commits are whose. */
export type Graph = <T>(what: string, number: number, asked: Fields<T>) => Promise<Result<T>>;

export type Fields<T> = { readonly schema: z.ZodType<T>; readonly fields: string; readonly after?: string | undefined };

const Answered = z.object({ data: z.unknown().optional(), errors: z.array(z.unknown()).optional() });

/** https://docs.gitlab.com/api/graphql. What a token may not see is not there, and nothing says so. */
export const graphOf =
  (ask: Ask, { project, at }: { readonly project: string; readonly at: string }): Graph =>
  async (what, number, { schema, fields, after }) => {
    const query = `query($project: ID!, $merge: String!, $after: String) {
      project(fullPath: $project) { mergeRequest(iid: $merge) { ${fields} } }
    }`;
    const variables = { project, merge: String(number), after: after ?? null };
    const asked = { method: 'POST', path: '/graphql', reads: true, body: { query, variables } } as const;
    const answer = await ask(what, Answered, asked);
    if (!answer.ok) return answer;
    const { data, errors = [] } = answer.value.said;
    if (errors.length > 0) return failed(hostProblem(what, 400, WORDS));
    const whole = z.object({ project: z.object({ mergeRequest: schema.nullable() }).nullable() }).safeParse(data);
    if (!whole.success) {
      const [issue] = whole.error.issues;
      return failed(httpProblems.odd({ at, write: false }, `${what}: ${issue?.path.join('.')}`));
    }
    const found = whole.data.project?.mergeRequest;
    return found === null || found === undefined ? failed(hostProblem(what, 404, WORDS)) : ok(found);
  };

export const PageInfo = z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullish() });
