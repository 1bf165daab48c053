import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FILE_CLASSES, type FileDiff } from '../../../src/core/change/change.ts';
import { assess } from '../../../src/core/assessment/assess.ts';
import { Assessment } from '../../../src/core/assessment/assessment.ts';
import { createAnalysis } from '../../../src/core/signals/analysis.ts';
import { rank } from '../../../src/core/values/level.ts';
import { changeOf } from './read-diff.ts';

const PATHS = [
  'src/billing/a.rb',
  'auth/login.ts',
  'db/migrate/1_a.rb',
  'main.tf',
  'charts/a/values.yaml',
  'schema.graphql',
  'package.json',
  'web/a.tsx',
  'Dockerfile',
  'a',
  '',
  '../../etc',
  'a'.repeat(5000),
];
const WORDS = [
  'if',
  'price',
  'tax',
  '*',
  '(',
  ')',
  '"',
  "'",
  '`',
  'permission',
  '&&',
  'drop',
  'TABLE',
  'token',
  '=',
  '{{',
  '}}',
  '${',
  '1.2.3',
  'version',
  '\u202e',
  '\u0000',
  '<',
  '>',
  '::',
  '#',
  '//',
];

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc.array(fc.constantFrom(...WORDS), { maxLength: 30 }).map((words) => words.join(' ')),
  fc.constantFrom(...WORDS).map((word) => word.repeat(3000)),
);
const line = fc.record({
  kind: fc.constantFrom('added' as const, 'removed' as const, 'context' as const),
  text,
  line: fc.nat(1e6),
});
const hunk = fc.record({
  oldStart: fc.nat(),
  newStart: fc.nat(),
  section: text,
  lines: fc.array(line, { maxLength: 25 }),
});
const file: fc.Arbitrary<FileDiff> = fc.record({
  path: fc.oneof(fc.constantFrom(...PATHS), fc.string({ maxLength: 60 })),
  oldPath: fc.constant(undefined),
  status: fc.constantFrom('added' as const, 'modified' as const, 'deleted' as const, 'renamed' as const),
  class: fc.constantFrom(...FILE_CLASSES),
  added: fc.nat(),
  removed: fc.nat(),
  binary: fc.boolean(),
  unread: fc.option(fc.constant('too long'), { nil: undefined }),
  hunks: fc.array(hunk, { maxLength: 4 }),
});

const judge = (files: readonly FileDiff[], title = '', unread: readonly string[] = []) => {
  const analysis = createAnalysis();
  for (const one of files) analysis.see(one);
  return assess(changeOf(title, { files, unread }), analysis.finish());
};

describe('whatever a diff holds', () => {
  it('is answered, in the form that is published', () => {
    fc.assert(
      fc.property(fc.array(file, { maxLength: 6 }), fc.string(), (files, title) => {
        const found = judge(files, title);
        expect(Assessment.safeParse(found).error).toBeUndefined();
        expect(rank(found.estimate)).toBeGreaterThanOrEqual(rank(found.floor));
      }),
      { numRuns: 150 },
    );
  });

  it('gives the same answer twice', () => {
    fc.assert(
      fc.property(fc.array(file, { maxLength: 4 }), (files) => {
        expect(judge(files)).toEqual(judge(files));
      }),
      { numRuns: 50 },
    );
  });

  it('is never low, and never skipped, where a part could not be read', () => {
    fc.assert(
      fc.property(fc.array(file, { maxLength: 3 }), (files) => {
        const found = judge([...files, { ...UNREAD, unread: 'over the limit' }]);
        expect(rank(found.level)).toBeGreaterThanOrEqual(rank('medium'));
        expect(found.skip).toBe(false);
        expect(found.coverage.skipped.length).toBeGreaterThan(0);
        expect(found.coverage.analysed + found.coverage.skipped.length).toBe(files.length + 1);
      }),
      { numRuns: 50 },
    );
    expect(judge([], '', ['the end is missing']).level).toBe('medium');
  });

  it('is answered at once, however long its lines are', () => {
    const lines = Array.from({ length: 300 }, (_, at) => ({
      kind: at % 2 === 0 ? ('removed' as const) : ('added' as const),
      text: `if (a${'(a'.repeat(4000)}`,
      line: at,
    }));
    const started = performance.now();
    judge([{ ...UNREAD, hunks: [{ oldStart: 1, newStart: 1, section: '', lines }] }]);
    expect(performance.now() - started).toBeLessThan(3000);
  });

  it('keeps a bounded number of findings', () => {
    const many = Array.from({ length: 3000 }, (_, at): FileDiff => ({
      ...UNREAD,
      path: `src/auth/f${at}.ts`,
      hunks: [
        {
          oldStart: 1,
          newStart: 1,
          section: '',
          lines: [{ kind: 'added', text: `  if (!user.hasPermission("p${at}")) throw new ForbiddenError();`, line: 1 }],
        },
      ],
    }));
    const found = judge(many);
    expect(found.signals.length).toBeLessThanOrEqual(500);
    expect(found.level).toBe('critical');
  });
});

const UNREAD: FileDiff = {
  path: 'src/a.ts',
  oldPath: undefined,
  status: 'modified',
  class: 'shipped',
  added: 1,
  removed: 1,
  binary: false,
  unread: undefined,
  hunks: [],
};
