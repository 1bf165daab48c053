import { parseArgs } from 'node:util';
import { alone, many } from './say.ts';

/**
 * npm run sim -- --seed 7         that run, with its trace
 * npm run sim -- --runs 500       the runs 1 to 500; with --seed, from that seed on
 */
const { values } = parseArgs({
  options: { seed: { type: 'string' }, runs: { type: 'string' } },
});

const number = (written: string | undefined, otherwise: number): number => {
  const read = Number(written ?? otherwise);
  if (!Number.isSafeInteger(read) || read < 1) throw new Error(`not a number from 1 on: ${written}`);
  return read;
};

process.exitCode =
  values.runs === undefined && values.seed !== undefined
    ? await alone(number(values.seed, 1))
    : await many(number(values.seed, 1), number(values.runs, 100));
