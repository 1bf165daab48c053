import type { Plan } from '../core/plan/plan.ts';
import { mergedBy } from '../core/policy/review-rules.ts';
import { failed, ok, problem, type Problem, type Result } from '../core/problem.ts';
import type { PrHost } from '../ports/pr-host.ts';
import type { Ports } from './operation.ts';
import { whichRepository } from './pipeline.ts';
import { loadPolicy } from './policy-file.ts';
import { folderShelf, PLAN_FOLDER, planOn } from './review/shelf.ts';

type Looking = Pick<Ports, 'files' | 'folder' | 'pipeline' | 'openHost' | 'usual'>;

/**
 * The plan of that fingerprint, from where merged plans are kept: the folder of the artefacts, then the host. Whoever can
 * write there can put anything there, and nothing but this very plan comes of it.
 */
export const storedPlan = async (digest: string, ports: Looking): Promise<Result<Plan>> => {
  const here = await planOn(folderShelf(PLAN_FOLDER, ports.files), digest);
  if (!here.ok) return here;
  if (here.value !== undefined) return ok(here.value);
  const policy = await loadPolicy(ports, undefined);
  if (!policy.ok) return policy;
  const { keep: on, name } = mergedBy(policy.value.policy.review);
  if (on === 'artefact') return failed(notHere(digest));
  const host = await hostHere(ports);
  if (!host.ok) return host;
  if (host.value === undefined) return failed({ ...whichRepository(), hint: NAME_IT });
  const found = await planOn(host.value.shelf({ on, name }), digest);
  if (!found.ok) return found;
  return found.value === undefined ? failed(notThere(digest, `${on} ${name}`)) : ok(found.value);
};

/** The host of the pipeline, or the one that the environment names; undefined where neither does. */
export const hostHere = async (ports: Looking): Promise<Result<PrHost | undefined>> => {
  const pipeline = await ports.pipeline();
  const repository = ports.usual('repo') ?? pipeline.repository;
  if (repository === undefined) return ok(undefined);
  return ports.openHost(ports.usual('host') ?? pipeline.host ?? 'github', repository);
};

const NAME_IT = 'in a pipeline it is known; elsewhere set RAMPART_REPO=acme/shop, and RAMPART_HOST=gitlab for GitLab';

const notHere = (digest: string): Problem =>
  problem({
    kind: 'usage',
    code: 'no-such-plan',
    path: `sha256:${digest}`,
    message: `it is not in ${PLAN_FOLDER}/, and by the policy plans are kept as artefacts alone`,
    hint: `bring the artefact of the run that merged it, or keep plans on a branch: review.merged.keep`,
  });

const notThere = (digest: string, where: string): Problem =>
  problem({
    kind: 'usage',
    code: 'no-such-plan',
    path: `sha256:${digest}`,
    message: `the ${where} holds no plan of this fingerprint`,
    hint: 'rampart merged keeps the plan of a merged pull request; is it this fingerprint, and all of it?',
  });
