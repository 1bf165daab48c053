import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { AGENT_FILES, AGENTS } from '../../src/app/agent-files.ts';
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
    const next = ['rampart policy', 'rampart plan'];
    expect(JSON.parse(first.out)).toEqual({ schemaVersion: 1, written: ['rampart.yaml'], kept: [], next });
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

const REPOSITORY = new URL('../../', import.meta.url);
const bundle = { read: async (name: string) => readFileSync(new URL(name, REPOSITORY), 'utf8') };

const initFor = async (files: Map<string, string>, ...words: string[]) => {
  const ports = portsWith(files, { bundle });
  const said = await say(['init', ...words, '--json'], { operations: [init], ports });
  return JSON.parse(said.out) as { written: string[]; kept: { path: string; why: string }[] };
};
const at = (path: string): string => `/somewhere/${path}`;

describe('rampart init --agent', () => {
  it.each(AGENTS)('writes what %s reads, once', async (agent) => {
    const files = new Map<string, string>();
    const first = await initFor(files, '--agent', agent);
    const next = ['start your agent anew, and ask it for a rollout plan'];
    expect(first).toEqual({ schemaVersion: 1, written: AGENT_FILES[agent].map(({ path }) => path), kept: [], next });
    const after = new Map(files);
    const again = await initFor(files, '--agent', agent);
    expect([again.written, again.kept.map(({ why }) => why)]).toEqual([
      [],
      first.written.map(() => 'it is as it should be'),
    ]);
    expect(files).toEqual(after);
  });

  it('adds to what is there, and takes nothing away', async () => {
    const files = new Map([
      [at('AGENTS.md'), '# Ours\n\nBe kind.\n'],
      [at('.cursor/mcp.json'), '{"mcpServers": {"other": {"command": "x"}}, "more": 1}'],
    ]);
    await initFor(files, '--agent', 'codex', '--agent', 'cursor');
    expect(files.get(at('AGENTS.md'))).toMatch(/^# Ours\n\nBe kind\.\n\n<!-- rampart begins/);
    expect(JSON.parse(files.get(at('.cursor/mcp.json')) ?? '')).toEqual({
      mcpServers: { other: { command: 'x' }, rampart: { command: 'rampart', args: ['mcp'] } },
      more: 1,
    });
  });

  it('renews what is old and untouched, and leaves what somebody edited', async () => {
    const files = new Map<string, string>();
    const old = portsWith(files, { bundle: { read: async (name) => `an older ${name}` } });
    await say(['init', '--agent', 'codex', '--agent', 'claude-code'], { operations: [init], ports: old });
    const skill = at('.claude/skills/rollout-planning/SKILL.md');
    files.set(skill, `mine now\n${files.get(skill)}`);
    files.set(at('AGENTS.md'), (files.get(at('AGENTS.md')) ?? '').replace('an older', 'my own'));
    const { written, kept } = await initFor(files, '--agent', 'codex', '--agent', 'claude-code');
    expect(written).toEqual(['.codex/config.toml', '.claude/agents/rollout-planner.md']);
    expect(kept.filter(({ why }) => why === 'somebody has edited it').map(({ path }) => path)).toEqual([
      'AGENTS.md',
      '.claude/skills/rollout-planning/SKILL.md',
    ]);
    expect((await initFor(files, '--agent', 'claude-code', '--force')).written).toContain(skill.slice(at('').length));
  });

  it('does not touch a list of servers that it cannot read', async () => {
    const files = new Map([[at('.mcp.json'), '{broken']]);
    const { kept } = await initFor(files, '--agent', 'claude-code');
    expect(kept).toEqual([{ path: '.mcp.json', why: 'it is no JSON that could be added to' }]);
    expect(files.get(at('.mcp.json'))).toBe('{broken');
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
