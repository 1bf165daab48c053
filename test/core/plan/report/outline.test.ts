import { describe, expect, it } from 'vitest';
import { outlineOf } from '../../../../src/core/plan/report/outline.ts';
import { DEFAULT_POLICY } from '../../../../src/core/policy/defaults/index.ts';
import { LEVELS } from '../../../../src/core/values/level.ts';
import { aShownPlan, aSignal } from '../../../helpers/evidence.ts';
import { aPlan } from '../../../helpers/samples.ts';

/** Templates stop at a name that is not there, so an outline leaves nothing out. */
const holes = (value: unknown): boolean =>
  value === undefined ||
  (typeof value === 'object' &&
    value !== null &&
    Object.entries(value).some(([key, one]) => key !== 'command' && holes(one)));

describe('the outline of a plan', () => {
  it('has no holes, whatever the plan', () => {
    const plans = Object.keys(DEFAULT_POLICY.ladders).map((ladder) => aPlan('medium', { ladder }));
    for (const plan of [...plans, ...LEVELS.map((level) => aShownPlan(level))])
      expect(holes(outlineOf(plan))).toBe(false);
  });

  it.each([
    ['low', {}, 'immediate, everyone at once', ''],
    ['high', {}, 'canary 1 → 5 → 10 → 25 → 50 → 100 %', '9 days'],
    ['critical', {}, 'ring internal → beta → early adopters → everyone', '14 days'],
    ['medium', { ladder: 'canary-by-place' }, 'canary one server → one region → 25 → 50 → 75 → 100 %', '8 days'],
    ['medium', { ladder: 'internal-then-percentage' }, 'percentage internal testing → 5 → 25 → full rollout', '7 days'],
    ['medium', { ladder: 'half-hour-steps' }, 'percentage 0 → 1 → 5 → 10 → 25 → 50 → 75 → 100 %', '3 h 30 min'],
    ['medium', { ladder: 'infrastructure' }, 'immediate 0 → 100 %', '1 day'],
  ] as const)('says in one line how %s %j goes', (level, choices, strategy, lasts) => {
    const { headline } = outlineOf(aPlan(level, choices));
    expect([headline.strategy, headline.lasts]).toEqual([strategy, lasts]);
  });

  it('puts the heaviest evidence first, established before suspected, and counts the rest', () => {
    const signals = [
      aSignal({ level: 'medium', why: 'd' }),
      aSignal({ level: 'high', certainty: 'suspected', why: 'c' }),
      aSignal({ level: 'high', why: 'b' }),
      aSignal({ level: 'critical', certainty: 'suspected', why: 'a' }),
    ];
    const { evidence, moreEvidence } = outlineOf(aShownPlan('critical', {}, { signals }), 3).risk;
    expect(evidence.map(({ why }) => why)).toEqual(['a', 'b', 'c']);
    expect(moreEvidence).toMatch(/^and 1 more/);
  });

  it('says what a reader has to know to trust the level', () => {
    const { notes } = outlineOf(
      aShownPlan(
        'high',
        {},
        {
          floor: 'medium',
          override: { level: 'high', by: 'ann', reason: 'first of its kind' },
          disagreement: { level: 'critical', by: 'claude', reason: 'touches refunds' },
          coverage: { analysed: 3, skipped: [{ path: 'a.bin', why: 'binary' }], skippedMore: 1 },
          adviser: { kind: 'claude', model: 'some-model' },
        },
      ),
    ).risk;
    expect(notes).toEqual([
      'set to high by ann: first of its kind',
      'claude would say critical: touches refunds',
      'established facts alone say medium, with suspicions high',
      'not analysed: a.bin (binary), 1 more file',
      'with the opinion of some-model',
    ]);
  });

  it('says once what all phases ask for', () => {
    const { sharedGates, phases } = outlineOf(aPlan('medium', { ladder: 'tiers' }));
    expect(sharedGates).toEqual(['dependencies are there', 'no trigger has fired', 'a window is open']);
    expect(phases.map(({ gates }) => gates.length)).toEqual([0, 5, 5, 5, 0]);
  });

  it('orders triggers by what they do, and says what silence does', () => {
    const { triggers, triggerNotes } = outlineOf(aPlan('high'));
    expect(triggers.map(({ label, rows }) => `${label} ${rows.length}`)).toEqual([
      'Rolls back on 6',
      'Pauses on 1',
      'Holds on 1',
    ]);
    expect(triggerNotes[0]).toBe('nothing heard for 15 min → hold');
  });
});
