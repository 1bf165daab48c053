import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { DEFAULT_POLICY } from '../../../src/core/policy/defaults/index.ts';
import { builtInPolicy, type EffectivePolicy } from '../../../src/core/policy/built-in.ts';
import { effectivePolicy } from '../../../src/core/policy/effective.ts';
import { Policy } from '../../../src/core/policy/policy.ts';
import { digestOf } from '../../../src/core/values/digest.ts';

const over = (overlay: unknown): EffectivePolicy => {
  const made = effectivePolicy(overlay, 'rampart.yaml');
  if (!made.ok) throw new Error(JSON.stringify(made.problems, null, 2));
  return made.value;
};

const problemsOf = (overlay: unknown): string[] => {
  const made = effectivePolicy(overlay, 'rampart.yaml');
  return made.ok ? [] : made.problems.map(({ code, path }) => `${code} ${path}`);
};

const doubledLatency = (changed: object): unknown =>
  over({ triggers: { default: { 'latency-doubled': { rule: changed } } } }).policy.triggers['default']?.[
    'latency-doubled'
  ]?.rule;

describe('a policy laid over the built-in one', () => {
  it('changes nothing when it says nothing', () => {
    expect(over({})).toEqual({ ...builtInPolicy(), source: 'rampart.yaml' });
    expect(over({ version: 1 }).sha256).toBe(digestOf(DEFAULT_POLICY));
  });

  it('changes single fields and leaves their neighbours', () => {
    const { policy } = over({ levels: { high: { days: { to: 9 } } }, schedule: { timeZone: 'Europe/Berlin' } });
    expect(policy.levels.high).toEqual({ ...DEFAULT_POLICY.levels.high, days: { from: 7, to: 9 } });
    expect(policy.schedule).toEqual({ ...DEFAULT_POLICY.schedule, timeZone: 'Europe/Berlin' });
  });

  it('adds rows to named tables', () => {
    const { policy } = over({ environments: { preview: { soak: '5m', windows: false, approvals: false } } });
    expect(Object.keys(policy.environments)).toEqual(['production', 'staging', 'preview']);
  });

  it('replaces lists as a whole', () => {
    expect(over({ rollback: { steps: ['Switch it off'] } }).policy.rollback.steps).toEqual(['Switch it off']);
  });

  it('replaces as a whole what says what it is, and changes a field of what does not', () => {
    expect(doubledLatency({ is: 'regression', tolerate: 5 })).toEqual({ is: 'regression', tolerate: 5 });
    expect(doubledLatency({ value: 1.5 })).toEqual({ is: 'times-control', value: 1.5 });
  });

  it('takes a row out where it says null', () => {
    const { policy, origins } = over({
      recommendations: { 'tell-support': null },
      triggers: { default: { complaints: null } },
      checklists: { before: { 'support-notified': null } },
    });
    expect(policy.recommendations).not.toHaveProperty('tell-support');
    expect(policy.triggers['default']).not.toHaveProperty('complaints');
    expect(policy.checklists.before).not.toHaveProperty('support-notified');
    expect([...origins.keys()]).toEqual([
      'recommendations.tell-support',
      'triggers.default.complaints',
      'checklists.before.support-notified',
    ]);
  });

  it('does not touch what is built in', () => {
    const before = digestOf(DEFAULT_POLICY);
    over({ rings: { internal: { who: 'us' } }, risks: { downtime: null } });
    expect(digestOf(DEFAULT_POLICY)).toBe(before);
  });

  it('knows the line of every value that it gave', () => {
    const lines: Record<string, number> = { 'flags.owner': 3, 'rings.beta.users.from': 7 };
    const made = effectivePolicy(
      { flags: { owner: 'payments' }, rings: { beta: { users: { from: 500 } } } },
      'rampart.yaml',
      (path) => lines[path.join('.')],
    );
    expect(made.ok && [...made.value.origins]).toEqual([
      ['flags.owner', 'rampart.yaml:3'],
      ['rings.beta.users.from', 'rampart.yaml:7'],
    ]);
  });
});

/** Every table of the schema whose rows have names, with the name of a row that is built in. */
const namedRows = (schema: unknown, value: unknown, path: readonly string[] = []): string[][] => {
  const rows = Object.entries(value ?? {});
  if (schema instanceof z.ZodRecord)
    return rows.flatMap(([name, row]) => [[...path, name], ...namedRows(schema.valueType, row, [...path, name])]);
  if (!(schema instanceof z.ZodObject)) return [];
  return rows.flatMap(([name, inner]) => namedRows(schema.shape[name], inner, [...path, name]));
};

