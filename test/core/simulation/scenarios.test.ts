import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Plan } from '../../../src/core/plan/plan.ts';
import { DEFAULT_POLICY } from '../../../src/core/policy/defaults/index.ts';
import { simulate } from '../../../src/core/simulation/run.ts';
import type { Scenario } from '../../../src/core/simulation/scenario.ts';
import { scenarios } from '../../../src/core/simulation/scenarios.ts';
import type { Simulated } from '../../../src/core/simulation/simulated.ts';
import { LEVELS } from '../../../src/core/values/level.ts';
import { MINUTE } from '../../../src/core/values/duration.ts';
import { aClimb, anApproval, aPhase, aTrigger } from '../../helpers/rollout.ts';
import { aPlan } from '../../helpers/samples.ts';

const named = (name: string): Scenario => {
  const found = scenarios.find((one) => one.name === name);
  if (!found) throw new Error(`no scenario ${name}`);
  return found;
};

const run = (name: string, plan: Plan = aPlan('high'), seed = 1): Simulated => simulate(plan, named(name), { seed });

const typesOf = ({ events }: Simulated) => events.map(({ type }) => type);
const atOf = ({ events }: Simulated, type: string): number => {
  const found = events.find((event) => event.type === type);
  if (!found) throw new Error(`no ${type}`);
  return found.atMs;
};

const entered = (told: Simulated, id: string): number => told.phases.find((phase) => phase.id === id)?.enteredMs ?? 0;

/** The plan's own climb, and one in hours that rolls back by one absolute limit. */
const quick = (more: Partial<Plan> = {}): Plan =>
  aClimb({
    phases: [aPhase('few', 5), aPhase('tenth', 10), aPhase('half', 50), aPhase('all', 100, { soak: undefined })],
    ...more,
  });

const LADDERS = Object.keys(DEFAULT_POLICY.ladders);
const ladderPlan = (ladder: string): Plan =>
  aPlan('medium', {
    ladder,
    ...(ladder === 'experiment' ? { hypothesis: 'More people finish a refund', usersPerDay: 1200 } : {}),
  });

describe('healthy', () => {
  it.each(LADDERS)('completes on the ladder %s, with nobody harmed', (ladder) => {
    expect(run('healthy', ladderPlan(ladder))).toMatchObject({ outcome: 'completed', harmedRequests: 0, why: '' });
  });

  it.each(LEVELS)('completes at %s risk', (level) => {
    expect(run('healthy', aPlan(level)).outcome).toBe('completed');
  });

  it('takes ten days in well under a second', () => {
    const before = performance.now();
    const { lastedMs } = run('healthy');
    expect(lastedMs).toBeGreaterThan(9 * 86_400_000);
    expect(performance.now() - before).toBeLessThan(5000);
  });
});

describe('errors at 10 %', () => {
  it.each(['high', 'critical'] as const)('rolls back a %s plan before exposure grows further', (level) => {
    const told = run('errors-at-10', aPlan(level));
    expect(told).toMatchObject({ outcome: 'rolled-back' });
    expect(told.harmedRequests).toBeGreaterThan(0);
    expect(told.harmedAtOnce).toBeGreaterThan(told.harmedRequests);
    expect(told.noticedAfterMs).toBeLessThanOrEqual(10 * MINUTE);
    const last = told.phases.at(-1);
    expect(told.phases.filter(({ sharePercent }) => sharePercent >= 9.95)).toEqual([last]);
    expect(last?.passed).toBe(false);
  });

  it('harms nobody where the change never gets that far', () => {
    const plan = quick({ phases: [aPhase('few', 5), aPhase('end', 5, { soak: undefined })] });
    expect(run('errors-at-10', plan)).toMatchObject({ outcome: 'completed', harmedRequests: 0 });
  });
});

