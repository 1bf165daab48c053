import { z } from 'zod';
import { exposure } from '../../core/flags/flag-state.ts';
import type { Plan } from '../../core/plan/plan.ts';
import { desired, phaseNow } from '../../core/rollout/desired.ts';
import type { State } from '../../core/rollout/state.ts';
import { LIVE, STATUSES } from '../../core/rollout/table.ts';
import type { Card, Listed } from '../../ports/event-log.ts';

/** What a list shows of a rollout. For finding it: what is decided is decided from the log. */
export const Summary = z.strictObject({
  plan: z.string(),
  feature: z.string(),
  environment: z.string(),
  strategy: z.string(),
  planDigest: z.string(),
  status: z.enum(STATUSES),
  /** Undefined where nobody has it. */
  phase: z.string().optional(),
  percent: z.number(),
  flags: z.array(z.string()),
  atMs: z.number(),
});
export type Summary = z.infer<typeof Summary>;

export const summaryOf = (plan: Plan, state: State): Summary => {
  const phase = plan.phases[phaseNow(plan, state)]?.id;
  return {
    plan: plan.id,
    feature: plan.feature,
    environment: plan.provenance.environment,
    strategy: plan.strategy.kind,
    planDigest: state.planDigest,
    status: state.status,
    ...(phase === undefined ? {} : { phase }),
    percent: Math.max(0, ...desired(plan, state).map(exposure)),
    flags: plan.flags.map(({ key }) => key),
    atMs: state.atMs,
  };
};

/** Whatever may still happen by itself is due at once: triggers are watched in every turn, whatever it waits for. */
export const cardOf = ({ plan, state }: { readonly plan: Plan; readonly state: State }): Card => ({
  dueAtMs: LIVE.includes(state.status) ? state.atMs : undefined,
  summary: summaryOf(plan, state),
});

export type Found = { readonly id: string; readonly summary: Summary };

/** Cards that another version wrote in another shape are left out; their rollouts are still found by their full id. */
export const readCards = (listed: readonly Listed[]): readonly Found[] =>
  listed.flatMap(({ id, summary }) => {
    const read = Summary.safeParse(summary);
    return read.success ? [{ id, summary: read.data }] : [];
  });
