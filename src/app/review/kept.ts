import { type Plan, planDigest } from '../../core/plan/plan.ts';
import { approvalsBefore } from '../../core/rollout/approvals.ts';
import { failed, ok, problem, type Result } from '../../core/problem.ts';
import { tallyOf } from '../../core/review/votes.ts';
import type { EventLog } from '../../ports/event-log.ts';
import type { Named } from '../executor/places.ts';
import type { Ports } from '../operation.ts';
import { loadPolicy } from '../policy-file.ts';
import { hostHere } from '../stored-plan.ts';
import { agreedIn, writeDown } from './agreed.ts';
import { hear } from './hear.ts';
import { see } from './see.ts';

/** What is known of a change that was merged: who made it, and where it ends. */
type Here = { readonly authors: readonly string[]; readonly head: string | undefined };

type Applying = Named & { readonly policy?: string | undefined };

/**
 * Who agreed to a plan that was kept, by the comments on its pull request as they are now: written into the log by their
 * names, where it is started later than it was merged. The record beside the plan is for people, and not asked. Undefined
 * where no host is known here, or none that has the commit.
 */
export const agreedThere = async (
  plan: Plan,
  input: Applying,
  log: EventLog,
  ports: Ports,
): Promise<Result<Here | undefined>> => {
  const host = await hostHere(ports);
  const { head } = plan.change;
  if (!host.ok || head === undefined) return host.ok ? ok(undefined) : host;
  const ending = host.value === undefined ? ok([]) : await host.value.endingAt(head);
  if (!ending.ok) return ending;
  const [number] = ending.value;
  if (number === undefined || host.value === undefined) return ok(undefined);
  const seen = await see(host.value, number, ports);
  if (!seen.ok) return seen;
  if (!seen.value.pull.merged) return failed(notMerged(plan, number));
  const policy = await loadPolicy(ports, input.policy);
  if (!policy.ok) return policy;
  // Those whom it asks for by name may be teams: the host says who is in them.
  const owners = approvalsBefore(plan, 0).flatMap(({ from }) => from);
  const hearing = await hear(seen.value, { policy: policy.value.policy, owners });
  if (!hearing.ok) return hearing;
  const meant = seen.value.before?.meant ?? {};
  const tally = tallyOf({ plan, loosened: [], meant, ...hearing.value });
  const given = agreedIn({ tally, hearing: hearing.value, number });
  const written = given.length > 0 ? await writeDown(plan, given, { log, input }, ports) : undefined;
  return written ?? ok({ authors: hearing.value.rules.authors.map((name) => `@${name}`), head: seen.value.pull.head });
};

const notMerged = (plan: Plan, number: number) =>
  problem({
    kind: 'stale',
    code: 'not-merged',
    path: `sha256:${planDigest(plan)}`,
    message: `#${number}, which it was made for, is not merged`,
    hint: 'merge it first: nobody can have what is not there',
  });
