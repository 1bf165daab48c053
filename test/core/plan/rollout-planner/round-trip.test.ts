import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lint } from '../../../../src/core/plan/lint/index.ts';
import { Plan } from '../../../../src/core/plan/plan.ts';
import { exposed } from '../../../../src/core/plan/rollout-planner/phases.ts';
import { Report } from '../../../../src/core/plan/rollout-planner/schema.ts';
import { toReport } from '../../../../src/core/plan/rollout-planner/to-report.ts';
import { DEFAULT_POLICY } from '../../../../src/core/policy/defaults/index.ts';
import { isError } from '../../../../src/core/problem.ts';
import { LEVELS } from '../../../../src/core/values/level.ts';
import { STRATEGY_KINDS } from '../../../../src/core/values/strategy-kind.ts';
import { aPlan } from '../../../helpers/samples.ts';
import { mutatedFrom } from '../../schemas/mutations.ts';
import { heard } from './heard.ts';

const PREREQUISITES = ['use_state_persistence'];
const CASES: readonly (readonly [string, () => Plan])[] = [
  ...LEVELS.flatMap((level) =>
    STRATEGY_KINDS.map((strategy) => [`${level} ${strategy}`, () => aPlan(level, { strategy })] as const),
  ),
  ...Object.keys(DEFAULT_POLICY.ladders).flatMap((ladder) =>
    ['production', 'staging'].map(
      (environment) =>
        [
          `${ladder} in ${environment}`,
          () => aPlan('high', { ladder, environment, allow: ['ada'], prerequisites: PREREQUISITES }),
        ] as const,
    ),
  ),
];

/** At 100 % rings add nobody; and without a flag nothing can hold an allow-list. */
const phasesOf = (plan: Plan) =>
  plan.phases.map(({ id, name, purpose, audience, soak, deadline, gates }) => ({
    id,
    name,
    purpose,
    soak,
    deadline: soak === undefined ? undefined : deadline?.action,
    percent: exposed(audience, plan),
    rings: audience.percent === 100 ? [] : audience.rings,
    allow: plan.flags.length > 0 ? audience.allow : [],
    place: audience.place,
    who: audience.who,
    limits: gates.filter(({ is }) => is === 'metric'),
    confirmed: gates.filter(({ is }) => is === 'confirmed'),
  }));

const triggersOf = ({ triggers }: Plan) =>
  triggers
    .map(({ monitor, rule, action, severity, window }) =>
      JSON.stringify([monitor, Object.entries(rule).toSorted(), action, severity, window]),
    )
    .toSorted();

const flagsOf = ({ flags }: Plan) =>
  flags.map(({ key, type, default: off, targeting, variants, prerequisites, implementation }) => ({
    key,
    type,
    off,
    targeting,
    variants,
    prerequisites,
    implementation,
  }));

/** A report does not name its environment: what was made for staging comes back for production, where other rules hold. */
const IN_PRODUCTION = CASES.filter(([name]) => !name.endsWith('staging'));

const errorsIn = (plan: Plan): Set<string> =>
  new Set(
    lint(plan, { policy: DEFAULT_POLICY })
      .filter(isError)
      .map(({ code }) => code),
  );

describe('a plan as a report and back', () => {
  it.each(CASES)('%s: the report is valid', (_, make) => {
    expect(Report.safeParse(toReport(make())).error?.issues ?? []).toEqual([]);
  });

  it.each(CASES)('%s: nothing executable is lost', (_, make) => {
    const plan = make();
    const { value: back } = heard(toReport(plan));
    expect(phasesOf(back)).toEqual(phasesOf(plan));
    expect(triggersOf(back)).toEqual(triggersOf(plan));
    expect(flagsOf(back)).toEqual(flagsOf(plan));
    expect(back.monitors.map(({ id }) => id)).toEqual(expect.arrayContaining(plan.monitors.map(({ id }) => id)));
  });

  it.each(IN_PRODUCTION)('%s: no rule of plans is broken on the way', (_, make) => {
    const plan = make();
    expect(errorsIn(heard(toReport(plan)).value)).toEqual(errorsIn(plan));
  });

  it.each(CASES)('%s: what people read is not lost either', (_, make) => {
    const plan = make();
    const { value: back } = heard(toReport(plan));
    expect(back.dashboards).toEqual(plan.dashboards);
    expect(back.dependencies).toEqual(plan.dependencies);
    expect(back.rollback).toEqual(plan.rollback);
    expect(back.schedule.preparation).toEqual(plan.schedule.preparation);
    expect(back.recommendations).toEqual(plan.recommendations);
    expect(back.successCriteria.map(({ text }) => text)).toEqual(plan.successCriteria.map(({ text }) => text));
    expect(
      back.risks.map(({ risk, impact, mitigation, contingency }) => [risk, impact, mitigation, contingency]),
    ).toEqual(plan.risks.map(({ risk, impact, mitigation, contingency }) => [risk, impact, mitigation, contingency]));
  });

  it.each(IN_PRODUCTION)('%s: read and said again it is the same report', (_, make) => {
    const report = toReport(make());
    expect(toReport(heard(report).value)).toEqual(report);
  });

  it('gives a valid report for any valid plan', () => {
    const plans = LEVELS.map((level) => aPlan(level, { strategy: level === 'low' ? 'ab' : undefined }));
    fc.assert(
      fc.property(mutatedFrom(plans), (value) => {
        const plan = Plan.safeParse(value);
        fc.pre(plan.success);
        return Report.safeParse(toReport(plan.data)).success;
      }),
      { numRuns: 300, maxSkipsPerRun: 1000 },
    );
  });
});
