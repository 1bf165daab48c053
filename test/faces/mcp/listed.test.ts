import { readFileSync } from 'node:fs';
import { Client } from '@modelcontextprotocol/client';
import { InMemoryTransport } from '@modelcontextprotocol/server';
import { describe, expect, it, onTestFinished } from 'vitest';
import { listed } from '../../../scripts/tools.ts';
import { mcpServer } from '../../../src/faces/mcp/server.ts';
import { TOOLS } from '../../../src/faces/mcp/tools.ts';
import { portsWith } from '../../helpers/cli.ts';

const textOf = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');
const bundle = { read: async (path: string) => textOf(path) };

/** A server in this process, and a client of it; whoever loads an operation fails. */
const served = async () => {
  const make = mcpServer({
    operation: async (name) => Promise.reject(new Error(`loaded ${name}`)),
    ports: portsWith(new Map(), { bundle }),
    version: '0.0.0',
    acts: true,
    show: () => undefined,
  });
  const [here, there] = InMemoryTransport.createLinkedPair();
  const client = new Client({ name: 'host', version: '1' });
  await Promise.all([make().connect(there), client.connect(here)]);
  onTestFinished(() => client.close());
  return client;
};

describe('what the server says of itself', () => {
  it('is what the operations say: if not, run "node scripts/tools.ts"', async () => {
    expect(JSON.parse(textOf('src/faces/mcp/listed.json'))).toEqual(JSON.parse(await listed()));
  });

  it('is said without loading an operation', async () => {
    const client = await served();
    expect((await client.listTools()).tools.map(({ name }) => name)).toEqual(TOOLS.map(({ name }) => name));
    const { resources } = await client.listResources();
    expect(resources.map(({ uri }) => uri)).toEqual(
      expect.arrayContaining(['rampart://rubric', 'rampart://schemas/plan', 'rampart://schemas/opinion']),
    );
    expect((await client.listPrompts()).prompts.map(({ name }) => name)).toEqual(['plan_this_branch']);
    const called = await client.callTool({ name: 'check_plan', arguments: { file: 'x' } });
    expect(called).toMatchObject({ isError: true, content: [{ text: expect.stringContaining('loaded check') }] });
  });

  it('has the schemas that are published, and the rubric', async () => {
    const client = await served();
    const read = async (uri: string) => {
      const [first] = (await client.readResource({ uri })).contents;
      return first && 'text' in first ? first.text : '';
    };
    expect(JSON.parse(await read('rampart://schemas/opinion'))).toEqual(JSON.parse(textOf('schemas/opinion.v1.json')));
    expect(await read('rampart://rubric')).toBe(textOf('docs/risk.md'));
  });
});

/** Without Markdown, and without the places where lines break. */
const words = (text: string): string =>
  text
    .replaceAll(/\*\*|^- /gm, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
const levelsIn = (text: string): string[] =>
  [...words(text).matchAll(/(?:critical|high|medium|low): .*?(?= (?:critical|high|medium|low): | One step down)/g)].map(
    ([one]) => one,
  );

describe('the rubric', () => {
  it('is for agents and people what it is for the adviser', () => {
    const levels = levelsIn(textOf('docs/risk.md'));
    expect(levels.map((one) => one.split(':')[0])).toEqual(['critical', 'high', 'medium', 'low']);
    expect(levelsIn(textOf('prompts/advise-system.v1.hbs'))).toEqual(levels);
  });
});
