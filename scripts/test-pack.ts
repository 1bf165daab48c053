import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { manifestOf, packInto, type Said, say, TOP } from './pack.ts';

/**
 * Installs the packed package in an empty folder, from the registry that npm is set to, and uses it. Beyond what
 * test/package.test.ts sees without a network: that every dependency can be had, and what comes along with them.
 */
const testPack = async (folder: string): Promise<readonly string[]> => {
  const consumer = join(folder, 'consumer');
  await mkdir(consumer);
  await writeFile(join(consumer, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  const { tarball } = await packInto(folder);
  const installed = await say('npm', ['install', '--no-audit', '--no-fund', tarball], consumer);
  if (installed.code !== 0) return [`npm install: ${installed.stderr}`];
  const { version } = await manifestOf(TOP);
  const use = "import { problem } from 'rampart'; process.stdout.write(typeof problem);";
  return [
    ...wrong('rampart --version', await say(join('node_modules', '.bin', 'rampart'), ['--version'], consumer), version),
    ...wrong('rampart --help', await say(join('node_modules', '.bin', 'rampart'), ['--help'], consumer), 'Usage'),
    ...wrong('the library', await say('node', ['--input-type=module', '-e', use], consumer), 'function'),
    ...(await readdir(join(consumer, 'node_modules')))
      .filter((name) => name.startsWith('node-linux') || name === 'node')
      .map((name) => `${name} came along: a user would download a whole Node`),
  ];
};

const wrong = (what: string, { code, stdout, stderr }: Said, expected: string): string[] =>
  code === 0 && stdout.includes(expected) ? [] : [`${what}: exit code ${code}\n${stdout}${stderr}`];

const folder = await mkdtemp(join(tmpdir(), 'rampart-pack-'));
try {
  const faults = await testPack(folder);
  process.exitCode = faults.length > 0 ? 1 : 0;
  process.stdout.write(faults.length > 0 ? `${faults.join('\n')}\n` : 'the packed package installs and runs\n');
} finally {
  await rm(folder, { recursive: true, force: true });
}
