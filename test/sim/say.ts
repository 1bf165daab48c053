import { PROMISES } from './thirteen.ts';
import { type Ran, run } from './run.ts';

const LAST = 40;

/** One run and all that happened in it. Gives the exit code. */
export const alone = async (seed: number): Promise<number> => {
  const ran = await run(seed);
  console.log(ran.trace.join('\n'));
  console.log(ran.broken ? verdict(ran) : `seed ${seed}: no promise broken in ${ran.steps} steps; ${ran.status}`);
  return ran.broken ? 1 : 0;
};

/** Many runs, up to the first that breaks a promise. */
export const many = async (from: number, runs: number): Promise<number> => {
  const beganMs = performance.now();
  let steps = 0;
  for (let seed = from; seed < from + runs; seed += 1) {
    const ran = await run(seed);
    steps += ran.steps;
    if (ran.broken) {
      console.log([...ran.trace.slice(-LAST), verdict(ran), `all of it: npm run sim -- --seed ${seed}`].join('\n'));
      return 1;
    }
    if ((seed - from + 1) % 1000 === 0) console.log(`${seed - from + 1} runs`);
  }
  const seconds = (performance.now() - beganMs) / 1000;
  console.log(`${runs} runs, ${steps} steps, ${seconds.toFixed(1)} s: no promise broken`);
  return 0;
};

const verdict = ({ seed, steps, broken }: Ran): string =>
  `seed ${seed}, step ${steps}: promise ${broken?.promise} (${PROMISES[broken?.promise ?? 0]}) is broken: ${broken?.what}`;

/** Runs up to the first that breaks that promise, told as JSON; nothing where there is none. */
export const hunted = async (promise: number, from: number, runs: number): Promise<number> => {
  for (let seed = from; seed < from + runs; seed += 1) {
    const { broken } = await run(seed);
    if (broken?.promise !== promise) continue;
    console.log(JSON.stringify({ seed, what: broken.what.split('\n')[0] }));
    return 0;
  }
  return 1;
};
