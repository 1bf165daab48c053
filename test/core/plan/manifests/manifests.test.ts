import { readFileSync } from 'node:fs';
import { FlagdCore } from '@openfeature/flagd-core';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { flagdBackend } from '../../../../src/adapters/flag-backend/flagd.ts';
import { flagsAt } from '../../../../src/core/plan/flags-at.ts';
import { manifests } from '../../../../src/core/plan/manifests/index.ts';
import type { Manifest } from '../../../../src/core/plan/manifests/manifest.ts';
import type { Plan } from '../../../../src/core/plan/plan.ts';
import { DEFAULT_POLICY } from '../../../../src/core/policy/defaults/index.ts';
import { toMs } from '../../../../src/core/values/duration.ts';
import { aPlan } from '../../../helpers/samples.ts';
import { worked } from '../../../helpers/log.ts';
import { aDefinitionFile } from '../../../worlds/flagd.ts';
import { PUBLISHED } from './published.ts';

const START = Date.parse('2026-12-01T09:00:00Z');
const AROUND = {
  workload: 'shop',
  prometheus: 'http://prometheus:9090',
  startsMs: START,
  dateOf: (atMs: number) => new Date(atMs).toISOString(),
};

/** As a team writes it: every metric has a query. */
const queried = (plan: Plan): Plan => ({
  ...plan,
  monitors: plan.monitors.map((monitor) => ({ ...monitor, query: `rate(${monitor.id}[5m])` })),
});

const LADDERS = Object.keys(DEFAULT_POLICY.ladders).filter((name) => name !== 'experiment');
const plans = LADDERS.flatMap((ladder) => {
  const plan = aPlan('high', { ladder, allow: ['ada', 'o"brien'] });
  return [[ladder, plan] as const, [`${ladder}, with queries`, queried(plan)] as const];
});
const NAMES = Object.keys(manifests) as (keyof typeof manifests)[];
const rendered = (to: keyof typeof manifests, plan: Plan): Manifest => manifests[to](plan, AROUND);

describe.each(NAMES)('a plan in the words of %s', (to) => {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  const fits = ajv.compile(PUBLISHED[to] ?? {});

  it.each(plans)('is made of fields that are published: %s', (_, plan) => {
    for (const document of rendered(to, plan).documents) {
      const is = fits(document);
      expect(is ? [] : fits.errors).toEqual([]);
    }
  });

  it.each(plans)('says of every trigger, approval and ring what became of it: %s', (_, plan) => {
    const { documents, notCarried } = rendered(to, plan);
    const said = JSON.stringify([documents, notCarried]);
    for (const { id } of [...plan.triggers, ...plan.approvals]) expect(said).toContain(id);
    for (const { name } of plan.rings) expect(said).toContain(name);
    expect(said).toMatch(/windows/);
  });

  it('is the same whenever it is made', () => {
    const plan = aPlan('high');
    expect(rendered(to, plan)).toEqual(rendered(to, structuredClone(plan)));
  });
});

type Step = { readonly setWeight?: number; readonly pause?: { readonly duration?: string } };

const percents = ({ phases }: Plan) =>
  phases.map(({ audience: { percent, place } }) =>
    place.is === 'everywhere' ? percent : Math.min(percent, place.share),
  );

describe('nobody has it earlier, and no more than the plan says', () => {
  it.each(plans)('argo: %s', (_, plan) => {
    const [rollout] = rendered('argo-rollouts', plan).documents as {
      spec: { strategy: { canary: { steps: Step[] } } };
    }[];
    const steps = rollout?.spec.strategy.canary.steps ?? [];
    const weights = steps.flatMap(({ setWeight }) => setWeight ?? []);
    expect(weights).toHaveLength(plan.phases.length);
    for (const [at, weight] of weights.entries()) expect(weight).toBeLessThanOrEqual(percents(plan)[at] ?? 0);
    const pauses = steps.flatMap(({ pause }) => (pause?.duration ? [Number.parseInt(pause.duration, 10) * 1000] : []));
    expect(pauses).toEqual(plan.phases.flatMap(({ soak }) => (soak === undefined ? [] : [toMs(soak)])));
  });

  it.each(plans)('flagger: %s', (_, plan) => {
    type Canary = { spec: { analysis: { interval: string; stepWeights: number[] } } };
    const [canary] = rendered('flagger', plan).documents as Canary[];
    const { interval = '0s', stepWeights = [] } = canary?.spec.analysis ?? {};
    expect(stepWeights).toEqual(stepWeights.toSorted((a, b) => a - b));
    for (const weight of stepWeights) expect(percents(plan).some((percent) => weight <= percent)).toBe(true);
    for (const { soak } of plan.phases)
      expect(Number.parseInt(interval, 10) * 1000).toBeGreaterThanOrEqual(soak === undefined ? 0 : toMs(soak));
  });

  it.each(plans)('goff: %s', (_, plan) => {
    type Flag = {
      defaultRule: { percentage: { on: number; off: number } };
      scheduledRollout: { date: string; defaultRule: { percentage: { on: number } } }[];
    };
    const [flags] = rendered('goff', plan).documents as Record<string, Flag>[];
    for (const { defaultRule, scheduledRollout } of Object.values(flags ?? {})) {
      const { on, off } = defaultRule.percentage;
      expect(on + off).toBeCloseTo(100, 6);
      expect([on, ...scheduledRollout.map((step) => step.defaultRule.percentage.on)]).toEqual(
        plan.phases.map(({ audience }) => audience.percent),
      );
      let earliest = START;
      for (const [at, { date }] of scheduledRollout.entries()) {
        earliest += toMs(plan.phases[at]?.soak ?? 'PT0S');
        expect(Date.parse(date)).toBe(earliest);
      }
    }
  });
});

