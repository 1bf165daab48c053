import { z } from 'zod';
import { exposure } from '../../core/flags/flag-state.ts';
import type { Plan } from '../../core/plan/plan.ts';
import type { Membership } from '../../core/program/program.ts';
import { concernOf } from '../../core/rollout/concern.ts';
import { desired, phaseNow } from '../../core/rollout/desired.ts';
import type { Event } from '../../core/rollout/events.ts';
import { nextLookMs } from '../../core/rollout/looks.ts';
import type { State } from '../../core/rollout/state.ts';
import { LIVE, STATUSES } from '../../core/rollout/table.ts';
import { Level } from '../../core/values/level.ts';
import type { Card, Listed } from '../../ports/event-log.ts';

/** Where a rollout is, in short. */
export const Whereabouts = z.strictObject({
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
export type Whereabouts = z.infer<typeof Whereabouts>;

/** What a list shows of a rollout. For finding it: what is decided is decided from the log. */
export const Summary = z.strictObject({
  ...Whereabouts.shape,
  level: Level.optional().meta({ description: 'absent where nothing has happened since an older version wrote this' }),
  program: z.string().optional().meta({ description: 'the program that it was started as a part of' }),
  backend: z.string().optional().meta({ description: 'the flag system' }),
  outOfReach: z.literal(true).optional().meta({ description: 'the flag system did not answer when it was last asked' }),
  trouble: z.string().optional().meta({ description: 'what keeps it where it is or takes it back' }),
  awaits: z.array(z.string()).optional().meta({ description: 'whose word it waits for' }),
  soakedAtMs: z.number().optional().meta({ description: 'when its soak is over, where nothing stops it until then' }),
});
export type Summary = z.infer<typeof Summary>;

type Carded = { readonly plan: Plan; readonly state: State; readonly program?: Membership | undefined };

const summaryOf = ({ plan, state, program }: Carded): Summary => {
  const { awaits, ...concern } = concernOf(plan, state);
  return {
    ...whereaboutsOf(plan, state),
    level: plan.risk.level,
    backend: plan.provenance.backend,
    ...(state.backendLostAtMs === undefined ? {} : { outOfReach: true }),
    ...(program === undefined ? {} : { program: program.program }),
    ...concern,
    ...(awaits.length === 0 ? {} : { awaits: [...awaits] }),
  };
};

export const whereaboutsOf = (plan: Plan, state: State): Whereabouts => {
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

/** Due before anybody else, whatever a clock says: somebody has asked for something since the last look. */
export const AT_ONCE_MS = 0;

/** Everybody who is due at all, whatever a clock says: one that was set back must not keep anybody from watching. */
export const AT_ANY_TIME_MS = 8.64e15;

/**
 * When it is to be looked at again, as far as the log tells: a look that finds nothing new writes nothing. Whatever may
 * still happen by itself is due some time: triggers are watched in every turn, whatever it waits for.
 */
export const cardOf = (rollout: Carded, [first]: readonly Event[] = []): Card => {
  const { state } = rollout;
  const looked = first?.type === 'turn-taken' && first.input.is === 'tick';
  const dueAtMs = looked ? state.atMs + nextLookMs(state, state.atMs) : AT_ONCE_MS;
  return { dueAtMs: LIVE.includes(state.status) ? dueAtMs : undefined, summary: summaryOf(rollout) };
};

export type Found = Pick<Listed, 'id' | 'version' | 'dueAtMs'> & { readonly summary: Summary };

/** Cards that another version wrote in another shape are left out; their rollouts are still found by their full id. */
export const readCards = (listed: readonly Listed[]): readonly Found[] =>
  listed.flatMap(({ id, version, dueAtMs, summary }) => {
    const read = Summary.safeParse(summary);
    return read.success ? [{ id, version, dueAtMs, summary: read.data }] : [];
  });
