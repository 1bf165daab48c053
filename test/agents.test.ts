import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { TOOLS } from '../src/faces/mcp/tools.ts';

/** What coding agents read of us. A key that a host does not know is ignored in silence, so each is looked at here. */
const textOf = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
const jsonOf = (path: string): Record<string, unknown> => JSON.parse(textOf(path)) as Record<string, unknown>;
const frontmatterOf = (path: string): Record<string, unknown> =>
  parse(/^---\n([^]*?)\n---\n/.exec(textOf(path))?.[1] ?? '') as Record<string, unknown>;

const SUBAGENT_KEYS = new Set([
  'name',
  'description',
  'tools',
  'disallowedTools',
  'model',
  'permissionMode',
  'maxTurns',
  'skills',
  'mcpServers',
  'hooks',
  'memory',
  'background',
  'effort',
  'isolation',
  'color',
  'initialPrompt',
]);
const SKILL_KEYS = new Set(['name', 'description', 'license', 'compatibility', 'metadata', 'allowed-tools']);
const NAME = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

describe('the subagent', () => {
  const agent = frontmatterOf('agents/rollout-planner.md');

  it('has only keys that the host knows, and values it takes', () => {
    expect(Object.keys(agent).filter((key) => !SUBAGENT_KEYS.has(key))).toEqual([]);
    expect(agent).toMatchObject({
      name: expect.stringMatching(NAME),
      model: expect.stringMatching(/^(?:haiku|sonnet|opus|inherit)$/),
      permissionMode: 'plan',
    });
    expect(String(agent['description']).length).toBeLessThan(1024);
  });

  it('may read, and call those of our tools that only read or plan', () => {
    const tools = String(agent['tools']).split(', ');
    const ours = TOOLS.filter(({ is }) => is !== 'acts').map(({ name }) => `mcp__rampart__${name}`);
    expect(tools).toEqual(['Read', 'Grep', 'Glob', ...ours]);
  });
});

describe('the skill', () => {
  const skill = frontmatterOf('skills/rollout-planning/SKILL.md');

  it('has only keys of the format, its folder for a name, and a description that fits', () => {
    expect(Object.keys(skill).filter((key) => !SKILL_KEYS.has(key))).toEqual([]);
    expect(skill['name']).toBe('rollout-planning');
    expect(String(skill['description']).length).toBeLessThan(1024);
  });
});

describe('the plugins', () => {
  const manifests = ['.claude-plugin/plugin.json', '.codex-plugin/plugin.json', '.cursor-plugin/plugin.json'];

  it.each(manifests)('%s is ours, of this version, and names what is there', (path) => {
    const { name, version, license, skills } = jsonOf(path);
    expect({ name, version, license }).toEqual({
      name: 'rampart',
      version: jsonOf('package.json')['version'],
      license: 'Apache-2.0',
    });
    expect(skills).toBe('./skills/');
  });

  it('is listed in the marketplace file', () => {
    const { plugins } = jsonOf('.claude-plugin/marketplace.json');
    expect(plugins).toMatchObject([{ name: 'rampart', source: './' }]);
  });

  it('start the server as it is called', () => {
    expect(jsonOf('.mcp.json')).toMatchObject({ mcpServers: { rampart: { args: ['bin/rampart.js', 'mcp'] } } });
  });
});