const evaluated = (plan: Plan, phase: string) => {
  const said: string[] = [];
  const complain = (...words: unknown[]): void => void said.push(words.join(' '));
  const logger = { error: complain, warn: complain, info: () => undefined, debug: () => undefined };
  const core = new FlagdCore(undefined, logger);
  core.setConfigurations(JSON.stringify(manifests.flagd(plan, { ...AROUND, phase }).documents[0]));
  return { core, logger, said };
};

describe('flagd: the flags of one phase', () => {
  it.each(plans)('are taken by its own evaluator, and are what the flag system is told: %s', async (_, plan) => {
    for (const { id, audience } of plan.phases) {
      const { core, logger, said } = evaluated(plan, id);
      const file = aDefinitionFile();
      const backend = flagdBackend(file);
      for (const flag of flagsAt(plan, audience)) worked(await backend.write(flag, undefined));
      const told = JSON.parse(readFileSync(file, 'utf8')).flags;
      const [made] = manifests.flagd(plan, { ...AROUND, phase: id }).documents as { flags: Record<string, object> }[];
      expect(made?.flags).toMatchObject(told);
      expect(Object.keys(made?.flags ?? {})).toEqual(Object.keys(told));
      const [key = ''] = Object.keys(told);
      const asked = core.resolveBooleanEvaluation(key, false, { targetingKey: 'ada', user: { id: 'ada' } }, logger);
      expect(asked.value).toBe(key !== '');
      expect(said).toEqual([]);
    }
  });

  it('are those of the first phase where nobody says which, with the others named', () => {
    const plan = aPlan('high');
    const { notCarried } = manifests.flagd(plan, AROUND);
    for (const { id } of plan.phases.slice(1)) expect(notCarried.join('\n')).toContain(id);
    expect(manifests.flagd(plan, { ...AROUND, phase: plan.phases[0]?.id })).toEqual(manifests.flagd(plan, AROUND));
  });
});

describe('what is watched there', () => {
  const plan = queried(aPlan('high'));

  it('argo: rolls back by success alone, so that a number that is none is a failure', () => {
    const [, template] = rendered('argo-rollouts', plan).documents as { spec: { metrics: object[] } }[];
    expect(template?.spec.metrics).toContainEqual({
      name: 'errors-high',
      interval: '1m',
      successCondition: 'result[0] <= 5',
      failureLimit: 0,
      provider: { prometheus: { address: 'http://prometheus:9090', query: 'rate(error-rate[5m])' } },
    });
    expect(template?.spec.metrics).toContainEqual(
      expect.objectContaining({ name: 'errors-raised', successCondition: 'result[0] <= 1', failureCondition: 'false' }),
    );
  });

  it('flagger: a limit beyond which it goes back', () => {
    const [canary] = rendered('flagger', plan).documents as { spec: { analysis: { metrics: object[] } } }[];
    expect(canary?.spec.analysis.metrics).toContainEqual({
      name: 'errors-high',
      templateRef: { name: 'error-rate' },
      thresholdRange: { max: 5 },
      interval: '300s',
    });
  });

  it('goff: users by name and by rule, before the share', () => {
    const ring = aPlan('critical', { allow: ['ada'] });
    const [flags] = rendered('goff', ring).documents as Record<string, { targeting: object[] }>[];
    expect(Object.values(flags ?? {})[0]?.targeting).toEqual([
      { name: 'allow-list', query: 'targetingKey in ["ada"]', variation: 'on' },
      expect.objectContaining({
        name: 'ring-internal',
        percentage: { on: 100, off: 0 },
        query: expect.stringMatching(/ ew "@/),
      }),
    ]);
  });
});
