import { DEFAULT_ENVIRONMENT } from '../../policy/names.ts';
import type { EnvironmentRules } from '../../policy/policy.ts';
import { failed, ok, problem, type Problem, type Result } from '../../problem.ts';
import type { PlanRequest } from '../request.ts';

type Surroundings = { readonly name: string; readonly environment: EnvironmentRules; readonly backend: string };

/** Where the plan is to be carried out, and by which flag system. */
export const environmentOf = ({ policy, choices }: PlanRequest): Result<Surroundings> => {
  const name = choices.environment ?? DEFAULT_ENVIRONMENT;
  const backend = choices.backend ?? policy.backend;
  const environment = Object.hasOwn(policy.environments, name) ? policy.environments[name] : undefined;
  const problems = [
    ...(environment ? [] : [unknown('environment', name, Object.keys(policy.environments))]),
    ...(Object.hasOwn(policy.backends, backend) ? [] : [unknown('backend', backend, Object.keys(policy.backends))]),
  ];
  return environment && problems.length === 0 ? ok({ name, environment, backend }) : failed(...problems);
};

const unknown = (what: string, name: string, known: readonly string[]): Problem =>
  problem({
    kind: 'usage',
    code: `no-such-${what}`,
    path: what,
    message: `"${name}" is not one of this policy's ${what}s`,
    hint: `choose one of ${known.join(', ')}, or add it under ${what}s in rampart.yaml`,
  });
