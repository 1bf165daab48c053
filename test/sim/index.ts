import { parseArgs } from 'node:util';
import { plantIn } from './planted.ts';
import { PLANTS } from './plants.ts';

/**
 * npm run sim -- --runs 500       seeds 1 to 500, up to the first that breaks a promise; with --seed, from that one on
 * npm run sim -- --seed 7         that run, with all that happened
 * npm run sim -- --bugs           every planted bug, each with seeds 1 to 1000 until it is found; writes the table of them
 *
 * --bug NAME plants one of them here, for a look at what it does.
 */
const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    runs: { type: 'string' },
    bugs: { type: 'boolean' },
    bug: { type: 'string' },
    hunt: { type: 'boolean' },
  },
});

const number = (written: string | undefined, otherwise: number): number => {
  const read = Number(written ?? otherwise);
  if (!Number.isSafeInteger(read) || read < 1) throw new Error(`not a number from 1 on: ${written}`);
  return read;
};

const plant = PLANTS.find(({ name }) => name === values.bug);
if (values.bug !== undefined && !plant) throw new Error(`no such bug: ${values.bug}`);
if (plant) plantIn(plant);

// Only now: what these import is read with the bug in it.
const { alone, hunted, many } = await import('./say.ts');
const { allBugs } = await import('./bugs.ts');

const seed = number(values.seed, 1);
if (values.bugs) process.exitCode = await allBugs();
else if (plant && values.hunt) process.exitCode = await hunted(plant.promise, seed, number(values.runs, 1000));
else if (values.runs === undefined && values.seed !== undefined) process.exitCode = await alone(seed);
else process.exitCode = await many(seed, number(values.runs, 100));
