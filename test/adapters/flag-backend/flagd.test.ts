import { spawn } from 'node:child_process';
import {
  chmodSync,
  lstatSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { flagdBackend } from '../../../src/adapters/flag-backend/flagd.ts';
import { withMember } from '../../../src/adapters/flag-backend/json-splice.ts';
import { exposure } from '../../../src/core/flags/flag-state.ts';
import { aFlag } from '../../helpers/flags.ts';
import { problemOf, worked } from '../../helpers/log.ts';
import { aDefinitionFile } from '../../worlds/flagd.ts';

/** A file as a person keeps it: tabs, one line objects, big numbers, fields that only others understand. */
const KEPT = `{
\t"$schema": "https://flagd.dev/schema/v0/flags.json",
\t"flags": {
\t\t"other": { "state": "ENABLED",   "variants": {"a": 1.0, "b": 12345678901234567890}, "defaultVariant": "a" },
\t\t"refund_tax": {
\t\t\t"state": "DISABLED",
\t\t\t"variants": { "on": true, "off": false },
\t\t\t"defaultVariant": "off",
\t\t\t"metadata": { "owner": "payments", "n": 1.50 }
\t\t}
\t},
\t"$evaluators": { "internal": {"ends_with": [{"var": "email"}, "@example.com"]} },
\t"metadata": {"version": "7"}
}
`;

const flagIn = (file: string, key = 'refund_tax') => JSON.parse(readFileSync(file, 'utf8')).flags[key];
const readOne = async (file: string, key = 'refund_tax') => {
  const read = await flagdBackend(file).read([key]);
  return { flag: worked(read)[0], warnings: read.ok ? read.warnings : [] };
};
const aFlagd = (flag: object) =>
  aDefinitionFile(
    JSON.stringify({
      flags: { refund_tax: { state: 'ENABLED', variants: { on: true, off: false }, defaultVariant: 'off', ...flag } },
    }),
  );

describe('what is written', () => {
  it('is what flagd reads: a state, variants, and a share of a constant total with on first', async () => {
    const file = aDefinitionFile();
    worked(await flagdBackend(file).write(aFlag({ percent: 12.5 }), undefined));
    const who = { if: [{ var: 'user.id' }, { var: 'user.id' }, { var: 'targetingKey' }] };
    expect(flagIn(file)).toEqual({
      state: 'ENABLED',
      variants: { on: true, off: false },
      defaultVariant: 'off',
      targeting: {
        if: [{ '!': [who] }, 'off', { fractional: [{ cat: ['refund_tax', who] }, ['on', 12_500], ['off', 87_500]] }],
      },
    });
  });

  it('asks for named users first, then for rules, places, rings and a share', async () => {
    const file = aDefinitionFile();
    const flag = aFlag({
      percent: 100,
      allow: ['ana'],
      targeting: [{ when: { attribute: 'country', is: 'one-of', values: ['de', 'fr'] }, serve: false }],
      place: { is: 'servers', count: 2, share: 10 },
      rings: [{ ring: 'staff', match: [{ attribute: 'email', is: 'ends-with', values: ['@x.com'] }], percent: 100 }],
      bucketBy: 'targetingKey',
    });
    worked(await flagdBackend(file).write(flag, undefined));
    const key = { var: 'targetingKey' };
    expect(flagIn(file).targeting.if).toEqual([
      { in: [{ cat: [key] }, ['ana']] },
      'on',
      { in: [{ var: 'country' }, ['de', 'fr']] },
      'off',
      { '!': [{ and: ['takes 10 %', { '<': [{ var: ['server.index', 1_000_000_000] }, 2] }] }] },
      'off',
      { and: ['staff', { or: [{ or: [{ ends_with: [{ var: 'email' }, '@x.com'] }] }] }] },
      'on',
      { fractional: [{ cat: ['refund_tax', key] }, ['on', 100_000], ['off', 0]] },
    ]);
  });

  it('leaves every other byte of the file as it was', async () => {
    const file = aDefinitionFile(KEPT);
    const backend = flagdBackend(file);
    worked(await backend.write(aFlag({ percent: 5 }), (await readOne(file)).flag?.revision));
    const text = readFileSync(file, 'utf8');
    const at = text.indexOf(',\n\t\t\t"targeting"');
    const end = text.indexOf('\n\t\t}\n\t},', at);
    expect(text.slice(0, at) + text.slice(end)).toBe(KEPT.replace('"state": "DISABLED"', '"state": "ENABLED"'));
    worked(await backend.write(aFlag({ key: 'new' }), undefined));
    expect(readFileSync(file, 'utf8').slice(0, end)).toBe(text.slice(0, end));
    expect((await readOne(file, 'new')).flag).toMatchObject({ percent: 5 });
  });

  it('is laid out for people where the file held nothing yet', async () => {
    const file = aDefinitionFile('{"flags": {}}');
    worked(await flagdBackend(file).write(aFlag(), undefined));
    expect(readFileSync(file, 'utf8')).toMatch(/^\{\n  "flags": \{\n    "refund_tax": \{\n      "state": "ENABLED",\n/);
  });

  it('keeps the mode of the file, follows a link to it, and leaves nothing but its lock beside it', async () => {
    const file = aDefinitionFile();
    const real = join(dirname(file), 'real.json');
    renameSync(file, real);
    chmodSync(real, 0o640);
    symlinkSync(real, file);
    worked(await flagdBackend(file).write(aFlag(), undefined));
    expect(lstatSync(file).isSymbolicLink()).toBe(true);
    expect(statSync(real).mode & 0o777).toBe(0o640);
    expect(readdirSync(dirname(file)).toSorted()).toEqual(['flags.json', 'real.json', 'real.json.lock']);
  });

  it('is not written at all where the flag is so already', async () => {
    const file = aDefinitionFile();
    worked(await flagdBackend(file).write(aFlag(), undefined));
    const { ino } = statSync(file);
    worked(await flagdBackend(file).write(aFlag(), 'made up'));
    expect(statSync(file).ino).toBe(ino);
  });

  it('keeps what the variants of a flag stand for, and refuses to mix kinds', async () => {
    const file = aFlagd({ variants: { on: 'new', off: 'old' } });
    worked(await flagdBackend(file).write(aFlag(), (await readOne(file)).flag?.revision));
    expect(flagIn(file).variants).toEqual({ on: 'new', off: 'old' });
    const numbers = aFlagd({ variants: { small: 1, large: 2 }, defaultVariant: 'small' });
    const { flag } = await readOne(numbers);
    const before = readFileSync(numbers, 'utf8');
    const refused = problemOf(await flagdBackend(numbers).write(aFlag(), flag?.revision));
    expect(refused).toMatchObject({ kind: 'invalid', code: 'flag-not-held' });
    expect(readFileSync(numbers, 'utf8')).toBe(before);
  });

  it('is refused where it would not be read back as it is', async () => {
    const variants = [
      { name: 'control', percent: 20 },
      { name: 'treatment', percent: 50 },
    ];
    const refused = problemOf(await flagdBackend(aDefinitionFile()).write(aFlag({ variants }), undefined));
    expect(refused).toMatchObject({ code: 'flag-not-held' });
  });
});

describe('what a person shaped', () => {
  it.each<[string, object, number]>([
    ['on for all, without targeting', { defaultVariant: 'on' }, 100],
    ['off for all, without targeting', {}, 0],
    ['off for all, with empty targeting', { targeting: {} }, 0],
    ['no default variant', { defaultVariant: null }, 0],
    ['switched off, whatever it holds', { state: 'DISABLED', targeting: { if: [true, 'on'] } }, 0],
  ])('is understood without doubt: %s', async (_, shape, percent) => {
    const { flag, warnings } = await readOne(aFlagd(shape));
    expect(flag && exposure(flag)).toBe(percent);
    expect(warnings).toEqual([]);
  });

  it.each<[string, object, number]>([
    [
      'a share',
      {
        targeting: {
          fractional: [
            ['on', 5],
            ['off', 95],
          ],
        },
      },
      5,
    ],
    ['a share with off first', { targeting: { fractional: [{ var: 'email' }, ['off', 3], ['on', 1]] } }, 25],
    ['a share without weights', { targeting: { fractional: [['on'], ['off']] } }, 50],
    [
      'a share of something else',
      {
        targeting: {
          fractional: [
            ['on', 5],
            ['blue', 95],
          ],
        },
      },
      100,
    ],
    [
      'a share of nothing',
      {
        targeting: {
          fractional: [
            ['on', 0],
            ['off', 0],
          ],
        },
      },
      100,
    ],
    ['a rule', { targeting: { if: [{ '==': [{ var: 'email' }, 'a'] }, 'on', 'off'] } }, 100],
    ['a shared evaluator', { targeting: { if: [{ $ref: 'internal' }, 'on', 'off'] } }, 100],
    ['another default', { defaultVariant: 'blue' }, 100],
    ['on that means false', { variants: { on: false, off: true } }, 100],
    ['nonsense', { targeting: { if: 'on' } }, 100],
    ['a number', { targeting: 7 }, 100],
  ])('is told, and reaches at least whom it reaches: %s', async (_, shape, percent) => {
    const { flag, warnings } = await readOne(aFlagd(shape));
    expect(flag && exposure(flag)).toBe(percent);
    expect(warnings).toMatchObject([{ code: 'flag-edited', path: 'refund_tax', severity: 'warning' }]);
  });

  it('moves the revision, and so stops the next write', async () => {
    const file = aDefinitionFile();
    worked(await flagdBackend(file).write(aFlag(), undefined));
    const { flag } = await readOne(file);
    writeFileSync(file, withMember(readFileSync(file, 'utf8'), ['flags', 'refund_tax', 'metadata'], { note: 'hi' }));
    const refused = problemOf(await flagdBackend(file).write(aFlag({ percent: 25 }), flag?.revision));
    expect(refused?.code).toBe('flag-moved');
  });

  it('is a different flag where a name, a weight or a default was changed in our own shape', async () => {
    const file = aDefinitionFile();
    worked(await flagdBackend(file).write(aFlag({ allow: ['ana'], percent: 5 }), undefined));
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace('"ana"', '"ana", "bob"'));
    expect((await readOne(file)).flag).toMatchObject({ allow: ['ana', 'bob'], percent: 5 });
    writeFileSync(file, text.replace('5000', '6000'));
    expect((await readOne(file)).warnings).toMatchObject([{ code: 'flag-edited' }]);
    writeFileSync(file, text.replace('"defaultVariant": "off"', '"defaultVariant": "on"'));
    expect((await readOne(file)).warnings).toMatchObject([{ code: 'flag-edited' }]);
  });
});

describe('a file that is no definition is refused and left as it is', () => {
  it.each<[string, string, string]>([
    ['comments', '{\n  // ours\n  "flags": {}\n}', 'flags-comments'],
    ['comments at the end', '{"flags": {}} /* done */', 'flags-comments'],
    ['no JSON', '{"flags": {', 'flags-not-json'],
    ['an address is no comment', '{"$schema": "https://flagd.dev" "flags": {}}', 'flags-not-json'],
    ['a flag that stands twice', '{"flags": {"a": {}, "a": {}}}', 'flags-duplicate-key'],
    ['no flags', '{"flag": {}}', 'flags-missing'],
    ['a list', '[]', 'flags-missing'],
    ['a flag that is none', '{"flags": {"refund_tax": {"state": "ON", "variants": {}}}}', 'flag-broken'],
    ['a flag without variants', '{"flags": {"refund_tax": {"state": "ENABLED"}}}', 'flag-broken'],
  ])('%s', async (_, text, code) => {
    const file = aDefinitionFile(text);
    const backend = flagdBackend(file);
    expect(problemOf(await backend.read(['refund_tax']))).toMatchObject({ kind: 'invalid', code });
    expect(problemOf(await backend.write(aFlag(), undefined))).toMatchObject({ kind: 'invalid', code });
    expect(readFileSync(file, 'utf8')).toBe(text);
  });

  it('none, and a directory', async () => {
    const file = aDefinitionFile();
    const none = flagdBackend(join(dirname(file), 'none.json'));
    expect(problemOf(await none.read(['a']))).toMatchObject({ code: 'flags-no-file' });
    expect(problemOf(await none.write(aFlag(), undefined))).toMatchObject({ code: 'flags-no-file' });
    expect(problemOf(await flagdBackend(dirname(file)).read(['a']))).toMatchObject({ code: 'flags-not-done' });
  });
});

describe('two writers', () => {
  it('of different flags in one file, as two processes, lose nothing of each other', async () => {
    const file = aDefinitionFile(KEPT);
    const script = fileURLToPath(new URL('flagd-process.ts', import.meta.url));
    const ended = ['a', 'b'].map((key) => {
      const child = spawn(process.execPath, ['--no-warnings', script, file, key, '60'], { stdio: 'inherit' });
      return new Promise((resolve) => child.on('close', resolve));
    });
    expect(await Promise.all(ended)).toEqual([0, 0]);
    expect((await readOne(file, 'a')).flag?.percent).toBe(60);
    expect((await readOne(file, 'b')).flag?.percent).toBe(60);
  });

  it('one that hangs is told of', async () => {
    const file = aDefinitionFile();
    const other = new DatabaseSync(`${file}.lock`);
    other.exec('begin immediate');
    expect(problemOf(await flagdBackend(file, 50).write(aFlag(), undefined))).toMatchObject({ code: 'flags-busy' });
    other.close();
    worked(await flagdBackend(file).write(aFlag(), undefined));
  });
});
