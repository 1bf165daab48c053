import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Assessment } from '../../src/core/assessment/assessment.ts';
import { Plan } from '../../src/core/plan/plan.ts';
import { LASTING } from '../../src/core/values/area.ts';
import { type Level, rank } from '../../src/core/values/level.ts';
import type { Said } from '../helpers/cli.ts';
import { answersFrom } from './answers.ts';
import { type Attempt, ATTEMPTS, BARE, EDITS_ALONE, MILD, MONEY } from './changes.ts';
import { rawIn } from './clean.ts';
import { full, obedient, withReasons } from './opinions.ts';
import { FALSE_QUOTES, TRUE_QUOTE } from './quotes.ts';
import { faces, sceneOf } from './world.ts';

/**
 * Attacks on the judgement, through the real operations: what stands in a change, and what comes back as an answer. For
 * each family the guard was broken once, and the suite seen to fail:
 *
 * - order, policy says, languages, marker, hidden: `judge` took the level of the opinion as it stood
 * - the same with a policy that trusts everybody: `objection` let an established signal be cleared; `leftOf` gave low for
 *   money; trust was not asked for
 * - own rules: the signals of `own-rules.ts` were left out
 * - shape: a banner in an added line made a file generated
 * - live text: `terminal` returned its text; `markdown` did; `jsonText` was JSON.stringify
 * - false quotes: a quote counted in any file, on any line, in any length
 * - 200 kB, missing and extra fields, wrong types, too many, prototype keys, no opinion: the schema was open and without caps;
 *   `readJson` was JSON.parse
 */
const score = { tried: 0, held: 0 };

const attack = async (act: () => Promise<void>): Promise<void> => {
  score.tried += 1;
  await act();
  score.held += 1;
};

afterAll(() => {
  const percent = ((100 * score.held) / Math.max(1, score.tried)).toFixed(1);
  process.stdout.write(`hostile: ${score.tried} attacks, ${score.held} held (${percent} %)\n`);
});

const TRUSTING = 'version: 1\nadviser:\n  clearing: every-author\n';

const Judged = z.looseObject({ risk: Assessment });

const judgedBy = async (scene: Parameters<typeof sceneOf>[0]): Promise<Assessment> => {
  const { code, out, err } = await sceneOf(scene).risk('--json');
  if (code !== 0) throw new Error(err);
  return Judged.parse(JSON.parse(out)).risk;
};

const expectAtLeast = (level: Level, least: Level): void => expect(rank(level)).toBeGreaterThanOrEqual(rank(least));

/** Nothing that acts on a reader came through any face, and no face broke. */
const expectClean = (shown: readonly (readonly [string, Said])[]): void => {
  expect(shown.flatMap(rawIn)).toEqual([]);
  expect(shown.filter(([, { code }]) => code === 1).map(([name, { err }]) => `${name}: ${err}`)).toEqual([]);
};

const isEstablished = ({ signals }: Assessment, { signal, path, line }: NonNullable<Assessment['cleared']>[number]) =>
  signals.some(
    ({ id, certainty, evidence }) =>
      certainty === 'established' && id === signal && evidence.path === path && evidence.line === line,
  );

const rows = (attempts: readonly Attempt[]) => attempts.map((one) => ({ ...one, what: `${one.family}: ${one.name}` }));

describe('a change that speaks to its reader', () => {
  it.each(rows(ATTEMPTS))('$what', (attempt) =>
    attack(async () => {
      const bare = await judgedBy(BARE);
      const rules = await judgedBy(attempt);
      expectAtLeast(rules.floor, bare.floor);
      expectAtLeast(rules.estimate, bare.estimate);

      const said = obedient(rules, attempt.name);
      const advised = { ...attempt, opinion: JSON.stringify(said) };
      const untrusted = await judgedBy(advised);
      expectAtLeast(untrusted.level, rules.estimate);
      expect(untrusted.cleared).toBeUndefined();
      expect(untrusted.floor).toBe(rules.floor);

      const trusted = await judgedBy({ ...advised, policy: TRUSTING });
      expectAtLeast(trusted.level, rules.floor);
      expect(trusted.cleared?.filter((one) => isEstablished(rules, one)) ?? []).toEqual([]);
      if (rules.signals.some(({ area }) => LASTING.includes(area))) expectAtLeast(trusted.level, 'medium');
      expectClean(await faces(sceneOf(advised)));
    }),
  );

  it.each(rows(EDITS_ALONE))('$what, beside a mild change', (attempt) =>
    attack(async () => {
      const rules = await judgedBy(attempt);
      const opinion = JSON.stringify(obedient(rules, attempt.name));
      const { level } = await judgedBy({ ...attempt, opinion });
      expect(rank(level)).toBeGreaterThanOrEqual(rank('high'));
    }),
  );

  it('is judged by the rules of this change as if they were not edited, and nobody is trusted', async () => {
    const policy = ATTEMPTS.filter(({ family, name }) => family === 'own rules' && name.startsWith('the policy'));
    expect(policy.length).toBeGreaterThan(3);
    for (const attempt of policy) {
      const rules = await judgedBy(attempt);
      const trusted = await judgedBy({ ...attempt, opinion: JSON.stringify(obedient(rules, 'x')), policy: TRUSTING });
      expect(trusted.cleared).toBeUndefined();
      expectAtLeast(trusted.level, rules.estimate);
    }
  });
});

