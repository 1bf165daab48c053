import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'tsdown';
import { INTO_BUNDLE } from '../../scripts/notices.ts';
import { TOP } from '../../scripts/pack.ts';

const made = new Map<string, Promise<string>>();

/**
 * A program of this repository in one piece, from its sources as they are now: a process of it starts in half the time.
 * Made when it is first asked for, kept until this worker ends, and nobody's `dist` is touched or trusted.
 */
export const bundled = (source: URL): Promise<string> => {
  const known = made.get(source.href) ?? bundle(source);
  made.set(source.href, known);
  return known;
};

const bundle = async (source: URL): Promise<string> => {
  const outDir = aFolder();
  await build({
    config: false,
    cwd: TOP,
    entry: { program: fileURLToPath(source) },
    format: 'esm',
    platform: 'node',
    outDir,
    dts: false,
    fixedExtension: false,
    logLevel: 'error',
    // Where a source looks for its neighbours, its bundle looks too.
    define: { 'import.meta.url': JSON.stringify(source.href) },
    deps: INTO_BUNDLE,
  });
  return join(outDir, 'program.js');
};

/** Inside the repository, where what is not bundled is found. */
const aFolder = (): string => {
  mkdirSync(join(TOP, '.vitest'), { recursive: true });
  const folder = mkdtempSync(join(TOP, '.vitest', 'program-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

/** The command line itself, as a module that runs when it is started: with the version of the package. */
export const rampart = async (): Promise<string> => {
  const main = await bundled(new URL('../../src/main.ts', import.meta.url));
  const file = main.replace('program.js', 'rampart.js');
  const { version } = JSON.parse(readFileSync(join(TOP, 'package.json'), 'utf8')) as { version: string };
  writeFileSync(file, startOf(pathToFileURL(main).href, version));
  return file;
};

const startOf = (main: string, version: string): string =>
  `import { main } from ${JSON.stringify(main)};
const done = main(process.argv.slice(2), ${JSON.stringify(version)});
process.send?.('listening');
process.exitCode = await done;
`;
