import { failed, ok, problem, type Problem, type Result } from '../problem.ts';
import { quoted } from '../values/quote.ts';
import { EVERYWHERE, Role, type Roles } from './caller.ts';

/** `operator@staging`, or a role alone for all environments: all of them read at once, with everything that is wrong. */
export const rolesFrom = (grants: readonly string[], environments: readonly string[]): Result<Roles> => {
  const roles = new Map<string, Role[]>();
  const problems: Problem[] = [];
  for (const [index, grant] of grants.entries()) {
    const at = grant.indexOf('@');
    const role = Role.safeParse(at < 0 ? grant : grant.slice(0, at));
    const environment = at < 0 ? EVERYWHERE : grant.slice(at + 1);
    const path = `grant[${index}]`;
    if (!role.success) problems.push(noSuchRole(grant, path));
    else if (at >= 0 && !environments.includes(environment))
      problems.push(noSuchEnvironment(environment, environments, path));
    else roles.set(environment, [...new Set([...(roles.get(environment) ?? []), role.data])]);
  }
  return problems.length > 0 ? failed(...problems) : ok(Object.fromEntries(roles));
};

/** As they were granted. */
export const grantsOf = (roles: Roles): readonly string[] =>
  Object.entries(roles).flatMap(([environment, some]) =>
    some.map((role) => (environment === EVERYWHERE ? role : `${role}@${environment}`)),
  );

const noSuchRole = (grant: string, path: string): Problem =>
  problem({
    kind: 'usage',
    code: 'no-such-role',
    path,
    message: `${quoted(grant)} begins with no role`,
    hint: `there are ${Role.options.join(', ')}; with @ENVIRONMENT behind it for one environment alone`,
  });

const noSuchEnvironment = (name: string, known: readonly string[], path: string): Problem =>
  problem({
    kind: 'usage',
    code: 'no-such-environment',
    path,
    message: `${quoted(name)} is not one of this policy's environments`,
    hint: `choose one of ${known.join(', ')}`,
  });
