import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { rampart } from '../helpers/bundled.ts';
import { claudeServer } from '../worlds/claude-server.ts';

/** The program itself, from its sources, as a process of its own: what only a process can get wrong. */
const folder = mkdtempSync(join(tmpdir(), 'rampart-e2e-'));
const MAIN = await rampart();
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const shell = promisify(execFile);
const inShell = (line: string) =>
  shell('bash', ['-o', 'pipefail', '-c', line], {
    cwd: folder,
    env: { ...process.env, RAMPART: `${process.execPath} ${MAIN}` },
  });

describe('the program as a process', () => {
  it('is quiet when its reader has seen enough', async () => {
    const { stdout, stderr } = await inShell('$RAMPART schema plan | head -n 1');
    expect(stdout).toBe('{\n');
    expect(stderr).toBe('');
  });

  it('loads no client of a model where none is asked, and nothing that draws where nothing is drawn', async () => {
    const hook = `import { registerHooks } from 'node:module';
registerHooks({ resolve: (name, context, next) => {
  if (name.startsWith('@anthropic-ai/') || name === 'ink' || name === 'react') throw new Error('loaded ' + name);
  return next(name, context);
} });`;
    const file = join(folder, 'hook.mjs');
    writeFileSync(file, hook);
    const diff = new URL('../../fixtures/demo/refund-tax.diff', import.meta.url).pathname;
    const run = (words: string) =>
      shell(process.execPath, ['--import', file, MAIN, ...words.split(' ')], {
        cwd: folder,
        env: { ...process.env, ANTHROPIC_API_KEY: '' },
      });
    expect((await run('--version')).stdout).toBe(`${manifest.version}\n`);
    expect((await run(`plan --json --diff ${diff}`)).stdout).toBe(
      (await run(`plan --json --no-ai --diff ${diff}`)).stdout,
    );
  });

  it('leaves a model that thinks on Ctrl-C, and writes nothing', async () => {
    const server = await claudeServer([{ silent: true }]);
    const env = { ...process.env, ANTHROPIC_API_KEY: 'of-a-test', ANTHROPIC_BASE_URL: server.url };
    const before = readdirSync(folder);
    const diff = new URL('../../fixtures/demo/refund-tax.diff', import.meta.url).pathname;
    const child = spawn(process.execPath, [MAIN, 'plan', '--diff', diff], { cwd: folder, env });
    await expect.poll(() => server.asked.length, { timeout: 15_000 }).toBe(1);
    child.kill('SIGINT');
    const code = await new Promise((resolve) => child.once('exit', resolve));
    server.stop();
    expect([code, readdirSync(folder)]).toEqual([130, before]);
  });

  it('leaves nothing half-written where it may not write', async () => {
    const before = readdirSync(folder);
    await expect(inShell('printf "" | $RAMPART plan --diff -')).rejects.toMatchObject({ code: 2 });
    expect(readdirSync(folder)).toEqual(before);
  });

  it('ends with 130 on Ctrl-C', async () => {
    const child = spawn(process.execPath, [MAIN, 'plan', '--diff', '-'], {
      cwd: folder,
      stdio: ['pipe', 'ignore', 'ignore', 'ipc'],
    });
    const ended = new Promise<number | null>((done) => child.once('exit', done));
    await new Promise((heard) => child.once('message', heard));
    child.kill('SIGINT');
    expect(await ended).toBe(130);
  });

  it('prints no colour where there is no terminal, and where none is wanted', async () => {
    const { stdout } = await inShell('$RAMPART explain R014');
    expect(stdout).not.toContain('\u001b');
    const wanted = await inShell('FORCE_COLOR=1 $RAMPART explain R014');
    expect(wanted.stdout).toContain('\u001b');
    const unwanted = await inShell('NO_COLOR=1 FORCE_COLOR=1 $RAMPART explain R014');
    expect(unwanted.stdout).not.toContain('\u001b');
  });
});
