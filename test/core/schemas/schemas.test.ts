import { readdir, readFile } from 'node:fs/promises';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import example from '../../../fixtures/reports/rollout-planner.json' with { type: 'json' };
import { publishedSchemas } from '../../../scripts/schemas.ts';
import { toReport } from '../../../src/core/plan/rollout-planner/to-report.ts';
import { DEFAULT_POLICY } from '../../../src/core/policy/defaults/index.ts';
import { jsonSchema, type SchemaName, SCHEMAS } from '../../../src/core/schemas.ts';
import { LEVELS } from '../../../src/core/values/level.ts';
import { STRATEGY_KINDS } from '../../../src/core/values/strategy-kind.ts';
import { aProgramme } from '../../helpers/programs.ts';
import { aTest, ran } from '../../helpers/experiments.ts';
import { resultOf } from '../../../src/core/rollout/result.ts';
import { errors, lookedWell } from '../../helpers/series.ts';
import { anOpinion, aPlan } from '../../helpers/samples.ts';
import { someEvents, someLogLines } from '../../helpers/rollout.ts';
import { mutatedFrom } from './mutations.ts';

const FOLDER = new URL('../../../schemas/', import.meta.url);
const NAMES = Object.keys(SCHEMAS) as SchemaName[];

const compile = (name: SchemaName): ValidateFunction => {
  const ajv = new Ajv2020({ strict: true });
  addFormats.default(ajv);
  return ajv.compile(jsonSchema(name));
};
const validators = new Map(NAMES.map((name) => [name, compile(name)]));
const byAjv = (name: SchemaName, value: unknown): boolean => validators.get(name)?.(value) === true;
const byZod = (name: SchemaName, value: unknown): boolean => SCHEMAS[name].schema.safeParse(value).success;

const aResult = (): unknown => {
  const { plan, state } = ran(aTest(), { 'conversion-rate': { control: 20, treatment: 22 } }, 1);
  const found = resultOf(plan, state);
  return found.ok ? found.value : undefined;
};

const plans = LEVELS.flatMap((level) => STRATEGY_KINDS.map((strategy) => aPlan(level, { strategy })));
const samples: Record<SchemaName, readonly unknown[]> = {
  plan: plans,
  opinion: [anOpinion()],
  policy: [DEFAULT_POLICY],
  program: [
    aProgramme({ base: [], top: ['base'] }, { sequence: [['base'], ['top']], budget: { ramps: 1, exposurePercent: 150 } })
      .program,
  ],
  event: someEvents(),
  log: someLogLines(),
  analysis: [lookedWell(errors(3, () => ({ treated: 1, control: 1 })))],
  result: [aResult()],
  'rollout-planner': [example, ...plans.map(toReport)],
};

describe('the published schemas', () => {
  it('are what the code says: if not, run "node scripts/schemas.ts"', async () => {
    const texts = publishedSchemas();
    const kept = await Promise.all([...texts.keys()].map((name) => readFile(new URL(name, FOLDER), 'utf8')));
    expect(kept).toEqual([...texts.values()]);
    const others = ['openapi.json'];
    expect((await readdir(FOLDER)).toSorted()).toEqual([...texts.keys(), ...others].toSorted());
  });

  it.each(NAMES)('%s has a name that is no address, a title and closed objects', (name) => {
    const schema = jsonSchema(name);
    expect(schema['$id']).toBe(`urn:rampart:schema:${name}:v1`);
    expect(schema['title']).toBe(SCHEMAS[name].title);
    const forms = Array.isArray(schema['oneOf']) ? schema['oneOf'] : [schema];
    for (const form of forms) expect(form).toHaveProperty('additionalProperties', false);
  });

  it.each(NAMES)('%s accepts every sample, by ajv and by zod', (name) => {
    for (const sample of samples[name]) expect([byAjv(name, sample), byZod(name, sample)]).toEqual([true, true]);
  });

  it.each(NAMES)('%s is judged alike by ajv and by zod', (name) => {
    const seen = { accepted: 0, refused: 0 };
    fc.assert(
      fc.property(mutatedFrom(samples[name]), (value) => {
        const verdict = byAjv(name, value);
        seen[verdict ? 'accepted' : 'refused'] += 1;
        expect(byZod(name, value)).toBe(verdict);
      }),
      { numRuns: 600 },
    );
    expect(seen.refused).toBeGreaterThan(200);
  });
});

/** What zod refuses and a JSON Schema cannot say. Each stands here with its reason, and stops being listed when it is gone. */
const ZOD_ONLY: readonly { readonly why: string; readonly value: unknown }[] = [
  {
    why: 'format "uri" knows no list of schemes: an address that a browser would run is refused by the code alone',
    value: { ...aPlan('high'), dashboards: [{ name: 'x', url: 'javascript:alert(1)' }] },
  },
];

describe('where the code is stricter than the published schema', () => {
  it.each(ZOD_ONLY)('$why', ({ value }) => {
    expect([byAjv('plan', value), byZod('plan', value)]).toEqual([true, false]);
  });
});
