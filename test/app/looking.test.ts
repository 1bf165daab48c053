import { existsSync, readdirSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { operations } from '../../src/app/index.ts';
import type { Operation } from '../../src/app/operation.ts';
import { fieldsOf } from '../../src/faces/cli/fields.ts';
import { anOffice, type Office } from '../helpers/office.ts';

let office: Office;
beforeEach(() => void (office = anOffice()));
afterEach(() => office.close());

const all = await Promise.all(Object.values(operations).map((load) => load() as Promise<Operation>));
/** These act, and look into the log for it. */
const BESIDE = new Set(['export-log', 'tell', 'import', 'doctor']);
const looking = all.filter(
  ({ name, effect, input }) => 'db' in input.shape && (effect === 'reads' || BESIDE.has(name)),
);

/** As little as it takes to be understood. */
const lineOf = ({ name, input }: Operation): string =>
  [
    name,
    ...fieldsOf(input)
      .filter(({ required }) => required)
      .flatMap(({ positional, flag, choices }) => [...(positional ? [] : [flag]), choices?.[0] ?? 'x']),
    ...(name === 'tell' ? ['x', '--repo', 'acme/shop'] : []),
  ].join(' ');

describe('whoever only looks', () => {
  it('is most of them', () => {
    expect(looking.length).toBeGreaterThan(15);
  });

  it.each(looking.map((one) => [one.name, one] as const))('leaves no log behind: rampart %s', async (_, one) => {
    const before = readdirSync(office.folder);
    await office.run(lineOf(one));
    await office.run(`${lineOf(one)} --db elsewhere.db`);
    expect(readdirSync(office.folder)).toEqual(before);
  });

  it.each(['list', 'status', 'why x', 'log x', 'programs', 'audit', 'access list', 'export-log', 'flags status'])(
    'is told that a log is not there that somebody named: rampart %s',
    async (line) => {
      const said = await office.run(`${line} --db elsewhere.db`);
      expect(said.code).toBe(2);
      expect(said.err).toMatch(/log-absent .*elsewhere\.db +there is no event log here/);
    },
  );

  it.each(['audit', 'access list', 'export-log --out backup.jsonl'])(
    'is not told that all is quiet where nobody keeps a record: rampart %s',
    async (line) => {
      const said = await office.run(line);
      expect(said).toMatchObject({ code: 2, out: '', err: expect.stringContaining('log-absent') });
      expect(existsSync(office.path('backup.jsonl'))).toBe(false);
    },
  );

  it('sees no rollouts where none was ever started', async () => {
    expect(await office.run('list')).toMatchObject({ code: 0, out: expect.stringContaining('No rollout') });
    expect((await office.run('status')).err).toContain('there is no rollout here');
  });
});
