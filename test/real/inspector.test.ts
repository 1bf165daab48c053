import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';

/** The protocol's own inspector, a client that nobody here wrote, on the server as it ships. */
const INSPECTOR = fileURLToPath(
  new URL(
    '../../tools/real/node_modules/@modelcontextprotocol/inspector/clients/launcher/build/index.js',
    import.meta.url,
  ),
);
const RAMPART = fileURLToPath(new URL('../../bin/rampart.js', import.meta.url));

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rampart-inspector-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const inspect = async (...words: readonly string[]): Promise<unknown> => {
  const command = [INSPECTOR, '--cli', process.execPath, RAMPART, 'mcp', ...words];
  const { stdout } = await promisify(execFile)(process.execPath, command, { cwd: folder, timeout: 60_000 });
  return JSON.parse(stdout);
};

const Tools = z.object({ tools: z.array(z.object({ name: z.string(), inputSchema: z.object({ type: z.string() }) })) });
const Called = z.object({ isError: z.boolean().optional(), structuredContent: z.record(z.string(), z.unknown()) });

describe('the inspector', () => {
  it('lists the tools, and none that changes a rollout', async () => {
    const names = Tools.parse(await inspect('--method', 'tools/list')).tools.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['analyze_change', 'plan_rollout', 'check_plan', 'explain']));
    expect(names).not.toContain('rollback');
  });

  it('calls one, and gets what its output schema promises', async () => {
    const words = ['--method', 'tools/call', '--tool-name', 'explain', '--tool-arg', 'id=R001'];
    const said = Called.parse(await inspect(...words));
    expect(said.isError ?? false).toBe(false);
    expect(JSON.stringify(said.structuredContent)).toContain('R001');
  });

  it('reads what the levels mean', async () => {
    const read = await inspect('--method', 'resources/read', '--uri', 'rampart://rubric');
    expect(JSON.stringify(read)).toContain('critical');
  });
});
