import { z } from 'zod';
import { failed, ok, problem, type Result } from '../../core/problem.ts';
import { plain } from '../../core/values/quote.ts';
import type { Http } from '../http.ts';

const Me = z.looseObject({
  user: z
    .looseObject({ name: z.string().nullish(), username: z.string().nullish(), email: z.string().nullish() })
    .nullish(),
  permissions: z
    .array(
      z.looseObject({
        permission: z.string(),
        project: z.string().nullish(),
        environment: z.string().nullish(),
      }),
    )
    .max(100_000),
});
type Granted = z.infer<typeof Me>['permissions'][number];

/** What a rollout does there, by Unleash's own names; those of an environment are granted for one. */
const OF_PROJECT = ['CREATE_FEATURE', 'UPDATE_FEATURE_DEPENDENCY'];
const OF_ENVIRONMENT = [
  'UPDATE_FEATURE_ENVIRONMENT',
  'CREATE_FEATURE_STRATEGY',
  'UPDATE_FEATURE_STRATEGY',
  'DELETE_FEATURE_STRATEGY',
];

type Where = { readonly at: string; readonly project: string; readonly environment: string };

/** Who the token is, and whether it may do what a rollout does. Tokens that belong to nobody are not told that. */
export const greeted = async (ask: Http, { at, project, environment }: Where): Promise<Result<string>> => {
  const answer = await ask({ method: 'GET', path: '/api/admin/user', expects: [403, 404] });
  if (!answer.ok) return answer;
  const read = answer.value.status >= 400 ? undefined : Me.safeParse(answer.value.json).data;
  if (!read) return ok('an Unleash; what this token may do, it does not tell');
  const has = (permission: string, inEnvironment: boolean): boolean =>
    read.permissions.some((one) =>
      grants(one, permission, { project, environment: inEnvironment ? environment : undefined }),
    );
  const missing = [
    ...OF_PROJECT.filter((permission) => !has(permission, false)),
    ...OF_ENVIRONMENT.filter((permission) => !has(permission, true)),
  ];
  const who = plain(read.user?.username ?? read.user?.email ?? read.user?.name ?? 'a token without a name');
  if (missing.length === 0) return ok(`${who} may change flags of ${project} in ${environment}`);
  return failed(
    problem({
      kind: 'refused',
      code: 'unleash-may-not',
      path: plain(at, 200),
      message: `${who} may not do what a rollout does in ${project}, ${environment}: ${missing.join(', ')}`,
      hint: 'give its user a role with these permissions, for the project and the environment',
    }),
  );
};

type Asked = { readonly project: string; readonly environment: string | undefined };

/** Granted for all of it, or for this project, and in it for every environment or this one. */
const grants = ({ permission, project, environment }: Granted, wanted: string, asked: Asked): boolean => {
  if (permission === 'ADMIN') return true;
  if (permission !== wanted) return false;
  return isHere(project, asked.project) && (asked.environment === undefined || isHere(environment, asked.environment));
};

/** What is granted for no place in particular is granted for all. */
const isHere = (given: string | null | undefined, asked: string): boolean =>
  given === undefined || given === null || given === '' || given === '*' || given === asked;
