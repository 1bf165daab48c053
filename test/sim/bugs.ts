import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Plant, PLANTS } from './plants.ts';
import { PROMISES } from './thirteen.ts';

/** The first seed whose run breaks the promise, and what it then says. */
export type Found = { readonly seed: number; readonly what: string };

const FOUND = new URL('found.json', import.meta.url);
const PAGE = new URL('../../docs/sim-bugs.md', import.meta.url);
const MOST = 1000;
/** At once: one for each core. */
const HUNTERS = Math.max(2, availableParallelism());

export const foundBugs = (): Readonly<Record<string, Found>> => JSON.parse(readFileSync(FOUND, 'utf8'));

/** Hunts every planted bug, each in a process of its own: by the seed that found it last, then by all. Writes down what found it. */
export const allBugs = async (): Promise<number> => {
  const known = foundBugs();
  const found = new Map<string, Found>();
  await inTurn(PLANTS, async (plant) => {
    const last = known[plant.name];
    const one = (last && (await hunt(plant, last.seed, 1))) ?? (await hunt(plant, 1, MOST));
    if (one) found.set(plant.name, one);
    console.log(`${one ? `seed ${one.seed}` : 'NOT FOUND'}  ${plant.name}`);
    write(found);
  });
  return found.size === PLANTS.length ? 0 : 1;
};

const write = (found: ReadonlyMap<string, Found>): void => {
  const inOrder = Object.fromEntries(
    PLANTS.flatMap(({ name }): [string, Found][] => {
      const one = found.get(name);
      return one ? [[name, one]] : [];
    }),
  );
  writeFileSync(FOUND, `${JSON.stringify(inOrder, null, 2)}\n`);
  writeFileSync(PAGE, bugsPage(PLANTS, inOrder));
};

export const inTurn = async <T>(all: readonly T[], act: (one: T) => Promise<void>): Promise<void> => {
  const left = [...all];
  const worker = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) await act(next);
  };
  await Promise.all(Array.from({ length: HUNTERS }, worker));
};

/** Undefined where none of those seeds finds it. */
export const hunt = ({ name }: Plant, seed: number, runs: number): Promise<Found | undefined> => {
  const words = ['--no-warnings', fileURLToPath(new URL('index.ts', import.meta.url)), '--hunt', '--bug', name];
  // Each reads the same sources but one: what is compiled is kept for the next.
  const env = { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), 'rampart-sim-cache') };
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [...words, '--seed', `${seed}`, '--runs', `${runs}`], { env }, (error, out) => {
      if (error && error.code !== 1) reject(error);
      else resolve(out.trim() === '' ? undefined : JSON.parse(out));
    });
  });
};

/** The table of the bugs, as the documents show it. */
export const bugsPage = (plants: readonly Plant[], found: Readonly<Record<string, Found>>): string =>
  [
    '# Bugs that the simulator finds',
    '',
    '<!-- Written by "npm run sim -- --bugs" from test/sim/plants.ts. Change it there. -->',
    '',
    `${plants.length} mistakes that somebody could make tomorrow. Each is planted alone, while the file is read and not on the disk, and hunted with`,
    `seeds 1 to ${MOST} until a run breaks the promise. \`npm test\` holds that each is still found by its seed. Look at one with`,
    '`npm run sim -- --bug "NAME" --seed N`; what the promises are and how they are checked is told in [sim.md](sim.md).',
    '',
    '| the program … | in | breaks | seed | and is told |',
    '| --- | --- | --- | --- | --- |',
    ...plants.map(({ name, file, promise }) => {
      const { seed, what } = found[name] ?? { seed: 'none', what: '' };
      const cells = [name, `\`src/${file}\``, `${promise}: ${PROMISES[promise]}`, seed, what];
      return `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`;
    }),
    '',
  ].join('\n');
