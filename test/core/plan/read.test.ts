import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { readPlan } from '../../../src/core/plan/read.ts';
import type { Problem } from '../../../src/core/problem.ts';
import { LEVELS } from '../../../src/core/values/level.ts';
import { aPlan } from '../../helpers/samples.ts';

const problemsOf = (text: string): readonly Problem[] => {
  const read = readPlan(text, 'plan.json');
  return read.ok ? [] : read.problems;
};

const inShort = (text: string): string[] => problemsOf(text).map(({ code, path }) => `${code} ${path}`.trimEnd());

const WHOLE = JSON.stringify(aPlan('high'), null, 2);

/** Deliberately untyped: what arrives is not what the types say. */
// oxlint-disable-next-line typescript/no-explicit-any
type Loose = any;

const changed = (change: (plan: Loose) => void): string => {
  const plan: Loose = structuredClone(aPlan('high'));
  change(plan);
  return JSON.stringify(plan, null, 2);
};

const first = (text: string): Problem => {
  const [problem] = problemsOf(text);
  if (!problem) throw new Error('no problem was found');
  return problem;
};

describe('reading a plan', () => {
  it.each(LEVELS)('reads back what was written at %s risk', (level) => {
    const read = readPlan(JSON.stringify(aPlan(level)), 'plan.json');
    expect(read).toEqual({ ok: true, value: aPlan(level), warnings: [] });
  });

  it.each([
    'http://code.example/',
    'javascript:alert(1)',
    'https://me:secret@code.example/',
    'https://a.example/ b',
    'x',
  ])('takes no link that nobody should follow: %s', (link) => {
    const text = changed((plan) => (plan.change.link = link));
    expect(problemsOf(text).map(({ path }) => path)).toEqual(expect.arrayContaining(['change.link']));
  });

  it('takes a byte order mark as nothing', () => expect(problemsOf(`\uFEFF${WHOLE}`)).toEqual([]));
});

describe('text that is no JSON', () => {
  it.each([
    ['', 'plan-empty plan.json'],
    [' \n\t', 'plan-empty plan.json'],
    ['{', 'plan-not-json plan.json:1:2'],
    ['{"schemaVersion": 1,\n  "id": "x', 'plan-not-json plan.json:2:9'],
    ['{"schemaVersion": 1,\n}', 'plan-not-json plan.json:2:1'],
    ["{'a': 1}", 'plan-not-json plan.json:1:2'],
    ['{"a": NaN}', 'plan-not-json plan.json:1:7'],
    ['{"a": -Infinity}', 'plan-not-json plan.json:1:7'],
    ['{"a": 01}', 'plan-not-json plan.json:1:7'],
    ['{"a": 1} // done', 'plan-not-json plan.json:1:10'],
    ['{"a" 1}', 'plan-not-json plan.json:1:6'],
    ['{"a": [1}', 'plan-not-json plan.json:1:9'],
    ['{"a": "tab\there"}', 'plan-not-json plan.json:1:7'],
    ['{"a": "\\x41"}', 'plan-not-json plan.json:1:7'],
  ])('says where %j breaks', (text, expected) => expect(inShort(text)).toEqual([expected]));

  it('names what it stumbled over and where', () => {
    expect(first('{\n  "a": NaN\n}').message).toBe('is not JSON: "NaN" is no JSON value (line 2, column 8)');
  });

  it('is found out wherever a plan was cut off', () => {
    for (let length = 1; length < WHOLE.length; length += 97)
      expect(first(WHOLE.slice(0, length)).code).toBe('plan-not-json');
  });

  it('agrees with JSON.parse on what is JSON', () => {
    const broken = fc.tuple(
      fc.json(),
      fc.nat(),
      fc.constantFrom('', ',', '"', '}', ']', '0', '-', '\\', 'e', ' ', ':'),
    );
    fc.assert(
      fc.property(broken, ([json, at, char]) => {
        const text = json.slice(0, at % (json.length + 1)) + char + json.slice((at % (json.length + 1)) + 1);
        fc.pre(text.trim() !== '');
        const refused = inShort(text).some((line) => line.startsWith('plan-not-json'));
        expect(refused).toBe(!isJson(text));
      }),
      { numRuns: 2000 },
    );
  });
});

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

describe('JSON that hides something', () => {
  it('refuses a key that stands twice, also when it is spelled differently', () => {
    expect(inShort(WHOLE.replace('"feature":', '"feature": "x", "\\u0066eature":'))).toEqual([
      'plan-duplicate-key feature',
    ]);
    expect(inShort(WHOLE.replace('"percent": 5,', '"percent": 5, "percent": 100,'))).toEqual([
      'plan-duplicate-key phases[1].audience.percent',
    ]);
  });

  it('refuses keys that reach for prototypes at any depth, and nothing is polluted', () => {
    const text = WHOLE.replace(
      '"percent": 5,',
      '"percent": 5, "__proto__": {"polluted": 1}, "constructor": {"prototype": {}},',
    );
    expect(inShort(text)).toEqual([
      'plan-forbidden-key phases[1].audience.__proto__',
      'plan-forbidden-key phases[1].audience.constructor',
      'plan-forbidden-key phases[1].audience.constructor.prototype',
    ]);
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });

  it.each(['[', '{"a":'])('does not follow %j to the end of the stack', (opening) => {
    expect(inShort(opening.repeat(100_000))).toEqual(['plan-too-deep plan.json']);
  });

  it('does not build a plan of millions of values', () => {
    expect(inShort(`{"schemaVersion": 1, "x": [${'0,'.repeat(3_000_000)}0]}`)).toEqual([
      'plan-too-many-values plan.json',
    ]);
  });

  it('reads a text of eight megabytes', () => {
    expect(inShort(changed((plan) => (plan.feature = 'x'.repeat(8_000_000))))).toEqual(['plan-wrong-length feature']);
  });
});