describe('a table whose rows have names', () => {
  const paths = namedRows(Policy, DEFAULT_POLICY).filter((path) => !path.includes('steps'));

  it('is each of the schema', () => {
    expect(new Set(paths.map((path) => path.slice(0, -1).join('.'))).size).toBe(21);
  });

  it.each(paths.map((path) => [path.join('.'), path] as const))('lets go of %s', (_, path) => {
    const overlay = path.reduceRight<unknown>((inner, name) => ({ [name]: inner }), null);
    const made = effectivePolicy(overlay, 'rampart.yaml');
    const codes = made.ok ? [] : made.problems.map(({ code }) => code);
    expect(codes.filter((code) => !/^P\d+$/.test(code))).toEqual([]);
  });
});

describe('a policy that cannot be laid over', () => {
  it.each<[what: string, overlay: unknown, problems: string[]]>([
    ['a list', [1], ['policy-not-a-table rampart.yaml']],
    ['a text', 'version: 1', ['policy-not-a-table rampart.yaml']],
    ['another version', { version: 2, colour: 'red' }, ['policy-version version']],
    ['an unknown field', { colour: 'red' }, ['policy-unknown-field colour']],
    ['null for a field', { backend: null }, ['policy-empty-value backend']],
    ['null for a table', { ladders: null }, ['policy-empty-value ladders']],
    ['null for a level', { levels: { low: null } }, ['policy-empty-value levels.low']],
    ['null in a row', { rings: { beta: { who: null } } }, ['policy-empty-value rings.beta.who']],
    ['a row to take out that is not there', { rings: { betta: null } }, ['policy-no-such-row rings.betta']],
    ['NaN', { experiment: { alpha: NaN } }, ['policy-not-json experiment.alpha']],
    ['a date', { flags: { owner: new Date(0) } }, ['policy-not-json flags.owner']],
    ['a row named constructor', { rings: { constructor: {} } }, ['policy-forbidden-key rings.constructor']],
    [
      'a key __proto__',
      JSON.parse('{"flags": {"__proto__": {"owner": "x"}}}'),
      ['policy-forbidden-key flags.__proto__'],
    ],
  ])('%s', (_, overlay, problems) => {
    expect(problemsOf(overlay)).toEqual(problems);
  });

  it('is told everything at once: empty values, fields and names', () => {
    expect(problemsOf({ backend: null, colour: 'red', experiment: { alpha: 2 } })).toEqual([
      'policy-empty-value backend',
      'policy-out-of-range experiment.alpha',
      'policy-unknown-field colour',
    ]);
    expect(problemsOf({ backend: 'flagdd', levels: { low: { ladder: 'x' } }, ladders: null })).toEqual([
      'policy-empty-value ladders',
      'P001 levels.low.ladder',
      'P006 backend',
    ]);
  });

  it('is told the line of the nearest thing that stands in the file', () => {
    const made = effectivePolicy({ rings: { mine: { who: 'us' } } }, 'rampart.yaml', (path) =>
      path.join('.') === 'rings.mine' ? 4 : undefined,
    );
    expect(made.ok ? '' : made.problems[0]).toMatchObject({
      path: 'rings.mine.match',
      message: 'is missing (rampart.yaml:4)',
    });
  });

  it('is told of nesting and size without end', () => {
    const deep = Array.from({ length: 100 }).reduce<unknown>((inner) => ({ a: inner }), 1);
    const around: Record<string, unknown> = {};
    around['again'] = around;
    expect(problemsOf(deep)[0]).toMatch(/^policy-too-deep/);
    expect(problemsOf(around)[0]).toMatch(/^policy-too-deep/);
    expect(problemsOf({ a: Array.from({ length: 60_000 }, () => 1) })).toEqual(['policy-too-many-values ']);
  });

  it('never throws, whatever it is given', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.anything(), fc.jsonValue(), fc.dictionary(fc.constantFrom(...FIELDS), fc.jsonValue())),
        (overlay) => {
          const made = effectivePolicy(overlay, 'rampart.yaml');
          expect(made.ok || made.problems.length > 0).toBe(true);
        },
      ),
    );
    expect(Object.hasOwn(Object.prototype, 'owner')).toBe(false);
  });
});

const FIELDS = Object.keys(DEFAULT_POLICY);