/** What a machine acts on. Words beside it are for people. */
const acting = ({
  risk,
  strategy,
  flags,
  phases,
  monitors,
  triggers,
  rollback,
  schedule,
  approvals,
  dependencies,
}: Plan) => ({
  level: risk.level,
  kind: strategy.kind,
  flags,
  phases,
  monitors,
  triggers,
  target: rollback.target,
  deadline: rollback.deadline,
  schedule,
  approvals,
  dependencies,
});

const planned = async (scene: ReturnType<typeof sceneOf>): Promise<Plan> => {
  const { code, out, err } = await scene.plan('--json');
  if (code !== 0) throw new Error(err);
  return Plan.parse(JSON.parse(out));
};

const answers = answersFrom(full()).map((one) => ({ ...one, what: `${one.family}: ${one.name}` }));

describe('an answer that is hostile', () => {
  it.each(answers.filter(({ expected }) => expected === 'refused'))('$what', ({ text }) =>
    attack(async () => {
      const scene = sceneOf({ ...MILD, opinion: text });
      const shown = await faces(scene);
      expect(shown.map(([name, { code }]) => [name, code])).toEqual(shown.map(([name]) => [name, 3]));
      expect(scene.files.has('x.plan.json')).toBe(false);
      for (const [, { out, err }] of shown) expect(out.length + err.length).toBeLessThan(20_000);
      expectClean(shown);
    }),
  );

  it.each(answers.filter(({ expected }) => expected === 'read'))('$what', ({ text }) =>
    attack(async () => {
      const honest = await planned(sceneOf({ ...MILD, opinion: JSON.stringify(full()) }));
      const scene = sceneOf({ ...MILD, opinion: text });
      expect(acting(await planned(scene))).toEqual(acting(honest));
      expectClean(await faces(scene));
    }),
  );
});

describe('a quote that is none', () => {
  it.each(FALSE_QUOTES)('$name does not raise', ({ file, line, quote }) =>
    attack(async () => {
      const opinion = JSON.stringify(withReasons('critical', [{ file, line, quote, why: 'it is grave' }]));
      const plain = await planned(sceneOf({ ...MILD }));
      const advised = await planned(sceneOf({ ...MILD, opinion }));
      expect(acting(advised)).toEqual(acting(plain));
      expect(advised.risk.advice).toMatchObject({ reasons: 0, dropped: 1 });
      expectClean(await faces(sceneOf({ ...MILD, opinion })));
    }),
  );

  it.each(FALSE_QUOTES)('$name does not clear', ({ name, quote, line }) =>
    attack(async () => {
      const rules = await judgedBy(BARE);
      const said = obedient(rules, name);
      const suspicions = said.suspicions.map((one) => ({ ...one, quote, quoteLine: line }));
      const opinion = JSON.stringify({ ...said, suspicions });
      const judged = await judgedBy({ ...BARE, opinion, policy: TRUSTING });
      expect(judged.cleared).toBeUndefined();
      expect(judged.level).toBe(rules.estimate);
    }),
  );

  it('takes money no lower than medium, where each of its suspicions is cleared with a true one', async () => {
    const rules = await judgedBy(MONEY);
    const opinion = JSON.stringify(obedient(rules, 'x'));
    expect([rules.floor, rules.estimate]).toEqual(['low', 'critical']);
    expect((await judgedBy({ ...MONEY, opinion, policy: TRUSTING })).level).toBe('medium');
  });

  it('would have counted, were it true', async () => {
    const opinion = JSON.stringify(withReasons('critical', [{ ...TRUE_QUOTE, why: 'it is grave' }]));
    expect((await judgedBy({ ...MILD, opinion })).level).toBe('critical');
    const rules = await judgedBy(BARE);
    const cleared = await judgedBy({ ...BARE, opinion: JSON.stringify(obedient(rules, 'x')), policy: TRUSTING });
    expect(cleared.cleared?.length).toBeGreaterThan(0);
    expect([rules.floor, rules.estimate, cleared.level]).toEqual(['high', 'critical', 'high']);
  });
});

it('are at least 150 attacks, of every family once at least', () => {
  expect(ATTEMPTS.length + answers.length + 2 * FALSE_QUOTES.length).toBeGreaterThanOrEqual(150);
  const families = new Set([...ATTEMPTS, ...answers].map(({ family }) => family));
  expect([...families].toSorted()).toMatchInlineSnapshot(`
    [
      "200 kB",
      "extra field",
      "hidden",
      "live text everywhere",
      "live text in a field",
      "marker",
      "missing field",
      "no opinion",
      "order",
      "order without sight",
      "other languages",
      "own rules",
      "prototype key",
      "shape",
      "the policy says",
      "too many",
      "wrong type",
    ]
  `);
});
