import { endAlpha } from '../src/core/guards/interval.ts';
import { sampleSize } from '../src/core/guards/power.ts';
import { ALPHA, BASE, type Course, run } from '../test/helpers/trials.ts';

/** `npm run bench:experiments`: how often an experiment errs, and how soon it ends; looked at after every window. */
const RUNS = 2000;
const LOOKS = 168;

const users = sampleSize({
  baselinePercent: 100 * BASE,
  effectPercent: 10,
  alpha: endAlpha(ALPHA),
  power: 0.8,
  shares: [50, 50],
});
const each = Math.ceil(users / 2 / LOOKS);

const ROWS: readonly (readonly [what: string, rates: readonly number[], each: number])[] = [
  ['no effect, 20 % convert', [BASE, BASE], each],
  ['no effect, 3 % convert', [0.03, 0.03], each],
  ['no effect, three arms', [BASE, BASE, BASE], each],
  ['the planned effect (20 to 22 %)', [BASE, BASE * 1.1], each],
  ['twice that', [BASE, BASE * 1.2], each],
  ['worse by twice that', [BASE, BASE * 0.8], each],
];

const share = (some: readonly unknown[]): string => `${((100 * some.length) / RUNS).toFixed(1)} %`;

for (const [what, rates, perLook] of ROWS) {
  const course: Omit<Course, 'seed'> = { rates, looks: LOOKS, each: perLook };
  const found = Array.from({ length: RUNS }, (_, seed) => run({ ...course, seed: seed + 10_000 }));
  const is = (wanted: string): string => share(found.filter(({ answer }) => answer.is === wanted));
  const mean = found.reduce((sum, { look }) => sum + look, 0) / RUNS / LOOKS;
  process.stdout.write(
    `${what.padEnd(34)} better ${is('success')}  worse ${is('harm')}  futile ${is('futility')}  ends at ${(100 * mean).toFixed(0)} % of its time\n`,
  );
}

const start = performance.now();
for (let seed = 1; seed <= 200; seed += 1) run({ rates: [BASE, BASE], looks: LOOKS, each: 1, seed });
process.stdout.write(`a look: ${((1000 * (performance.now() - start)) / 200 / LOOKS).toFixed(1)} µs\n`);
