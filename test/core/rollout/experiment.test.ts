import { describe, expect, it } from 'vitest';
import { ExperimentResult } from '../../../src/core/rollout/experiment-result.ts';
import { replay } from '../../../src/core/rollout/replay.ts';
import { resultOf } from '../../../src/core/rollout/result.ts';
import { initialState } from '../../../src/core/rollout/state.ts';
import { aTest, counting, DAYS, ran, THREE, WELL } from '../../helpers/experiments.ts';
import { aClimb, asks, HOUR, inPhase, lastOf, pass, percentOf, type World } from '../../helpers/rollout.ts';

const conversions = (control: number, treatment: number) => ({ 'conversion-rate': { control, treatment } });

const statusOf = ({ state, plan }: World) => [state.status, plan.phases[state.phase]?.id];

const result = (world: World) => {
  const found = resultOf(world.plan, world.state);
  if (!found.ok) throw new Error(JSON.stringify(found.problems));
  expect(ExperimentResult.safeParse(found.value).error?.issues ?? []).toEqual([]);
  return found.value;
};

describe('an experiment', () => {
  it('gives everybody what is better, as soon as that is known and all days have been there', () => {
    const world = ran(aTest(), conversions(20, 26), 5);
    expect(statusOf(world)).toEqual(['completed', 'all']);
    const { variant, atMs, atEnd } = lastOf(world, 'experiment-decided');
    expect([variant, atEnd]).toEqual(['treatment', false]);
    expect(atMs - (world.log.find(({ type }) => type === 'exposure-confirmed')?.atMs ?? 0)).toBeGreaterThanOrEqual(
      3 * DAYS,
    );
    expect(lastOf(world, 'phase-entered').why.join()).toContain('"treatment" is better than control');
    expect(percentOf(world)).toBe(100);
  });

  it('takes back what is worse, on any day', () => {
    const world = ran(aTest(), conversions(20, 12), 3);
    expect(lastOf(world, 'experiment-decided')).toMatchObject({ is: 'harm', variant: 'treatment' });
    expect(lastOf(world, 'rollback-decided').why).toContain('experiment: "treatment" is worse than control');
    expect([world.state.status, percentOf(world)]).toEqual(['rolled-back', 0]);
    expect(world.nowMs).toBeDefined();
    expect(result(world)).toMatchObject({ is: 'harm', compared: [{ role: 'primary', says: 'worse' }, {}] });
  });

  it('takes back what makes a guardrail worse by more than is tolerated, however well it sells', () => {
    const world = ran(aTest(), { ...conversions(20, 26), 'error-rate': { control: 2, treatment: 6 } }, 2);
    expect(lastOf(world, 'experiment-decided')).toMatchObject({ is: 'harm', metric: 'error-rate' });
    expect(world.state.status).toBe('rolled-back');
  });

  it('asks a person when the effect is ruled out, and goes on when they say so', () => {
    const world = ran(aTest(), conversions(20, 20), 14);
    expect(lastOf(world, 'experiment-decided').is).toBe('futility');
    expect(world.state).toMatchObject({ status: 'paused', pause: { cause: 'experiment' } });
    expect(percentOf(world)).toBe(50);
    asks(world, { is: 'resume' });
    pass(world, HOUR);
    expect(statusOf(world)).toEqual(['completed', 'all']);
    expect(result(world).answered).toBe(true);
  });

  it('still looks for harm while it waits for that person', () => {
    const world = ran(aTest(), conversions(20, 20), 14);
    world.trouble.answer = counting({ 'error-rate': WELL, ...conversions(20, 5) });
    pass(world, 6 * DAYS, 4 * HOUR);
    expect(world.state.status).toBe('rolled-back');
  });

  it.each([
    ['rollback', 'rolled-back'],
    ['go-on', 'completed'],
    ['pause', 'paused'],
  ] as const)('that is not decided at its end does what the plan says: %s', (undecided, status) => {
    const plan = aTest({ decision: { window: 'PT1H', earliestDays: 3, undecided }, minimumDetectableEffect: 20 });
    const world = ran(plan, conversions(20, 20.5), 15);
    expect(lastOf(world, 'experiment-decided').is).toMatch(/futility|undecided/);
    expect(world.state.status).toBe(status);
  });

  it('keeps most of its error for the planned end, and says so', () => {
    const world = ran(aTest({ minimumDetectableEffect: 6 }), conversions(20, 20.65), 15);
    expect(lastOf(world, 'experiment-decided')).toMatchObject({ atEnd: true });
  });

  it('is not decided by silence: windows that cannot be heard count for nothing, and nobody gets more', () => {
    const world = inPhase('compare', aTest());
    world.trouble.answer = (question, nowMs) =>
      question.monitor.id === 'error-rate' ? counting({ 'error-rate': WELL })(question, nowMs) : undefined;
    pass(world, 4 * DAYS, 4 * HOUR);
    expect(lastOf(world, 'experiment-missed').why).toContain('conversion-rate of treatment');
    expect(statusOf(world)).toEqual(['running', 'compare']);
    expect(result(world)).toMatchObject({ is: 'running', windows: { counted: 0 } });
    expect(result(world).notMeasured.join()).toContain('windows, which could not be heard');
  });

  it('is not decided where users do not come in the shares that were assigned', () => {
    const world = ran(aTest(), conversions(20, 26), 15, { newUsers: { control: 60, treatment: 40 } });
    expect(lastOf(world, 'experiment-decided')).toMatchObject({
      is: 'undecided',
      why: expect.stringContaining('share that was assigned'),
    });
    expect(result(world).arrived[0]?.odds).toBeGreaterThan(1000);
  });

  it('comes to the same, however often somebody looks', () => {
    const [often, seldom] = [HOUR, 7 * HOUR].map((everyMs) => ran(aTest(), conversions(20, 26), 7, { everyMs }));
    expect(often?.state.trial?.seen).toEqual(seldom?.state.trial?.seen);
    expect(often?.state.trial?.decided?.is).toBe('success');
  });

  it('is replayed to the same numbers', () => {
    const world = ran(aTest(), conversions(20, 22), 6, { everyMs: 3 * HOUR });
    const again = replay(world.plan, initialState(world.plan, world.state.id), world.log);
    expect(again.ok && again.value.state.trial).toEqual(world.state.trial);
  });

  it('asks each arm by its name where there are more than two, and gives everybody the one that won', () => {
    const plan = aTest({ variants: THREE, sampleSize: 20_000 });
    const world = ran(plan, { 'conversion-rate': { no_recovery: 20, auto_recovery: 27, manual_recovery: 20 } }, 6);
    expect(lastOf(world, 'experiment-decided')).toMatchObject({ is: 'success', variant: 'auto_recovery' });
    expect(statusOf(world)).toEqual(['completed', 'all']);
    expect(world.flags[0]?.variants).toEqual([
      { name: 'no_recovery', percent: 0 },
      { name: 'auto_recovery', percent: 100 },
      { name: 'manual_recovery', percent: 0 },
    ]);
    expect(world.log.some(({ type }) => type === 'drift-seen')).toBe(false);
    expect(result(world).compared.map(({ variant, metric, says }) => [variant, metric, says])).toEqual([
      ['auto_recovery', 'conversion-rate', 'better'],
      ['auto_recovery', 'error-rate', expect.any(String)],
      ['manual_recovery', 'conversion-rate', 'cannot tell'],
      ['manual_recovery', 'error-rate', expect.any(String)],
    ]);
  });

  it('begins anew with a new attempt', () => {
    const world = ran(aTest(), conversions(20, 12), 3);
    asks(world, { is: 'restart' });
    expect(world.state.trial).toMatchObject({ next: 0, seen: {}, decided: undefined });
  });

  it('leaves plans alone that do not say how they are decided', () => {
    const { decision: _, ...experiment } = aTest().experiment ?? never();
    const plan = { ...aTest(), experiment };
    expect(initialState(plan, 'r').trial).toBeUndefined();
    expect(resultOf(aClimb(), initialState(aClimb(), 'r'))).toMatchObject({
      ok: false,
      problems: [{ code: 'no-experiment' }],
    });
    const world = ran(plan, conversions(20, 12), 15);
    expect(statusOf(world)).toEqual(['completed', 'all']);
  });
});

const never = (): never => {
  throw new Error('no experiment');
};

describe('its result', () => {
  it('is in the unit of the metric, and in its own direction', () => {
    const [primary, guardrail] = result(ran(aTest(), conversions(20, 26), 2)).compared;
    expect(primary).toMatchObject({ treated: 26, control: 20, difference: 6, relativePercent: 30, surePercent: 99 });
    expect(primary?.low).toBeLessThan(6);
    expect(primary?.high).toBeGreaterThan(6);
    expect(guardrail).toMatchObject({ role: 'guardrail', treated: 0.5, control: 0.5, difference: 0 });
  });

  it('is not begun before the phase that compares', () => {
    const plan = aTest();
    const found = resultOf(plan, initialState(plan, 'r'));
    expect(found).toMatchObject({ ok: true, value: { is: 'not-begun', compared: [{ says: 'not measured' }, {}] } });
  });
});
