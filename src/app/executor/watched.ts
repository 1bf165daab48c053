import { z } from 'zod';
import { itemsToConfirm } from '../../core/rollout/commands.ts';
import { needsPerson } from '../../core/rollout/steps/holds.ts';
import { LIVE, TABLE } from '../../core/rollout/table.ts';
import { actingTriggers, judgeTriggers } from '../../core/rollout/look.ts';
import { weighed } from '../../core/rollout/weighed.ts';
import { Verdict } from '../../core/guards/judgement.ts';
import type { Plan } from '../../core/plan/plan.ts';
import { conditionInWords } from '../../core/plan/report/words.ts';
import type { Monitor } from '../../core/plan/watch.ts';
import type { Tick } from '../../core/rollout/input.ts';
import { isFixed, strictness } from '../../core/values/metric.ts';
import { Explained, explainedOf } from './explained.ts';
import type { Rollout } from './journal.ts';
import { Standing, standingOf } from './standing.ts';
import type { Point } from './series.ts';
import type { Watching } from './watching.ts';

const Values = z.array(z.number().nullable()).meta({ description: 'oldest first; null where nothing was told' });

const Monitored = z.strictObject({
  id: z.string(),
  name: z.string(),
  unit: z.string(),
  good: z.enum(['up', 'down']),
  atMs: z.array(z.number()).meta({ description: 'when each of the values was looked at' }),
  treated: Values,
  control: Values,
  limits: z.array(z.string()).meta({ description: 'what sets its triggers off, in words' }),
  limit: z.number().optional().meta({ description: 'the fixed number among them, of the gravest, in its unit' }),
  watched: z.boolean().meta({ description: 'whether a trigger of it acts in this phase' }),
  verdict: Verdict.optional().meta({ description: 'the worst of its triggers; absent where nobody looked' }),
  why: z.string(),
  evidence: z.number().optional().meta({ description: 'of harm: x in "x : 1"; absent where no guard watches it' }),
});
export type Monitored = z.infer<typeof Monitored>;

const Evidence = z.strictObject({ action: z.string(), together: z.number(), limit: z.number(), guards: z.number() });

const ToConfirm = z.strictObject({ item: z.string(), text: z.string(), by: z.string() });
const Frozen = z.strictObject({ by: z.string(), reason: z.string(), untilMs: z.number().optional() });

/** A rollout as somebody who looks on sees it. */
export const Watched = z.strictObject({
  ...Explained.shape,
  happened: Standing.shape.happened,
  atMs: z.number(),
  /** Exposure while the next phase is on, where there is one. */
  nextPercent: z.number().optional(),
  turnedBackAt: z.string().optional().meta({ description: 'the phase that it was rolled back from' }),
  monitors: z.array(Monitored),
  evidence: z.array(Evidence).meta({ description: 'what guards that do the same have seen of harm, together' }),
  approvals: z.array(z.string()).meta({ description: 'whose yes is missing before the next phase' }),
  toConfirm: z.array(ToConfirm).meta({ description: 'what a person is asked to confirm now' }),
  resumes: z.boolean().meta({
    description: 'whether it is stopped until somebody resumes it; what is held by itself goes on by itself',
  }),
  frozen: Frozen.optional().meta({ description: 'who lets nothing be raised, and until when' }),
});
export type Watched = z.infer<typeof Watched>;

/** What has been seen, as it stands at this moment. Where nobody has looked yet, the log alone tells. */
export const watchedOf = ({ rollout, happened, points, tick }: Watching, nowMs: number): Watched => {
  const { plan, state } = rollout;
  const seen = tick ?? unseen(nowMs);
  const explained = explainedOf(rollout, seen);
  const { soak } = standingOf(rollout, nowMs);
  const next = plan.phases[state.phase + 1];
  const turnedBackAt = state.rollback ? plan.phases[state.phase]?.id : undefined;
  return {
    ...explained,
    ...(soak === undefined ? {} : { soak }),
    happened: happened.map((one) => ({ ...one })),
    atMs: nowMs,
    ...(next === undefined || explained.next === undefined ? {} : { nextPercent: next.audience.percent }),
    ...(turnedBackAt === undefined ? {} : { turnedBackAt }),
    monitors: monitorsOf(rollout, tick, points),
    evidence: weighed(plan, state).map(({ action, together, limit, guards }) => ({
      action,
      together,
      limit,
      guards: guards.length,
    })),
    approvals: explained.checks.flatMap(({ what, verdict, why }) =>
      what === 'approval' && verdict !== 'pass' ? [why] : [],
    ),
    ...askedOf(rollout, nowMs),
  };
};

