import { describe, expect, it } from 'vitest';
import { lint, rules } from '../../../src/core/plan/lint/index.ts';
import type { Rule } from '../../../src/core/plan/lint/rule.ts';
import { Plan } from '../../../src/core/plan/plan.ts';
import { isError } from '../../../src/core/problem.ts';
import { DEFAULT_POLICY } from '../../../src/core/policy/defaults/index.ts';
import { LEVELS } from '../../../src/core/values/level.ts';
import { STRATEGY_KINDS } from '../../../src/core/values/strategy-kind.ts';
import { aPlan } from '../../helpers/samples.ts';
import { FULL, HIGH, unbroken } from './lint-plans.ts';
import { exposureRows } from './lint-rows-exposure.ts';
import { peopleRows } from './lint-rows-people.ts';
import { watchingRows } from './lint-rows-watching.ts';

const rows = Object.entries({ ...exposureRows, ...watchingRows, ...peopleRows }).flatMap(([code, ways]) =>
  ways.map(([breaks, from, change, context]) => ({ code, breaks, from, change, context: context ?? FULL })),
);
type Row = (typeof rows)[number];

/** By way of text: a plan may hold one list in two places, and a change is meant for one of them. */
const copy = (plan: Plan): Plan => JSON.parse(JSON.stringify(plan));

const broken = ({ from, change }: Row): Plan => {
  const plan = copy(from);
  change(plan);
  return plan;
};

const codesOf = (row: Row, held: readonly Rule[] = rules): string[] => [
  ...new Set(lint(broken(row), row.context, held).map(({ code }) => code)),
];

const silenced = (code: string): readonly Rule[] =>
  rules.map((rule) => (rule.code === code ? { ...rule, look: () => [] } : rule));

const labelled = rows.map((row): [string, string, Row] => [row.code, row.breaks, row]);

describe('each rule', () => {
  it.each(labelled)('%s finds %s, and no other rule says anything', (code, _, row) => {
    expect(codesOf(row)).toEqual([code]);
  });

  it.each(labelled)('%s alone finds %s', (code, _, row) => {
    expect(codesOf(row, silenced(code))).toEqual([]);
  });

  it.each(labelled)('%s is about plans that the schema lets pass: %s', (_, __, row) => {
    expect(Plan.safeParse(broken(row)).error?.issues ?? []).toEqual([]);
  });

  it('is broken by a row', () => {
    const shown = new Set(rows.map(({ code }) => code));
    expect(rules.map(({ code }) => code).filter((code) => !shown.has(code))).toEqual([]);
  });

  it('has a code of its own, in order, and says what, why and what to do', () => {
    expect(rules.map(({ code }) => code)).toEqual(rules.map((_, at) => `R${String(at + 1).padStart(3, '0')}`));
    expect(new Set(rules.map(({ title }) => title)).size).toBe(rules.length);
    for (const { title, why, fix } of rules) expect(Math.min(title.length, why.length, fix.length)).toBeGreaterThan(15);
  });
});

const found = (change: (plan: Plan) => void) => {
  const plan = copy(HIGH);
  change(plan);
  return lint(plan, FULL)[0];
};

