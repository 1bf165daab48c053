import { describe, expect, it } from 'vitest';
import { assessDiff, diffOf, findingsOf, said } from './read-diff.ts';

describe('what is mechanical is struck', () => {
  it.each([
    ['re-indented', 'src/billing/a.ts', '-return price * tax;\n+    return price * tax;'],
    [
      'wrapped',
      'src/billing/a.java',
      '-  return price.times(tax).plus(fee);\n+  return price\n+      .times(tax)\n+      .plus(fee);',
    ],
    ['comments', 'src/auth/a.go', '-\t// only admins\n+\t// admins and owners may'],
    ['imports', 'src/auth/a.py', '-from a import login\n+from b import login'],
    ['quote marks', 'src/auth/a.js', `-  issuer: "a",\n+  issuer: 'a',`],
  ])('%s', (_what, path, lines) => expect(said(diffOf(path, lines))).toEqual([]));

  it('does not take a name for a text in quotes', () =>
    expect(
      said(diffOf('src/auth/a.js', '-  if (role === admin) allow();\n+  if (role === "admin") allow();')),
    ).not.toEqual([]));

  it('does not take a block that moved inwards for format where blanks are grammar', () =>
    expect(
      said(diffOf('src/auth/a.py', '-    raise PermissionDenied()\n+        raise PermissionDenied()')),
    ).not.toEqual([]));

  const body = [
    'def find(key):',
    '    if key.startswith("rw"):',
    '        return project_by_token(key)',
    '    if not key.allowed:',
    '        raise Forbidden()',
  ];
  const out = diffOf('api/lookup.py', body.map((line) => `-${line}`).join('\n'));
  const into = diffOf('auth/models.py', body.map((line) => `+${line}`).join('\n'));

  it('a body that moved as it is', () => expect(findingsOf(out + into).signals).toEqual([]));
  it('but not one that only went', () => expect(findingsOf(out).signals).not.toEqual([]));

  const rename = ['a', 'b', 'c', 'd']
    .map((name) => diffOf(`src/auth/${name}.ts`, '-  return verifyToken(input);\n+  return checkToken(input);'))
    .join('');
  const definition = diffOf(
    'src/auth/token.ts',
    '-export const verifyToken = (input) => {\n+export const checkToken = (input) => {',
  );
  it('one name for another, where it is defined and everywhere', () =>
    expect(findingsOf(definition + rename).signals).toEqual([]));
  it('but not where nothing defines it: another thing is used then', () =>
    expect(findingsOf(rename).signals).not.toEqual([]));
  it('but not in one place only', () =>
    expect(said(diffOf('src/auth/a.ts', '-  if (isOwner(user)) go();\n+  if (isMember(user)) go();')).join()).toMatch(
      /security/,
    ));
});

describe('what never ships is struck', () => {
  it.each(['spec/auth/a_spec.rb', 'docs/auth.md', 'yarn.lock', '.eslintrc.json', 'vendor/auth/a.go'])('%s', (path) => {
    const found = assessDiff(diffOf(path, '-if admin && token\n+if admin || token'));
    expect(found).toMatchObject({ level: 'low', floor: 'low', skip: true, userFacing: false });
  });

  it('and it is said how much', () =>
    expect(assessDiff(diffOf('spec/a_spec.rb', '+expect(1)')).reasons.join(' ')).toContain('1 test'));
});

describe('settings that are off', () => {
  const values = diffOf('charts/a/values.yaml', '+  metrics:\n+    enabled: false');
  const template = diffOf(
    'charts/a/templates/role.yaml',
    '+{{- if .Values.metrics.enabled }}\n+  verbs: ["get"]\n+{{- end }}',
  );
  it('soften what hangs on them, by one level', () => {
    expect(findingsOf(values + template).signals.find((one) => one.id === 'infra.grant')?.level).toBe('high');
    expect(findingsOf(template).signals.find((one) => one.id === 'infra.grant')?.level).toBe('critical');
  });
});
