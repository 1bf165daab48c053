import { humanDuration, MINUTE, toMs } from '../values/duration.ts';
import { isFixed, needsControl } from '../values/metric.ts';
import type { Judgement, Watch } from './judgement.ts';
import { judges } from './judges.ts';
import { type Measured, type Measurement, sound } from './measurement.ts';
import { readingOf, type Reading } from './reading.ts';

/** Whether a trigger is set off: `fail` when its rule is reached. */
export const judgeTrigger = (watch: Watch, measurement: Measurement | undefined, nowMs: number): Judgement =>
  judged(watch, measurement, nowMs, (reached) => !reached);

/** Whether a gate opens: for fixed limits when the rule holds, for relative ones when treatment is not worse. */
export const judgeGate = (watch: Watch, measurement: Measurement | undefined, nowMs: number): Judgement =>
  judged(watch, measurement, nowMs, (reached) => reached === isFixed(watch.rule));

type Passes = (reached: boolean) => boolean;

const judged = (watch: Watch, heard: Measurement | undefined, nowMs: number, passes: Passes): Judgement => {
  if (!heard) return { verdict: 'no-data', why: 'nobody was asked, or nobody answered' };
  const measurement = sound(heard);
  if (measurement.is !== 'measured') return { verdict: measurement.is, why: measurement.why };
  const doubt = doubtOf(watch, measurement, nowMs);
  if (doubt) return doubt;
  const readings = readingsOf(watch, measurement);
  if ('verdict' in readings) return orFew(readings, watch, measurement, passes);
  const found = judges[watch.rule.is](watch, readings.treatment, readings.control);
  if (found.reached === undefined) return { verdict: 'inconclusive', why: found.why };
  if (passes(found.reached)) return { verdict: 'pass', why: found.why };
  return found.bothArms
    ? { verdict: 'inconclusive', why: `${found.why}; those without the change are as badly off`, bothArms: true }
    : { verdict: 'fail', why: found.why };
};

/** Few are no verdict. That the few there are speak for going on is told beside, for phases that have no more to give. */
const orFew = (found: Judgement, watch: Watch, measured: Measured, passes: Passes): Judgement => {
  const readings = found.verdict === 'inconclusive' ? readingsOf({ ...watch, minSamples: 1 }, measured) : found;
  if ('verdict' in readings) return found;
  const { reached } = judges[watch.rule.is](watch, readings.treatment, readings.control);
  return reached !== undefined && passes(reached) ? { ...found, few: true } : found;
};

/** What is wrong with a sound answer about a window that has been over for a while, if anything is. */
export const doubtOfPast = (
  measurement: Measurement | undefined,
  fromMs: number,
  endMs: number,
): Judgement | undefined => {
  if (!measurement) return { verdict: 'error', why: 'nobody was asked, or nobody answered' };
  if (measurement.is !== 'measured') return { verdict: measurement.is, why: measurement.why };
  const { fromMs: heardFromMs, toMs: heardToMs } = measurement;
  const coarse = tooCoarse(measurement, endMs - fromMs);
  if (coarse) return coarse;
  const off = Math.max(Math.abs(heardFromMs - fromMs), Math.abs(heardToMs - endMs));
  if (off <= slackOf(measurement)) return undefined;
  return { verdict: 'error', why: `the answer is about a window that is ${humanDuration(off)} off` };
};

/** How far an edge may be off: by the pace of clocks, or by less than a bucket where the source has told that it counts in them. */
export const slackOf = ({ bucketMs = 0 }: Measured): number => Math.max(1000, bucketMs - 1);

/** Fewer buckets than this are another window, however honestly they are told. */
const FEWEST_BUCKETS = 4;

const tooCoarse = ({ bucketMs = 0 }: Measured, windowMs: number): Judgement | undefined =>
  bucketMs * FEWEST_BUCKETS <= windowMs
    ? undefined
    : {
        verdict: 'error',
        why: `buckets of ${humanDuration(bucketMs)} are too wide for a window of ${humanDuration(windowMs)}`,
      };

/** Sources lag: nothing newer than this or one window, whichever is longer, is silence. */
const FRESH_MS = 2 * MINUTE;
/** Clocks of two machines differ by less than this. */
const SKEW_MS = MINUTE;

const doubtOf = ({ window }: Watch, measured: Measured, nowMs: number): Judgement | undefined => {
  const windowMs = toMs(window);
  const { fromMs, toMs: endMs } = measured;
  const lengthMs = endMs - fromMs;
  const coarse = tooCoarse(measured, windowMs);
  if (coarse) return coarse;
  // Both edges may be off, and not by the same.
  const slackMs = (measured.bucketMs === undefined ? 1 : 2) * slackOf(measured);
  if (Math.abs(lengthMs - windowMs) > Math.max(slackMs, windowMs / 100))
    return {
      verdict: 'error',
      why: `asked about ${humanDuration(windowMs)}, answered about ${humanDuration(Math.max(0, lengthMs))}`,
    };
  return staleness(measured, windowMs, nowMs);
};

/** Whether an answer is about the present. */
export const staleness = ({ toMs: endMs, atMs }: Measured, windowMs: number, nowMs: number): Judgement | undefined => {
  if (Math.max(endMs, atMs) > nowMs + SKEW_MS) return { verdict: 'error', why: 'the answer is from the future' };
  const ageMs = nowMs - Math.min(endMs, atMs);
  if (ageMs <= Math.max(windowMs, FRESH_MS)) return undefined;
  return { verdict: 'no-data', why: `the newest data is ${humanDuration(ageMs)} old` };
};

type Readings = { readonly treatment: Reading; readonly control: Reading | undefined };

const readingsOf = (watch: Watch, { treatment, control, withoutControl }: Measured): Readings | Judgement => {
  const mine = readingOf(watch, treatment, 'treatment');
  if ('verdict' in mine) return mine;
  if (!control) {
    const why = withoutControl ?? 'there is no control to compare with';
    return needsControl(watch.rule) ? { verdict: 'no-data', why } : { treatment: mine, control: undefined };
  }
  const others = readingOf(watch, control, 'control');
  if (!('verdict' in others)) return { treatment: mine, control: others };
  return needsControl(watch.rule) ? others : { treatment: mine, control: undefined };
};