describe('a finding', () => {
  it('names the place, the values and the way out', () => {
    expect(found(({ phases }) => Object.assign(phases[2]?.audience ?? {}, { percent: 4 }))).toEqual({
      kind: 'invalid',
      code: 'R014',
      severity: 'error',
      path: 'phases[2].audience.percent',
      message: '4 % is less than 5 % in phase "canary-5-percent": exposure never shrinks on the way up',
      hint: 'raise it, or remove the phase',
    });
  });

  it('asks whether a near name was meant', () => {
    expect(found(({ triggers }) => Object.assign(triggers[0] ?? {}, { monitor: 'eror_rate' }))?.message).toBe(
      '"eror_rate" is not a monitor of this plan (did you mean "error-rate"?)',
    );
  });

  it('lets nothing of the plan act on a terminal', () => {
    const found = lint({ ...HIGH, cleanup: { ...HIGH.cleanup, owner: '<\u001b[31m\u202eme>' } }, FULL);
    expect(found.map(({ message }) => message)).toEqual(['"<\\u{1b}[31m\\u{202e}me>" is nobody\'s name']);
  });

  it('is one for one mistake, wherever it stands', () => {
    const found = lint({ ...HIGH, monitors: HIGH.monitors.filter(({ id }) => id !== 'crash-rate') }, FULL);
    expect(found.map(({ code, path, message }) => [code, path, message])).toEqual([
      ['R021', 'triggers[2].monitor', '"crash-rate" is not a monitor of this plan, here and in 6 more places'],
    ]);
  });

  it('is one of twenty at most, and then how many more there are', () => {
    const flags = HIGH.flags.flatMap((one) => Array.from({ length: 50 }, () => one));
    const found = lint({ ...HIGH, flags }, FULL);
    expect(found).toHaveLength(21);
    expect(found.at(-1)).toMatchObject({ code: 'R001', path: '', message: 'and 29 more like these' });
  });

  it('comes within the time of a test for the largest plan that the schema lets pass', () => {
    const long = 'error-rate-'.repeat(6);
    const phases = Array.from({ length: 100 }, (_, at) => ({
      ...HIGH.phases[0],
      id: `phase-${at}`,
      watch: Array.from({ length: 200 }, (__, nth) => `${long}${at}-${nth}`),
      audience: {
        ...HIGH.phases[0]?.audience,
        percent: 100 - at,
        allow: Array.from({ length: 10_000 }, (__, nth) => `user-${at}-${nth}`),
      },
    }));
    const monitors = Array.from({ length: 200 }, (_, at) => ({ ...HIGH.monitors[0], id: `${long}${at}` }));
    const flags = Array.from({ length: 50 }, (_, at) => ({
      ...HIGH.flags[0],
      key: `flag-${at}`,
      prerequisites: Array.from({ length: 50 }, (__, nth) => `flag-${nth}`),
    }));
    const plan = Plan.parse({ ...HIGH, phases, monitors, flags });
    expect(lint(plan, FULL).length).toBeGreaterThan(50);
  });

  it('comes with all the others at once', () => {
    const plan = copy(HIGH);
    for (const row of rows.filter(({ from }) => from === HIGH))
      if (!['R041', 'R042', 'R050'].includes(row.code)) row.change(plan);
    expect(new Set(lint(plan, FULL).map(({ code }) => code)).size).toBeGreaterThan(25);
  });
});

describe('a plan as it is made', () => {
  it.each(unbroken)('has nothing to answer for: %s', (_, plan) => expect(lint(plan, FULL)).toEqual([]));

  /** What the built-in policy leaves for a person to answer: a nameless owner, unknown traffic, an easier way up. */
  const ANSWERABLE = new Set(['R020', 'R037', 'R053', 'R061']);

  it.each(LEVELS.flatMap((level) => STRATEGY_KINDS.map((strategy) => [level, strategy] as const)))(
    'at %s risk has no errors by %s, and only known warnings',
    (level, strategy) => {
      const found = lint(aPlan(level, { strategy }), FULL);
      expect(found.filter(isError)).toEqual([]);
      expect(found.filter(({ code }) => !ANSWERABLE.has(code))).toEqual([]);
    },
  );

  it.each(
    Object.keys(DEFAULT_POLICY.ladders).flatMap((ladder) =>
      ['production', 'staging'].map((where) => [ladder, where] as const),
    ),
  )('by the ladder %s in %s has no errors, and only known warnings', (ladder, environment) => {
    const found = lint(aPlan('high', { ladder, environment }), FULL);
    expect(found.filter(isError)).toEqual([]);
    expect(found.filter(({ code }) => !ANSWERABLE.has(code))).toEqual([]);
  });

  it('is held against nothing but itself where nothing else is known', () => {
    for (const level of LEVELS) expect(lint(aPlan(level, { owner: 'team-refunds' }))).toEqual([]);
  });
});