describe('what else goes wrong', () => {
  it('slow-leak and latency-doubled end in a rollback', () => {
    expect(run('slow-leak').outcome).toBe('rolled-back');
    expect(run('latency-doubled').outcome).toBe('rolled-back');
  });

  it('upstream: nothing is rolled back unless an absolute limit says so', () => {
    const told = run('upstream');
    expect(told.outcome).toBe('completed');
    expect(typesOf(told)).not.toContain('rollback-decided');
    const limit = quick({ triggers: [aTrigger('errors', { rule: { is: 'above', value: 1.5 } })] });
    expect(
      run('upstream', { ...limit, phases: limit.phases.map((phase) => ({ ...phase, soak: 'P1D' })) }).why,
    ).toContain('above 1.5 %');
  });

  it('upstream: a limit that compares with the usual value holds, because both arms are worse', () => {
    const plan = aPlan('high');
    const relative = aTrigger('times', { rule: { is: 'times-baseline', value: 2 }, minSamples: 1000 });
    const monitors = plan.monitors.map((one) => (one.id === 'error-rate' ? { ...one, baseline: 0.2 } : one));
    const told = run('upstream', { ...plan, monitors, triggers: [relative] });
    expect(told.outcome).toBe('completed');
    expect(told.events.find(({ type }) => type === 'held')?.what).toContain('as badly off');
  });

  it('telemetry-gap: no phase is entered while nothing is heard', () => {
    const told = run('telemetry-gap');
    const [lost, heard] = [
      atOf(told, 'data-lost'),
      told.events.findLast(({ type }) => type === 'data-found')?.atMs ?? 0,
    ];
    expect(heard - lost).toBeGreaterThanOrEqual(8 * 60 * MINUTE);
    const starts = told.phases.map(({ enteredMs }) => enteredMs);
    expect(starts.filter((atMs) => atMs >= lost && atMs < heard)).toEqual([]);
    expect(told.outcome).toBe('completed');
  });

  it('low-traffic: a plan that cannot see anything comes to no end, and says why', () => {
    const told = run('low-traffic');
    expect(told).toMatchObject({ outcome: 'stuck', harmedRequests: 0 });
    expect(told.why).toMatch(/\d+ samples, and 200 are needed/);
  });

  it('drift: it is seen at the next turn, paused, and mended when somebody says so', () => {
    const told = run('drift');
    const seen = atOf(told, 'drift-seen');
    expect(seen).toBe(29 * 60 * MINUTE);
    expect(typesOf(told).filter((type) => /drift|paused|resumed/.test(type))).toEqual([
      'drift-seen',
      'paused',
      'resumed',
      'drift-ended',
    ]);
  });

  it('backend-down: the way back is tried until it succeeds, and late is said', () => {
    const told = run('backend-down');
    const types = typesOf(told).slice(typesOf(told).indexOf('rollback-decided'));
    expect(types).toEqual(expect.arrayContaining(['backend-lost', 'rollback-overdue', 'backend-found', 'rolled-back']));
    expect(atOf(told, 'rolled-back') - atOf(told, 'rollback-decided')).toBe(26 * MINUTE);
    expect(told.harmedRequests).toBeGreaterThan(5 * run('errors-at-10').harmedRequests);
  });

  it('late-approval: nothing is entered without it', () => {
    const plan = quick({ approvals: [anApproval('few'), anApproval('half')] });
    const [healthy, late] = [run('healthy', plan), run('late-approval', plan)];
    expect(late.outcome).toBe('completed');
    expect(entered(late, 'few') - entered(healthy, 'few')).toBeGreaterThanOrEqual(30 * 60 * MINUTE - MINUTE);
    expect(entered(late, 'half') - entered(late, 'tenth')).toBeGreaterThanOrEqual(31 * 60 * MINUTE);
  });
});

const anyScenario = fc.constantFrom(...scenarios);
/** Where there is too little data, whether it comes or goes is news of every minute: nothing follows from it. */
const seen = fc.constantFrom(...scenarios.filter(({ name }) => name !== 'low-traffic'));
const seeds = fc.integer({ min: 0, max: 0xffffffff });

describe('whatever the seed', () => {
  it('the same seed gives the same bytes', () => {
    fc.assert(
      fc.property(anyScenario, seeds, (scenario, seed) => {
        const [one, two] = [simulate(quick(), scenario, { seed }), simulate(quick(), scenario, { seed })];
        expect(JSON.stringify(one)).toBe(JSON.stringify(two));
      }),
      { numRuns: 12 },
    );
  });

  it('another seed gives other numbers', () => {
    expect(run('healthy', quick(), 1).exposedRequests).not.toBe(run('healthy', quick(), 2).exposedRequests);
  });

  it('long steps see what short ones see', () => {
    fc.assert(
      fc.property(seen, seeds, (scenario, seed) => {
        const plan = quick();
        const [long, short] = [simulate(plan, scenario, { seed }), simulate(plan, scenario, { seed }, 1)];
        expect({ ...short, turns: 0 }).toEqual({ ...long, turns: 0 });
      }),
      { numRuns: 8 },
    );
  });

  it('exposure is never above what the phase allows, but by a stranger’s hand', () => {
    fc.assert(
      fc.property(anyScenario, seeds, (scenario, seed) => {
        const told = simulate(quick(), scenario, { seed });
        const shares = told.phases.map(({ sharePercent }) => sharePercent);
        expect(shares).toEqual([5, 10, 50, 100].slice(0, shares.length));
        if (scenario.meddling.length > 0) return;
        const most = told.phases.reduce((sum, { lastedMs, sharePercent }) => sum + (lastedMs * sharePercent) / 100, 0);
        // Twice the mean is more than any hour of the day asks for; the last minute may still be counted.
        const perMs = 2 * (LARGEST / 86_400_000);
        expect(told.exposedRequests).toBeLessThanOrEqual((most + MINUTE) * perMs);
      }),
      { numRuns: 20 },
    );
  });
});

/** Requests a day that such a plan is simulated with when nobody says how many there are. */
const LARGEST = 10_000_000;
