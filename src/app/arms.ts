import type { Variant } from '../core/plan/flag.ts';
import { failed, ok, problem, type Problem, type Result } from '../core/problem.ts';
import { hasAtMostThreeDecimals } from '../core/values/percent.ts';
import { quoted } from '../core/values/quote.ts';

/** The arms of an experiment as people write them, `control=50`; the first is control. Nothing where nobody wrote any. */
export const armsIn = (written: readonly string[] | undefined): Result<readonly Variant[] | undefined> => {
  if (written === undefined) return ok(undefined);
  const arms = written.map(armIn);
  const odd = written.filter((_, at) => arms[at] === undefined);
  const known = arms.flatMap((arm) => arm ?? []);
  const sum = known.reduce((all, { percent }) => all + percent, 0);
  const names = new Set(known.map(({ name }) => name));
  const wrong: (string | false)[] = [
    ...odd.map((one) => `${quoted(one)} is no arm`),
    odd.length === 0 && known.length < 2 && 'one arm compares with nothing',
    names.size < known.length && 'two arms have the same name',
    odd.length === 0 && Math.abs(sum - 100) > 0.001 && `the shares add up to ${Number(sum.toFixed(3))}, not to 100`,
  ];
  const problems = wrong.flatMap((message) => (message === false ? [] : [unfit(message)]));
  return problems.length > 0 ? failed(...problems) : ok(known);
};

const armIn = (text: string): Variant | undefined => {
  const [, name, share] = /^([A-Za-z0-9][A-Za-z0-9._:-]{0,99})=(\d{1,3}(?:\.\d{1,3})?)$/.exec(text.trim()) ?? [];
  const percent = Number(share);
  if (name === undefined || percent > 100 || !hasAtMostThreeDecimals(percent)) return undefined;
  return { name, percent };
};

const unfit = (message: string): Problem =>
  problem({
    kind: 'usage',
    code: 'odd-arm',
    path: '--arm',
    message,
    hint: 'write each as NAME=PERCENT, control first: --arm control=50 --arm treatment=50',
  });
