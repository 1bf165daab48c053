import { describe, expect, it } from 'vitest';
import { operations, operationsFor } from '../../../src/app/index.ts';
import { linesTo } from '../../../src/faces/cli/lines.ts';
import { portsWith, say } from '../../helpers/cli.ts';
import { aPlan } from '../../helpers/samples.ts';

const DIFF = 'diff --git a/a.md b/a.md\n--- a/a.md\n+++ b/a.md\n@@ -1 +1 @@\n-helo\n+hello\n';
const files = new Map([
  ['plan.json', JSON.stringify(aPlan('low'))],
  ['c.diff', DIFF],
]);
const run = async (line: string) => {
  const words = line.split(' ');
  const said = await say(words, { operations: await operationsFor(words, operations), ports: portsWith(files) });
  return { ...said, lines: said.out.split('\n').filter((one) => one !== '') };
};
const eventIn = (line: string): unknown => (JSON.parse(line) as { event?: unknown }).event;

describe('--jsonl', () => {
  it('tells what is done, a line each, and at last the document that --json prints', async () => {
    const { code, lines, err } = await run('plan --diff c.diff --jsonl');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(lines.slice(0, -1).map((line) => JSON.parse(line))).toEqual(
      ['reading the change', 'judging it', 'laying out the way'].map((what) => ({
        schemaVersion: 1,
        event: 'step',
        atMs: 0,
        what,
      })),
    );
    const whole = await run('plan --diff c.diff --json');
    expect(JSON.parse(lines.at(-1) ?? '')).toEqual(JSON.parse(whole.out));
  });

  it('ends with what is wrong where something is, and with the exit code of that', async () => {
    const { code, lines } = await run('check none.json --jsonl');
    expect({ code, lines: lines.map((line) => JSON.parse(line)) }).toMatchObject({
      code: 2,
      lines: [{ schemaVersion: 1, error: { code: 'no-such-file' } }],
    });
    const misspelt = await run('check plan.json --jsonl --no-such-option');
    expect([misspelt.code, misspelt.lines.length, eventIn(misspelt.lines[0] ?? '')]).toEqual([2, 1, undefined]);
  });

  it('keeps to some fields, and is no format', async () => {
    const { lines } = await run('plan --diff c.diff --jsonl --fields feature');
    expect(JSON.parse(lines.at(-1) ?? '')).toEqual({ schemaVersion: 1, feature: expect.any(String) });
    expect((await run('show plan.json --jsonl --format markdown')).code).toBe(2);
  });

  it('tells of waiting once a second and no more', () => {
    const lines: string[] = [];
    let nowMs = 0;
    const { progress } = linesTo({ out: (text) => void lines.push(text) }, () => nowMs);
    for (; nowMs < 2500; nowMs += 100) progress(`asking … ${nowMs} characters`);
    progress(undefined);
    expect(lines.map((line) => JSON.parse(line).atMs)).toEqual([0, 1000, 2000]);
  });

  it('is told apart by a name that no answer has', async () => {
    const all = await operationsFor([], operations);
    const named = all.filter(({ output }) => 'shape' in output && 'event' in (output.shape as object));
    expect(named.map(({ name }) => name)).toEqual([]);
  });
});
