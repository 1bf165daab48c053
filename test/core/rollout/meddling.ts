import fc from 'fast-check';
import type { FlagState } from '../../../src/core/flags/flag-state.ts';
import type { Measurement } from '../../../src/core/guards/measurement.ts';
import { planDigest, type Plan } from '../../../src/core/plan/plan.ts';
import type { Input } from '../../../src/core/rollout/input.ts';
import { DAY, toMs } from '../../../src/core/values/duration.ts';
import {
  aClimb,
  ANNA,
  anApproval,
  aPhase,
  aTrigger,
  BEN,
  CARL,
  HOUR,
  measured,
  MIN,
  tickOf,
  type World,
} from '../../helpers/rollout.ts';

const ZOE = { name: 'Zoe ', roles: ['engineering'] };

/** Rings, places, a list, gates of most kinds, deadlines of all kinds, two people to ask. */
export const rich = (): Plan => {
  const rings = [
    { name: 'staff', who: 'staff', match: [{ attribute: 'user.tier', is: 'equal-to' as const, values: ['staff'] }] },
  ];
  const audience = aPhase('x', 0).audience;
  const watched = { gates: [{ is: 'triggers-quiet' as const }] };
  const staff = { ...audience, rings: [{ ring: 'staff', percent: 100 }], allow: ['u1', 'u2'] };
  const region = { is: 'regions' as const, count: 1, share: 10 };
  return aClimb({
    rings,
    phases: [
      aPhase('staff', 0, { audience: staff, ...watched, deadline: { after: 'PT6H', action: 'hold' } }),
      aPhase('region', 50, {
        audience: { ...staff, percent: 50, place: region },
        ...watched,
        deadline: { after: 'PT6H', action: 'rollback' },
      }),
      aPhase('half', 50, {
        audience: { ...staff, percent: 50 },
        gates: [
          ...watched.gates,
          { is: 'window' },
          { is: 'metric', metric: 'error-rate', rule: { is: 'below', value: 3 }, window: 'PT10M', minSamples: 10 },
        ],
      }),
      aPhase('all', 100, { audience: { ...staff, percent: 100 }, ...watched, soak: 'PT30M' }),
    ],
    triggers: [
      aTrigger('errors'),
      aTrigger('warned', {
        rule: { is: 'above', value: 3 },
        action: 'hold',
        noData: { after: 'PT10M', action: 'pause' },
      }),
      aTrigger('slow', {
        monitor: 'latency-p99',
        rule: { is: 'times-control', value: 2 },
        action: 'pause',
        noData: { after: 'PT40M', action: 'rollback' },
      }),
    ],
    approvals: [anApproval('staff', { count: 2 }), anApproval('half', { from: ['product'], authorMayApprove: true })],
  });
};

export type Act = (world: World) => Input | undefined;

const always = <T>(value: T): fc.Arbitrary<T> => fc.constant(value);

/** Time passes; sometimes much of it, sometimes backwards. */
const wait = fc
  .oneof(
    { weight: 8, arbitrary: fc.integer({ min: 1, max: 70 }) },
    { weight: 1, arbitrary: fc.integer({ min: -400, max: 5000 }) },
  )
  .map((minutes): Act => (world) => {
    world.nowMs = Math.max(0, world.nowMs + minutes * MIN);
    return tickOf(world);
  });

const strange = fc.constantFrom<(nowMs: number, windowMs: number) => Measurement | undefined>(
  () => undefined,
  () => ({ is: 'no-data', why: 'nothing' }),
  () => ({ is: 'error', why: '' }),
  () => ({ is: 'error', why: '\u202E'.repeat(400) }),
  (at, ms) => measured(at, ms, { value: Number.NaN }, {}),
  (at, ms) => measured(at, ms, { value: -1 }, {}),
  (at, ms) => measured(at, ms, { value: Infinity }, {}),
  (at, ms) => measured(at, ms, { samples: 3 }, {}),
  (at, ms) => measured(at - DAY, ms, {}, {}),
  (at, ms) => measured(at + HOUR, ms, {}, {}),
  (at, ms) => measured(at, ms * 2, {}, {}),
  (at, ms) => measured(at, ms, { value: 4 }, { value: 4 }),
  (at, ms) => measured(at, ms, { value: 9 }, { value: 9 }),
  (at, ms) => measured(at, ms, { value: 9 }),
  (at, ms) => measured(at, ms, { value: 9 }, {}),
);

