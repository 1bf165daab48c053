import type { Arm } from './measurement.ts';
import type { Judgement, Watch } from './judgement.ts';

/** One arm as one number in the monitor's unit, with enough behind it to be judged. */
export type Reading = {
  readonly value: number;
  readonly samples: number;
  /** The smallest value that this many samples could have shown: what "none at all" is taken for in a comparison. */
  readonly least: number;
};

type Asked = Pick<Watch, 'kind' | 'minSamples'>;

export const readingOf = (asked: Asked, arm: Arm, name: string): Reading | Judgement => {
  const fault = faultOf(asked, arm);
  if (fault !== undefined) return { verdict: 'error', why: `${name}: ${fault}` };
  if (arm.samples < asked.minSamples)
    return { verdict: 'inconclusive', why: `${name}: ${arm.samples} samples, and ${asked.minSamples} are needed` };
  const value = valueOf(asked, arm);
  if (value === undefined) return { verdict: 'no-data', why: `${name}: there is no value` };
  return { value, samples: arm.samples, least: leastOf(asked, arm) };
};

const valueOf = ({ kind }: Asked, { count, bad, value, p99 }: Arm): number | undefined => {
  if (kind === 'ratio' && count !== undefined && bad !== undefined) return count > 0 ? (100 * bad) / count : undefined;
  if (kind === 'latency') return value ?? p99;
  return value;
};

/** Impossible numbers are a broken query, and a broken query is never good news. Only a gauge may be below nothing. */
const faultOf = ({ kind }: Asked, arm: Arm): string | undefined => {
  const { value, histogram: _, ...others } = arm;
  const negative = Object.entries(kind === 'gauge' ? others : { ...others, value }).find(
    ([, number]) => number !== undefined && number < 0,
  );
  if (negative) return `${negative[0]} is ${negative[1]}`;
  if (arm.bad !== undefined && arm.count !== undefined && arm.bad > arm.count)
    return `${arm.bad} bad of ${arm.count} in all`;
  return kind === 'ratio' && value !== undefined && value > 100 ? `value is ${value} %` : undefined;
};

const leastOf = ({ kind }: Asked, { count, samples }: Arm): number => {
  if (kind === 'count') return 1;
  const all = count ?? samples;
  return kind === 'ratio' && all > 0 ? 100 / all : 0;
};
