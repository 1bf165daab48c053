import { describe, expect, it } from 'vitest';
import { withWishes } from '../../../src/core/retrospect/overrides.ts';
import { ok } from '../../../src/core/problem.ts';
import { aClimb, aPhase, aTrigger } from '../../helpers/rollout.ts';
import { errors, looked, lookedWell, MINUTE, START } from '../../helpers/series.ts';

const well = errors(120, () => ({ treated: 1, control: 1 }));
const worse = errors(120, (minute) => ({ treated: minute < 60 ? 0 : 6, control: 0.5 }));

const tried = (limits: readonly string[], triggers: readonly string[] = []) => ({
  tried: (plan: Parameters<typeof withWishes>[0]) => withWishes(plan, { limits, triggers }),
});

describe('looking back', () => {
  it('finds nothing where nothing was wrong', () => {
    const { outcome, judged, harm } = lookedWell(errors(120, () => ({ treated: 0, control: 0.1 })));
    expect(outcome).toMatchObject({ is: 'quiet', phase: 'recorded' });
    expect(judged.find(({ trigger }) => trigger === 'errors-worse')?.verdicts.at(-1)?.verdict).toBe('pass');
    expect(harm).toBeUndefined();
  });

  it('says when it would have rolled back, by what, and what that would have spared', () => {
    const { outcome, harm, judged, moments } = lookedWell(worse);
    expect(outcome).toMatchObject({ is: 'rolled-back', trigger: 'errors-worse' });
    const minutes = ((outcome.atMs ?? 0) - START) / MINUTE;
    expect(minutes).toBeGreaterThan(60);
    expect(minutes).toBeLessThan(75);
    expect(harm?.after).toBeGreaterThan(200);
    expect(moments.at(-1)).toMatchObject({ is: 'rollback', atMs: outcome.atMs });
    const guard = judged.find(({ trigger }) => trigger === 'errors-worse');
    expect(guard?.firedAtMs).toBe(outcome.atMs);
    expect(guard?.verdicts.at(-1)?.verdict).toBe('fail');
    expect(Math.max(...(guard?.evidence?.odds.map(Number) ?? []))).toBeGreaterThan(20);
  });

  it('holds in an incident that both arms have, and does not go back', () => {
    const incident = errors(120, (minute) =>
      minute > 40 && minute < 60 ? { treated: 9, control: 9 } : { treated: 0, control: 0.1 },
    );
    const { outcome, moments } = lookedWell(incident);
    expect(outcome.is).toBe('held');
    expect([...new Set(moments.map(({ is }) => is))]).toEqual(['phase', 'hold', 'go-on']);
  });

  it('leaves out by name what the numbers do not tell, and compares with nobody where there is no control', () => {
    const alone = worse.filter(({ arm }) => arm === 'treatment');
    const { notJudged, judged } = lookedWell(alone);
    expect(notJudged.map(({ what }) => what)).toEqual(expect.arrayContaining(['crashes', 'errors-worse']));
    expect(judged.map(({ trigger }) => trigger)).toEqual(['errors-raised', 'errors-high']);
    expect(looked(worse.map((one) => ({ ...one, metric: 'clicks' })))).toMatchObject({
      ok: false,
      problems: [{ code: 'series-not-watched' }],
    });
    expect(looked([])).toMatchObject({ ok: false, problems: [{ code: 'series-empty' }] });
  });

  it('tells a gap in the numbers from good news', () => {
    const gap = well.filter(({ atMs }) => atMs < START + 40 * MINUTE || atMs > START + 80 * MINUTE);
    const said = lookedWell(gap)
      .judged.find(({ trigger }) => trigger === 'errors-high')
      ?.verdicts.map(({ verdict }) => verdict);
    expect(said).toContain('no-data');
  });

  it('goes up the phases of a plan, as long as each is to last', () => {
    const phases = [aPhase('few', 5, { soak: 'PT30M' }), aPhase('half', 50, { soak: 'PT10H' }), aPhase('all', 100)];
    const plan = aClimb({ phases, triggers: [aTrigger('errors', { rule: { is: 'above', value: 50 } })] });
    const { moments, outcome } = lookedWell(well, { planFor: () => ok(plan), named: true });
    expect(moments.map(({ is, what }) => [is, what])).toEqual([
      ['phase', 'enters phase 1: few'],
      ['phase', 'enters phase 2: half'],
    ]);
    expect((moments[1]?.atMs ?? 0) - START).toBe(30 * MINUTE);
    expect(outcome).toMatchObject({ is: 'quiet', phase: 'half' });
  });

  it('does not depend on the order of the lines', () => {
    expect(lookedWell(worse.toReversed())).toEqual(lookedWell(worse));
  });
});

describe('trying limits', () => {
  it('judges with the other number, and says what the one there is would have done', () => {
    const steady = errors(120, () => ({ treated: 3, control: 3 }));
    const mild = lookedWell(steady, tried(['errors-raised=10']));
    expect([mild.outcome.is, mild.asWritten?.is]).toEqual(['quiet', 'held']);
  });

  it('takes one trigger more', () => {
    const { outcome, judged } = lookedWell(well, tried([], ['error-rate above 0.5 10m pause']));
    expect(outcome).toMatchObject({ is: 'paused' });
    expect(judged.at(-1)).toMatchObject({ trigger: 'error-rate-above-0-5', action: 'pause' });
  });

  it.each([
    [['errors-hgih=2'], [], 'no-such-limit'],
    [['errors-high'], [], 'odd-limit'],
    [['latency-tripled=-1'], [], 'odd-limit'],
    [[], ['clicks above 2'], 'no-such-limit'],
    [[], ['error-rate over 2'], 'odd-limit'],
    [[], ['error-rate above'], 'odd-limit'],
    [[], ['error-rate above 2 soon'], 'odd-limit'],
    [[], ['error-rate above 2 5m 10m'], 'odd-limit'],
    [[], ['latency-p99 above 2 attributable'], 'odd-limit'],
  ])('refuses %j %j with a way out', (limits, triggers, code) => {
    expect(looked(worse, tried(limits, triggers))).toMatchObject({ ok: false, problems: [{ code }] });
  });

  it('says all that is wrong at once', () => {
    const result = looked(worse, tried(['a=1', 'b=2'], ['c above 3']));
    expect(result.ok ? [] : result.problems.map(({ path }) => path)).toEqual(['--limit', '--limit', '--trigger']);
  });
});
