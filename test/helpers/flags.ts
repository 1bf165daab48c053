import fc from 'fast-check';
import type { Capabilities } from '../../src/core/flags/capabilities.ts';
import type { FlagState } from '../../src/core/flags/flag-state.ts';
import type { Condition } from '../../src/core/values/audience.ts';

export const aFlag = (more: Partial<FlagState> = {}): FlagState => ({
  key: 'refund_tax',
  enabled: true,
  percent: 5,
  rings: [],
  allow: [],
  place: { is: 'everywhere' },
  targeting: [],
  variants: [],
  bucketBy: 'user.id',
  seed: 'refund_tax',
  ...more,
});

const thousandths = fc.integer({ min: 0, max: 100_000 }).map((share) => share / 1000);
const words = fc.string({ minLength: 1, maxLength: 20 });

const condition: fc.Arbitrary<Condition> = fc.record({
  attribute: fc.constantFrom('user.email', 'user.tier', 'country'),
  is: fc.constantFrom('equal-to', 'one-of', 'ends-with', 'starts-with', 'contains'),
  values: fc.array(words, { minLength: 1, maxLength: 4 }),
});

const place: fc.Arbitrary<FlagState['place']> = fc.oneof(
  fc.constant({ is: 'everywhere' as const }),
  fc.record({
    is: fc.constantFrom('servers' as const, 'regions' as const),
    count: fc.integer({ min: 1, max: 20 }),
    share: thousandths,
  }),
);

const ARMS: NonNullable<FlagState['variants']>[] = [
  [],
  [
    { name: 'control', percent: 50 },
    { name: 'treatment', percent: 50 },
  ],
  [
    { name: 'control', percent: 33.334 },
    { name: 'short', percent: 33.333 },
    { name: 'long', percent: 33.333 },
  ],
];

/** Any flag that every first-class backend must hold. */
export const anyFlag: fc.Arbitrary<FlagState> = fc.record({
  key: fc.constant('refund_tax'),
  enabled: fc.boolean(),
  percent: thousandths,
  rings: fc.uniqueArray(
    fc.record({
      ring: fc.constantFrom('internal', 'beta', 'early-adopters', 'if', 'on'),
      match: fc.array(condition, { maxLength: 3 }),
      percent: thousandths,
    }),
    { maxLength: 3, selector: ({ ring }) => ring },
  ),
  allow: fc.uniqueArray(words, { maxLength: 5 }),
  place,
  targeting: fc.array(fc.record({ when: condition, serve: fc.boolean() }), { maxLength: 3 }),
  variants: fc.constantFrom(...ARMS),
  bucketBy: fc.constantFrom('user.id', 'targetingKey', 'account.id'),
  seed: words,
});

/** The nearest flag that a flag system of those capabilities can hold. */
export const fitted = (flag: FlagState, can: Capabilities): FlagState => {
  const step = (percent: number): number =>
    Math.min(100, Math.round(Math.ceil(Math.max(0, percent / can.stepPercent - 1e-9)) * can.stepPercent * 1000) / 1000);
  const variants = can.variants && can.stepPercent <= 1 ? armsIn(flag.variants ?? [], step) : [];
  return {
    ...flag,
    percent: step(flag.percent),
    rings: can.segments ? flag.rings.map((ring) => ({ ...ring, percent: step(ring.percent) })) : [],
    allow: can.allowList ? flag.allow : [],
    place: can.places ? flag.place : { is: 'everywhere' },
    targeting: can.conditions ? flag.targeting : [],
    variants,
  };
};

/** Control takes what rounding leaves. */
const armsIn = (arms: NonNullable<FlagState['variants']>, step: (percent: number) => number) => {
  const [control, ...others] = arms.map((arm) => ({ ...arm, percent: step(arm.percent) }));
  const taken = others.reduce((sum, { percent }) => sum + percent, 0);
  return control ? [{ ...control, percent: Math.round((100 - taken) * 1000) / 1000 }, ...others] : [];
};
