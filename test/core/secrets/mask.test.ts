import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { secretsIn } from '../../../src/core/secrets/find.ts';
import { createMasker } from '../../../src/core/secrets/mask.ts';
import { aChange } from '../../helpers/samples.ts';
import { diffOf, readDiff } from '../signals/read-diff.ts';
import { drawn, negatives, positives } from './made-up.ts';

const token = ['gh', 'p_', drawn(36)].join('');
const other = ['gh', 'p_', drawn(36, 'mixed', 2)].join('');
const pieces = fc.constantFrom(
  ...positives().map(({ text }) => text),
  ...negatives(),
  '[masked:',
  '[masked:github-token:1:32-63]',
  ' = "',
  'password',
  'token: ',
  '\n',
  '"',
  '://',
);
const texts = fc
  .array(fc.oneof(pieces, fc.string({ unit: 'binary', maxLength: 20 })), { maxLength: 12 })
  .map((parts) => parts.join(''));

describe('a mask', () => {
  it('says the kind, which one it is and roughly how long, and nothing else', () => {
    expect(createMasker().text(`call("${token}")`)).toBe('call("[masked:github-token:1:32-63]")');
  });

  it('is the same for the same credential wherever it stands in a run, and another for another', () => {
    const { text } = createMasker();
    expect([text(`a("${token}")`), text(`b("${other}")`), text(`c = ${token}`)]).toEqual([
      'a("[masked:github-token:1:32-63]")',
      'b("[masked:github-token:2:32-63]")',
      'c = [masked:github-token:1:32-63]',
    ]);
  });

  it('stands also where nothing tells that it is one, once it was recognised', () => {
    const { text } = createMasker();
    const value = 'kaffee-um-7';
    expect(text(`connect(${value})\nconst password = "${value}";`)).toBe(
      'connect([masked:password:1:8-15])\nconst password = "[masked:password:1:8-15]";',
    );
    expect(text(`see ${value}`)).toBe('see [masked:password:1:8-15]');
  });

  it('is counted once for each credential, by kind', () => {
    const { text, counts } = createMasker();
    text(`${token} ${token} ${other} password = "abendrot77"`);
    expect(counts()).toEqual({ 'github-token': 2, password: 1 });
  });

  it('leaves no credential behind, whatever stands around it', () => {
    fc.assert(
      fc.property(texts, fc.constantFrom(...positives()), texts, (before, { text, value }, after) => {
        const masked = createMasker().text(`${before}\n${text}\n${after}`);
        expect(masked).not.toContain(value);
      }),
    );
  });

  it('is put once: masking again changes nothing, also by another run', () => {
    fc.assert(
      fc.property(texts, (given) => {
        const once = createMasker().text(given);
        expect(createMasker().text(once)).toBe(once);
      }),
    );
  });

  it('keeps the lines as many as they were', () => {
    fc.assert(
      fc.property(texts, (given) => {
        expect(createMasker().text(given).split('\n')).toHaveLength(given.split('\n').length);
      }),
    );
  });

  it('never stands over another, and never over a line break', () => {
    fc.assert(
      fc.property(texts, (given) => {
        const found = secretsIn(given);
        for (const [at, { from, to }] of found.entries()) {
          expect(from).toBeLessThan(to);
          expect(from).toBeGreaterThanOrEqual(found[at - 1]?.to ?? 0);
          expect(given.slice(from, to)).not.toContain('\n');
        }
      }),
    );
  });
});

describe('a change', () => {
  it('is masked in its title, its description, its author and the names of its files', () => {
    const given = aChange({ title: `Use ${token}`, description: `and\n${other}`, author: `bot:${token}` });
    const [file] = given.files;
    if (!file) throw new Error('a change without a file');
    const change = createMasker().change({ ...given, files: [{ ...file, path: `keys/${token}.txt`, oldPath: token }] });
    expect(JSON.stringify(change)).not.toContain(token);
    expect(JSON.stringify(change)).not.toContain(other);
    expect(change.title).toBe('Use [masked:github-token:1:32-63]');
    expect(change.diffSha256).toBe(given.diffSha256);
  });

  it('is masked in its lines, on both sides and in between, and stays as long', () => {
    const body = `\n const a = "${token}";\n-const b = "${token}";\n+const b = "${other}";\n`;
    const [file] = readDiff(diffOf('src/a.ts', body, { section: `call("${token}")` })).files;
    if (!file) throw new Error('a diff without a file');
    const masked = createMasker().file(file);
    expect(JSON.stringify(masked)).not.toContain(token);
    expect(JSON.stringify(masked)).not.toContain(other);
    expect(masked.hunks.map(({ lines }) => lines.map(({ kind, line }) => [kind, line]))).toEqual(
      file.hunks.map(({ lines }) => lines.map(({ kind, line }) => [kind, line])),
    );
  });

  it('shows nothing of a key of many lines, also where only its end is in sight', () => {
    const [first = '', ...rest] = (positives().find(({ kind }) => kind === 'private-key')?.text ?? '').split('\n');
    const whole = [first, ...rest].map((line) => `+${line}`).join('\n');
    const tail = rest.map((line) => `+${line}`).join('\n');
    for (const body of [`\n${whole}\n`, `\n${tail}\n`, `\n${whole.split('\n').slice(0, 3).join('\n')}\n`]) {
      const [file] = readDiff(diffOf('deploy/id', body)).files;
      if (!file) throw new Error('a diff without a file');
      const shown = JSON.stringify(createMasker().file(file));
      for (const line of rest.slice(0, 2)) expect(shown).not.toContain(line);
    }
  });
});
