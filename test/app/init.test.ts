import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { init } from '../../src/app/init.ts';
import { policy } from '../../src/app/policy.ts';
import { loadPolicy } from '../../src/app/policy-file.ts';
import { DEFAULT_POLICY } from '../../src/core/policy/defaults/index.ts';
import { digestOf } from '../../src/core/values/digest.ts';
import { anyDocument, portsWith, say } from '../helpers/cli.ts';

const starter = readFileSync(new URL('../../templates/rampart.yaml', import.meta.url), 'utf8');
const HERE = '/somewhere/rampart.yaml';
const portsIn = (files: Map<string, string>) => portsWith(files, { bundle: { read: async () => starter } });
const inForce = (text: string) => loadPolicy(portsIn(new Map([[HERE, text]])), undefined);

const isExample = (line: string): boolean => /^ *# /.test(line);

/** Runs of examples, as their first line and the line behind their last. */
const examplesIn = (lines: readonly string[]): { readonly from: number; readonly to: number }[] =>
  lines.flatMap((line, from) => {
    if (!isExample(line) || isExample(lines[from - 1] ?? '')) return [];
    const length = lines.slice(from).findIndex((one) => !isExample(one));
    return [{ from, to: length < 0 ? lines.length : from + length }];
  });

const switchedOn = (from: number, to: number): string =>
  starter
    .split('\n')
    .map((line, at) => (at >= from && at < to ? line.replace('# ', '') : line))
    .join('\n');

describe('the policy to begin with', () => {
  it('is valid, and changes nothing until somebody does', async () => {
    const loaded = await inForce(starter);
    expect(loaded.ok && loaded.value.sha256).toBe(digestOf(DEFAULT_POLICY));
  });

  const lines = starter.split('\n');
  const examples = examplesIn(lines).map((one) => ({ ...one, what: lines[one.from]?.replace('# ', '').trim() }));

  it('has examples', () => {
    expect(examples.length).toBeGreaterThan(8);
  });

  it.each(examples)('stays valid, and says something, with $what switched on', async ({ from, to }) => {
    const [before, loaded] = await Promise.all([inForce(starter), inForce(switchedOn(from, to))]);
    expect(loaded.ok ? [] : loaded.problems).toEqual([]);
    expect(loaded.ok && before.ok && loaded.value.origins.size - before.value.origins.size).toBeGreaterThan(0);
  });

  it('stays valid with every example switched on', async () => {
    const loaded = await inForce(switchedOn(0, lines.length).replaceAll('# #', '##'));
    expect(loaded.ok ? [] : loaded.problems).toEqual([]);
  });

  it('explains every section that is on, above it or above its first field', () => {
    const explained = (at: number): boolean => [lines[at - 1], lines[at + 1]].some((one) => /^ *## /.test(one ?? ''));
    const sections = lines.flatMap((line, at) => (/^[a-z]/i.test(line) ? [at] : []));
    expect(sections.map((at) => lines[at]?.split(':')[0])).toEqual([
      'version',
      'backend',
      'flags',
      'schedule',
      'rings',
    ]);
    expect(sections.filter((at) => !explained(at))).toEqual([]);
  });
});

describe('rampart init', () => {
  it('writes it once', async () => {
    const files = new Map<string, string>();
    const first = await say(['init', '--json'], { operations: [init], ports: portsIn(files) });
    expect(JSON.parse(first.out)).toEqual({ schemaVersion: 1, written: ['rampart.yaml'] });
    expect(files.get(HERE)).toBe(starter);
  });

  it.each(['rampart.yaml', 'rampart.yml', '.rampart.yaml'])('does not write over %s, nor beside it', async (name) => {
    const files = new Map([[`/somewhere/${name}`, 'version: 1']]);
    const said = await say(['init'], { operations: [init], ports: portsIn(files) });
    expect([said.code, [...files.values()]]).toEqual([2, ['version: 1']]);
    expect(said.err).toContain(`file-exists ${name}`);
  });

  it('writes over it when told', async () => {
    const files = new Map([[HERE, 'version: 1']]);
    const said = await say(['init', '--force'], { operations: [init], ports: portsIn(files) });
    expect([said.code, files.get(HERE)]).toEqual([0, starter]);
  });
});

const show = async (text: string | undefined) => {
  const ports = portsIn(new Map(text === undefined ? [] : [[HERE, text]]));
  return say(['policy', '--json'], { operations: [policy], ports });
};

describe('rampart policy', () => {
  it('shows what is built in', async () => {
    expect(JSON.parse((await show(undefined)).out)).toEqual({
      schemaVersion: 1,
      source: null,
      sha256: digestOf(DEFAULT_POLICY),
      policy: DEFAULT_POLICY,
      overridden: [],
    });
  });

  it('shows what a team has changed, and where', async () => {
    const said = await show('flags:\n  owner: web\nrisks:\n  downtime: null\n');
    const { source, overridden } = anyDocument.parse(JSON.parse(said.out));
    expect([source, overridden]).toEqual([
      'rampart.yaml',
      [
        { path: 'flags.owner', value: 'web', origin: 'rampart.yaml:2' },
        { path: 'risks.downtime', value: null, origin: 'rampart.yaml:4' },
      ],
    ]);
  });

  it('ends with 3 where the policy is wrong', async () => {
    const said = await show('backend: flagdd');
    expect([said.code, anyDocument.parse(JSON.parse(said.out))['error']]).toMatchObject([3, { code: 'P006' }]);
  });
});
