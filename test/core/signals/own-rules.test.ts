import { describe, expect, it } from 'vitest';
import { assessDiff, diffOf, said } from './read-diff.ts';

const policy = diffOf('rampart.yaml', '\n version: 1\n-backend: flagd\n+backend: env\n');
const workflow = (line: string): string => diffOf('.github/workflows/check.yml', `\n on: push\n+${line}\n`);

describe('a change of the rules themselves', () => {
  it.each(['rampart.yaml', 'rampart.yml', '.rampart.yaml', 'web/rampart.yaml', 'RAMPART.YAML', '.rampartignore'])(
    'is high by %s, and established',
    (path) => {
      const { level, floor, skip } = assessDiff(diffOf(path, '\n-a: 1\n+a: 2\n'), 'Tidy up');
      expect({ level, floor, skip }).toEqual({ level: 'high', floor: 'high', skip: false });
    },
  );

  it('shows the line', () => {
    const [signal] = assessDiff(policy).signals;
    expect(signal).toMatchObject({
      id: 'own-rules.policy',
      evidence: { path: 'rampart.yaml', line: 11, side: 'old', quote: 'backend: flagd' },
    });
  });

  it('is seen where the policy is moved away, and where it is deleted', () => {
    const moved = [
      'diff --git a/rampart.yaml b/old/rules.yaml',
      'similarity index 100%',
      'rename from rampart.yaml',
      'rename to old/rules.yaml',
      '',
    ].join('\n');
    expect(said(moved)).toContain('own-rules.policy high!');
    const gone = diffOf('rampart.yaml', '\n-version: 1\n').replace('+++ b/rampart.yaml', '+++ /dev/null');
    expect(said(gone)).toContain('own-rules.policy high!');
  });

  it('is seen in a pipeline that runs it, added or taken out', () => {
    expect(said(workflow('      - run: npx rampart risk --no-history'))).toContain('own-rules.pipeline high!');
    expect(said(diffOf('.gitlab-ci.yml', '\n-    - rampart check plan.json\n'))).toContain('own-rules.pipeline high!');
  });

  it.each(['on: pull_request_target', 'permissions: write-all', '    secrets: inherit'])('suspects %s', (line) => {
    expect(said(workflow(line))).toContain('own-rules.trigger high');
  });

  it.each([
    ['a pipeline that only tests', workflow('      - run: npm test')],
    ['what stays', diffOf('.github/workflows/check.yml', '\n   - run: rampart check\n+  - run: npm test\n')],
    ['a right that goes', diffOf('.github/workflows/check.yml', '\n-permissions: write-all\n+permissions: {}\n')],
    ['a file of another name', diffOf('src/rampart.yaml.ts', '\n+const a = 1;\n')],
    ['a page about it', diffOf('docs/rampart.md', '\n+rampart\n')],
  ])('leaves alone %s', (_, diff) => {
    expect(said(diff).filter((one) => one.startsWith('own-rules.'))).toEqual([]);
  });

  it('is not struck with a sweep, a rename or a move', () => {
    const sweep = Array.from({ length: 25 }, (_, at) =>
      diffOf(`src/a${at}.ts`, '\n-const a = f(1);\n+const a = g(1);\n'),
    );
    expect(said([...sweep, policy].join('')).filter((one) => one.startsWith('own-rules.'))).toEqual([
      'own-rules.policy high!',
    ]);
  });
});