const trouble = fc.oneof(
  { weight: 6, arbitrary: always<World['trouble']>({}) },
  {
    weight: 5,
    arbitrary: strange.map((answer): World['trouble'] => ({
      answer: ({ window }, nowMs) => answer(nowMs, toMs(window)),
    })),
  },
  { weight: 2, arbitrary: always<World['trouble']>({ percent: 9 }) },
  { weight: 1, arbitrary: always<World['trouble']>({ backend: 'no route\u0007'.repeat(60) }) },
  { weight: 1, arbitrary: always<World['trouble']>({ writes: false }) },
  { weight: 1, arbitrary: always<World['trouble']>({ closed: 'night' }) },
  { weight: 1, arbitrary: always<World['trouble']>({ unmet: 'base is at 50 %' }) },
);

const change = trouble.map((next): Act => (world) => {
  world.trouble = next;
  return tickOf(world);
});

/** Somebody else changes the flag in the flag system. */
const drift = fc.integer({ min: 0, max: 100 }).map((percent): Act => (world) => {
  world.flags = world.flags.map((flag): FlagState => ({ ...flag, percent, enabled: percent % 2 === 0 }));
  return tickOf(world);
});

const person = fc.constantFrom(ANNA, BEN, CARL, ZOE);

const BARE = [
  { is: 'start', authors: ['zoe'] },
  {
    is: 'start',
    authors: [],
    options: { onDrift: 'repair', backendPauseAfterMs: 20 * MIN, writePauseAfterMs: 20 * MIN, startWithinMs: DAY },
  },
  { is: 'approve' },
  { is: 'approve', before: 'half' },
  { is: 'approve', before: 'staff' },
  { is: 'pause' },
  { is: 'resume' },
  { is: 'resume' },
  { is: 'hold' },
  { is: 'advance' },
  { is: 'advance' },
  { is: 'rollback', to: { is: 'off' }, gradually: true },
  { is: 'rollback', to: { is: 'phase', phase: 'staff' }, gradually: false },
  { is: 'rollback', to: { is: 'percent', percent: 20 }, gradually: true },
  { is: 'abort' },
  { is: 'restart' },
  { is: 'restart' },
  { is: 'freeze' },
  { is: 'unfreeze' },
  { is: 'confirm', item: 'nothing' },
] as const;

const command = fc
  .tuple(fc.constantFrom(...BARE), person, fc.boolean())
  .map(([bare, by, right]): Act => ({ plan, nowMs }) => {
    const said = { by, reason: 'because', atMs: nowMs };
    const planSeen = right ? planDigest(plan) : 'ab'.repeat(32);
    return (bare.is === 'approve' ? { ...said, ...bare, planDigest: planSeen } : { ...said, ...bare }) as Input;
  });

const agree =
  (by: typeof ANNA, before: string): Act =>
  ({ plan, nowMs }) => ({ is: 'approve', by, before, reason: 'looked', atMs: nowMs, planDigest: planDigest(plan) });

/** Most stories begin well, or nothing would ever be reached. */
const opening: readonly Act[] = [
  ({ nowMs }) => ({ is: 'start', by: ANNA, reason: 'go', atMs: nowMs, authors: ['zoe'] }),
  agree(ANNA, 'staff'),
  agree(BEN, 'staff'),
  agree(BEN, 'half'),
];

export const story: fc.Arbitrary<readonly Act[]> = fc
  .tuple(
    fc.boolean(),
    fc.array(
      fc.oneof(
        { weight: 14, arbitrary: wait },
        { weight: 3, arbitrary: change },
        { weight: 1, arbitrary: drift },
        { weight: 2, arbitrary: command },
      ),
      { minLength: 5, maxLength: 60 },
    ),
  )
  .map(([well, acts]) => (well ? [...opening, ...acts] : acts));
