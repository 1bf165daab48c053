import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { z as z3 } from 'zod/v3';
import { zodToJsonSchema } from 'zod-to-json-schema';
import { anOpinion } from '../../helpers/samples.ts';
import { Opinion } from '../../../src/core/assessment/opinion.ts';

/** The same schema, written a second time in zod 3: what the old generator can read. Two authors, one contract. */
const line = z3.string().min(1).max(300);
const weight = z3.enum(['low', 'medium', 'high']);
const Mirror = z3
  .object({
    schemaVersion: z3.literal(1),
    level: z3.enum(['low', 'medium', 'high', 'critical']),
    why: line,
    userFacing: z3.boolean(),
    userFacingChanges: z3.array(line).max(20),
    reasons: z3
      .array(
        z3
          .object({
            file: z3.string().min(1).max(4096),
            line: z3.number().int().min(1).max(Number.MAX_SAFE_INTEGER),
            quote: z3.string().min(1).max(500),
            why: line,
          })
          .strict(),
      )
      .max(20),
    suspicions: z3
      .array(
        z3
          .object({
            signal: z3.string().min(1).max(120),
            file: z3.string().min(1).max(4096),
            line: z3.number().int().min(0).max(Number.MAX_SAFE_INTEGER),
            answer: z3.enum(['confirm', 'clear']),
            quoteLine: z3.number().int().min(1).max(Number.MAX_SAFE_INTEGER),
            quote: z3.string().min(1).max(500),
            why: line,
          })
          .strict(),
      )
      .max(60),
    strategy: z3.enum(['immediate', 'percentage', 'canary', 'ab', 'ring']).nullable(),
    strategyWhy: line.nullable(),
    monitors: z3
      .array(z3.object({ metric: z3.string().min(1).max(80), proposed: z3.boolean(), why: line }).strict())
      .max(20),
    hypothesis: z3.string().min(1).max(1000).nullable(),
    primaryMetric: z3.string().min(1).max(80).nullable(),
    dataRollback: z3.string().min(1).max(1500).nullable(),
    dependencies: z3.array(z3.object({ name: line, why: line }).strict()).max(20),
    risks: z3
      .array(
        z3
          .object({ risk: line, likelihood: weight, impact: weight, mitigation: line, contingency: line.nullable() })
          .strict(),
      )
      .max(20),
    questions: z3.array(line).max(20),
  })
  .strict();

/** The old generator reads zod 3 only: of a zod 4 schema it makes one that accepts everything, without a word. */
const draft07 = (schema: z3.ZodTypeAny): object => {
  if ('_zod' in schema) throw new TypeError('zod-to-json-schema cannot read a zod 4 schema: use z.toJSONSchema');
  return zodToJsonSchema(schema);
};

const fromZod4 = new Ajv2020({ strict: true }).compile(z.toJSONSchema(Opinion, { io: 'input' }));
const fromZod3 = new Ajv({ strict: true }).compile(draft07(Mirror));

const odd = fc.oneof(
  fc.constant(null),
  fc.integer(),
  fc.string({ maxLength: 400 }),
  fc.boolean(),
  fc.constant([]),
  fc.constant({}),
  fc.double(),
  fc.string({ minLength: 301, maxLength: 2100 }),
);

const mutated = fc
  .tuple(fc.constantFrom(...Object.keys(anOpinion()), 'extra'), odd, fc.boolean())
  .map(([key, value, drop]) => {
    const { [key]: _, ...rest } = anOpinion() as Record<string, unknown>;
    return drop ? rest : { ...rest, [key]: value };
  });

const mutatedClaim = fc
  .tuple(fc.constantFrom('file', 'line', 'quote', 'why', 'extra'), odd)
  .map(([key, value]) => ({ ...anOpinion(), reasons: [{ file: 'a', line: 1, quote: 'q', why: 'w', [key]: value }] }));

const mutatedAnswer = fc
  .tuple(fc.constantFrom('signal', 'file', 'line', 'answer', 'quoteLine', 'quote', 'why', 'extra'), odd)
  .map(([key, value]) => ({
    ...anOpinion(),
    suspicions: anOpinion().suspicions.map((answer) => ({ ...answer, [key]: value })),
  }));

describe('the schema that a model is held to', () => {
  it('accepts a whole opinion, by both generators and by zod', () => {
    expect([fromZod4(anOpinion()), fromZod3(anOpinion()), Opinion.safeParse(anOpinion()).success]).toEqual([
      true,
      true,
      true,
    ]);
  });

  it('is judged alike by two independent generators and by zod itself', () => {
    fc.assert(
      fc.property(fc.oneof(mutated, mutatedClaim, mutatedAnswer), (value) => {
        const verdicts = [fromZod4(value), fromZod3(value), Opinion.safeParse(value).success];
        expect(new Set(verdicts).size, JSON.stringify({ value, verdicts })).toBe(1);
      }),
      { numRuns: 1000 },
    );
  });

  it('is closed, and requires every field, all the way down', () => {
    const objects: Record<string, unknown>[] = [];
    JSON.stringify(z.toJSONSchema(Opinion, { io: 'input' }), (_, value) => {
      if (value && typeof value === 'object' && 'properties' in value) objects.push(value);
      return value;
    });
    expect(objects.length).toBeGreaterThan(2);
    for (const one of objects) {
      expect(one['additionalProperties']).toBe(false);
      expect(one['required']).toEqual(Object.keys(one['properties'] as object));
    }
  });

  it('keeps the old generator away from the new schemas', () => {
    expect(() => draft07(Opinion as unknown as z3.ZodTypeAny)).toThrow(/zod 4/);
    expect(zodToJsonSchema(Opinion as unknown as z3.ZodTypeAny)).toEqual({
      $schema: 'http://json-schema.org/draft-07/schema#',
    });
  });
});
