import { readFileSync, writeFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { memoryEventLog } from '../../src/adapters/event-log/memory.ts';
import { ok } from '../../src/core/problem.ts';
import { agreed, anOffice, type Office, pass } from '../helpers/office.ts';
import { MIN } from '../helpers/rollout.ts';

const opened: Office[] = [];
afterEach(() => opened.splice(0).forEach(({ close }) => close()));

/** A rollout under way, on SQLite. */
const office = async (): Promise<Office> => {
  const made = anOffice();
  opened.push(made);
  await made.run('apply p.json');
  await agreed(made);
  await made.run('apply p.json --once');
  await pass(made, 30 * MIN, 10 * MIN);
  return made;
};

const json = ({ out }: { out: string }) => JSON.parse(out);

describe('a log that leaves as a file', () => {
  it('comes back the same, to SQLite and to memory', async () => {
    const made = await office();
    const file = made.path('backup.jsonl');
    expect(await made.run(`export-log --out ${file}`)).toMatchObject({ code: 0, out: expect.stringMatching(/1 log /) });
    const lines = readFileSync(file, 'utf8');
    const memory = memoryEventLog();
    const keeps = { ...memory, close: async () => undefined };
    for (const [more, db] of [
      [{}, `--db ${made.path('other.db')}`],
      [{ openLog: async () => ok(keeps) }, ''],
    ] as const) {
      const back = await made.run(`import-log ${file} ${db}`.trim(), more);
      expect(back).toMatchObject({ code: 0, out: expect.stringMatching(/✓ chain {3}\d+ events, \d+ of them new/) });
      expect((await made.run(`export-log ${db}`.trim(), more)).out).toBe(lines);
      expect(json(await made.run(`import-log ${file} ${db} --json`.replace('  ', ' '), more)).logs).toMatchObject([
        { log: made.plan.id, added: 0 },
      ]);
      const replayed = await made.run(`replay ${made.plan.id} ${db}`.trim(), more);
      expect(replayed).toMatchObject({ code: 0, out: expect.stringContaining('✓ chain') });
    }
  });

  it('rests where it comes to, until somebody takes it up', async () => {
    const made = await office();
    const [file, db] = [made.path('backup.jsonl'), `--db ${made.path('other.db')}`];
    await made.run(`export-log --rollouts ${made.plan.id} --out ${file}`);
    await made.run(`import-log ${file} ${db}`);
    expect(json(await made.run(`tick --all ${db} --json`)).rollouts).toEqual([]);
    const taken = `--db ${made.path('third.db')}`;
    await made.run(`import-log ${file} ${taken} --take-up`);
    expect(json(await made.run(`tick --all ${taken} --json`)).rollouts).toHaveLength(1);
  });

  it('is refused with an exit code where it was edited, cut, or is from tomorrow', async () => {
    const made = await office();
    const lines = (await made.run('export-log')).out;
    const refused = async (text: string) => {
      writeFileSync(made.path('odd.jsonl'), text);
      const { code, err } = await made.run(`import-log ${made.path('odd.jsonl')} --db ${made.path('odd.db')}`);
      return `${code} ${err}`;
    };
    expect(await refused(lines.replace('"reason":"', '"reason":"not '))).toMatch(/^3 [\s\S]*log-broken/);
    expect(await refused(lines.slice(0, Math.floor(lines.length / 2)))).toMatch(/^3 /);
    expect(await refused(lines.slice(0, lines.lastIndexOf('{"line":"end"')))).toMatch(/^3 [\s\S]*import-cut/);
    expect(await refused(lines.replaceAll('"schemaVersion":1', '"schemaVersion":2'))).toMatch(
      /^3 [\s\S]*event-version/,
    );
    expect(json(await made.run(`list --db ${made.path('odd.db')} --json`)).rollouts).toEqual([]);
  });

  it('never replaces another story of the same rollout, nor a file', async () => {
    const [made, other] = [await office(), await office()];
    await other.run(`pause ${other.plan.id} --reason other`);
    const file = made.path('backup.jsonl');
    await made.run(`pause ${made.plan.id} --reason mine`);
    await made.run(`export-log --out ${file}`);
    expect(await other.run(`import-log ${file}`)).toMatchObject({
      code: 5,
      err: expect.stringContaining('import-differs'),
    });
    expect((await made.run(`export-log --out ${file}`)).code).toBe(2);
    expect((await made.run(`export-log --out ${file} --force`)).code).toBe(0);
    expect((await made.run('export-log --rollouts nobody')).code).toBe(2);
  });
});