/** What people can say about it now, beside approvals: as the log alone tells. */
const askedOf = ({ plan, state }: Rollout, nowMs: number): Pick<Watched, 'toConfirm' | 'resumes' | 'frozen'> => {
  const { status, holds, frozen } = state;
  const items = TABLE.confirmed[status] === undefined ? [] : itemsToConfirm(plan, state);
  const isFrozen = frozen !== undefined && (frozen.untilMs === undefined || frozen.untilMs > nowMs);
  return {
    toConfirm: items.map(({ id: item, text, by }) => ({ item, text, by })),
    resumes: status === 'paused' || (status === 'held' && holds.some(needsPerson)),
    ...(isFrozen ? { frozen: frozenBy(frozen) } : {}),
  };
};

const frozenBy = ({ by, reason, untilMs }: NonNullable<Rollout['state']['frozen']>) => ({
  by: by.name,
  reason,
  ...(untilMs === undefined ? {} : { untilMs }),
});

const unseen = (atMs: number): Tick => ({
  is: 'tick',
  atMs,
  backend: { is: 'unreachable', why: 'nobody has looked yet' },
  measurements: {},
  checks: {},
  window: { open: false, why: 'nobody has looked yet' },
  dependencies: { met: false, why: 'nobody has looked yet' },
});

const monitorsOf = (rollout: Rollout, tick: Tick | undefined, points: Watching['points']): Monitored[] => {
  const { plan, state } = rollout;
  const live = LIVE.includes(state.status);
  const judged = tick && live ? judgeTriggers(plan, state, tick) : undefined;
  const acting = new Set(live ? actingTriggers(plan, state).map(({ monitor }) => monitor) : []);
  const odds = new Map(weighed(plan, state).flatMap(({ guards }) => guards.map((one) => [one.monitor, one.odds])));
  return plan.monitors.map((monitor) => ({
    id: monitor.id,
    name: monitor.name,
    unit: monitor.unit,
    good: monitor.good,
    ...seriesOf(points[monitor.id] ?? []),
    ...limitsOf(plan, monitor),
    watched: acting.has(monitor.id),
    ...worstOf(plan, monitor, judged),
    ...(odds.has(monitor.id) ? { evidence: odds.get(monitor.id) ?? 1 } : {}),
  }));
};

const seriesOf = (points: readonly Point[]) => ({
  atMs: points.map(({ atMs }) => atMs),
  treated: points.map(({ treated }) => treated),
  control: points.map(({ control }) => control),
});

const limitsOf = (plan: Plan, { id }: Monitor): Pick<Monitored, 'limits' | 'limit'> => {
  const own = plan.triggers.filter(({ monitor }) => monitor === id);
  const gravest = own.toSorted((a, b) => strictness(b.action) - strictness(a.action));
  const fixed = gravest.flatMap(({ rule }) => (isFixed(rule) ? [rule.value] : []));
  return {
    limits: own.map((trigger) => conditionInWords(trigger, plan.monitors)),
    ...(fixed[0] === undefined ? {} : { limit: fixed[0] }),
  };
};

/** Worst first: what is broken hides what is well, and never the other way round. */
const ORDER: readonly Verdict[] = ['fail', 'error', 'no-data', 'inconclusive', 'pass'];

type Judged = ReturnType<typeof judgeTriggers> | undefined;

const worstOf = ({ triggers }: Plan, { id }: Monitor, judged: Judged): Pick<Monitored, 'verdict' | 'why'> => {
  const found = triggers.flatMap((trigger) => {
    const judgement = trigger.monitor === id ? judged?.get(trigger.id) : undefined;
    return judgement ? [judgement] : [];
  });
  const [worst] = found.toSorted((a, b) => ORDER.indexOf(a.verdict) - ORDER.indexOf(b.verdict));
  return worst ? { verdict: worst.verdict, why: worst.why } : { why: '' };
};