describe('JSON that is no plan', () => {
  it.each(['[]', 'null', '3', '"plan"', 'true'])('refuses %s', (text) => {
    expect(inShort(text)).toEqual(['plan-not-object plan.json']);
  });

  it.each([
    ['{}', 'is missing'],
    ['{"schemaVersion": 2, "foo": 1}', '2 is a version that this program does not know'],
    ['{"schemaVersion": "1"}', '"1" is a version that this program does not know'],
  ])('speaks of nothing but the version of %s', (text, message) => {
    expect(inShort(text)).toEqual(['plan-version schemaVersion']);
    expect(first(text).message).toBe(message);
  });

  it('finds everything at once', () => {
    const text = changed((plan) => {
      plan.phases[2].audience.percent = 120;
      plan.phases[1].audience.percnt = 3;
      plan.phases[0].soak = '2 days';
      plan.triggers[0].rule.is = 'abov';
      plan.triggers[1].action = 'rolback';
      plan.schedule.freezes = [{ from: '2026-12-24', to: '2026-12-27T00:00:00Z', why: 'holidays' }];
      plan.dashboards[0].url = 'javascript:alert(1)';
      plan.strategy.target = -1;
      plan.change.files = 1.5;
      plan.flags = {};
      delete plan.feature;
    });
    expect(inShort(text).toSorted()).toEqual([
      'plan-missing-field feature',
      'plan-out-of-range phases[2].audience.percent',
      'plan-out-of-range strategy.target',
      'plan-unknown-field phases[1].audience.percnt',
      'plan-unknown-value triggers[0].rule.is',
      'plan-unknown-value triggers[1].action',
      'plan-wrong-form dashboards[0].url',
      'plan-wrong-form phases[0].soak',
      'plan-wrong-form schedule.freezes[0].from',
      'plan-wrong-type change.files',
      'plan-wrong-type flags',
    ]);
  });

  it.each<[string, (plan: Loose) => void, string, string]>([
    [
      'too much',
      (plan) => (plan.phases[2].audience.percent = 120),
      '120 is not at most 100',
      'write a number that is at most 100',
    ],
    [
      'too little',
      (plan) => (plan.phases[2].audience.percent = -1),
      '-1 is not at least 0',
      'write a number that is at least 0',
    ],
    [
      'no number',
      (plan) => (plan.phases[2].audience.percent = '10'),
      '"10" is text where a number belongs',
      'write a number: percent, 0 to 100, at most three decimals',
    ],
    [
      'nothing',
      (plan) => (plan.phases[2].audience.percent = null),
      'null is nothing where a number belongs',
      'write a number: percent, 0 to 100, at most three decimals',
    ],
    [
      'a misspelt field',
      (plan) => (plan.phases[2].audience.percant = 1),
      'is no field that belongs here (did you mean "percent"?)',
      'rename it or take it out',
    ],
    [
      'a misspelt word',
      (plan) => (plan.triggers[0].rule.is = 'abov'),
      '"abov" is not one of above, below, at-least, at-most, times-control, times-baseline, regression (did you mean "above"?)',
      'write one of above, below, at-least, at-most, times-control, times-baseline, regression',
    ],
    [
      'another form',
      (plan) => (plan.phases[0].soak = '2 days'),
      '"2 days" is not an ISO 8601 duration',
      'write an ISO 8601 duration: PT30M, PT24H, P2D',
    ],
  ])('says %s in plain words', (_, change, message, hint) => {
    expect(first(changed(change))).toMatchObject({ kind: 'invalid', severity: 'error', message, hint });
  });

  it('lets no infinity through', () => {
    expect(inShort(WHOLE.replace('"percent": 5,', '"percent": 1e999,'))).toEqual([
      'plan-wrong-type phases[1].audience.percent',
    ]);
  });

  it('speaks once of ten thousand phases', () => {
    expect(inShort(changed((plan) => (plan.phases = Array.from({ length: 10_000 }, () => ({})))))).toEqual([
      'plan-wrong-length phases',
    ]);
  });

  it('stops at fifty and says how many more there are', () => {
    const problems = problemsOf(changed((plan) => (plan.phases = Array.from({ length: 100 }, () => ({})))));
    expect(problems).toHaveLength(51);
    expect(problems.at(-1)).toMatchObject({ code: 'plan-more', message: '550 more problems' });
  });

  it('quotes what it found in short, and lets nothing in it act', () => {
    const { message } = first(changed((plan) => (plan.flags[0].key = `\u001b[31m\u202e${'x'.repeat(5000)}`)));
    expect(message).toMatch(/^"\\u\{1b\}\[31m\\u\{202e\}x+…" is not a flag key$/);
    expect(message.length).toBeLessThan(120);
  });

  it('is not kept busy by a long time zone', () => {
    expect(inShort(changed((plan) => (plan.schedule.timeZone = `${'a'.repeat(100_000)}!`)))).toEqual([
      'plan-wrong-length schedule.timeZone',
      'plan-wrong-form schedule.timeZone',
    ]);
  });
});
