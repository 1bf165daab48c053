import { type Measurement, sound } from '../guards/measurement.ts';
import { humanDuration, MINUTE, SECOND } from '../values/duration.ts';
import { plainLine, quoted } from '../values/quote.ts';
import { type Asked, measured, nameOf } from './measured.ts';
import type { Pushed } from './push.ts';

export type AskedOfSpans = Asked & { readonly flag?: string | undefined };

type Window = { readonly fromMs: number; readonly toMs: number };
type Moment = Window & { readonly nowMs: number };

/**
 * What those observations say of a window, all of them of the metric that is asked about. Each belongs to the window in
 * which it begins, so that windows that meet share none and lose none. They have to follow one another without a gap:
 * what was told of a part of the time is told of none of it.
 */
export const measuredInSpans = (all: readonly Pushed[], asked: AskedOfSpans, moment: Moment): Measurement => {
  const mine = all.filter(({ flag }) => flag === asked.flag);
  if (mine.length === 0) return sound({ is: 'error', why: ofOtherFlags(all, asked) });
  const names = { treatment: asked.arms?.treatment ?? 'treatment', control: asked.arms?.control ?? 'control' };
  const wholeOf = (arm: string): Told =>
    toldOf(
      mine.filter((one) => one.arm === arm && isWhole(one)),
      moment,
    );
  const [treatment, control] = [wholeOf(names.treatment), wholeOf(names.control)];
  if (treatment.is !== 'told') return sound({ ...treatment, why: `${names.treatment}: ${treatment.why}` });
  const without = control.is === 'told' ? unlike(treatment, control) : control.why;
  const { fromMs, toMs, endMs, bucketMs } = treatment;
  const counted = mine.filter((one) => begins(one, moment) && (one.arm === names.treatment || without === undefined));
  const lines = counted.map(({ fromMs: _, toMs: atMs, ...rest }) => ({ ...rest, atMs }));
  const latestMs = Math.max(endMs, without === undefined && control.is === 'told' ? control.endMs : endMs);
  const answer = measured(lines, asked, latestMs - fromMs, latestMs);
  if (answer.is !== 'measured') return sound(answer);
  return sound({
    ...answer,
    fromMs,
    toMs,
    ...(bucketMs === undefined ? {} : { bucketMs }),
    ...(without === undefined ? {} : { withoutControl: plainLine(`${names.control}: ${without}`) }),
  });
};

const isWhole = ({ segment }: Pushed): boolean => segment === undefined;

const begins = ({ fromMs }: Pushed, window: Window): boolean => fromMs >= window.fromMs && fromMs < window.toMs;

const ofOtherFlags = (all: readonly Pushed[], { flag, ...asked }: AskedOfSpans): string => {
  const others = [...new Set(all.map((one) => one.flag))].slice(0, 5).map((one) => (one ? quoted(one) : 'no flag'));
  return `nobody tells ${quoted(nameOf(asked))} of ${flag === undefined ? 'no flag' : `the flag ${quoted(flag)}`}, but of ${others.join(', ')}`;
};

type Told =
  | ({
      readonly is: 'told';
      /** Where the newest of them ends. */
      readonly endMs: number;
      /** Where they do not begin and end with the window: how wide the widest is. */
      readonly bucketMs: number | undefined;
    } & Window)
  | { readonly is: 'no-data' | 'error'; readonly why: string };

/** Edges that are as near as this are the same: clocks and roundings differ. */
const SLACK_MS = SECOND;

const toldOf = (all: readonly Pushed[], moment: Moment): Told => {
  const spans = all.toSorted((a, b) => a.fromMs - b.fromMs);
  const inside = spans.filter((one) => begins(one, moment));
  const [first, last] = [inside[0], inside.at(-1)];
  const isNow = moment.nowMs - moment.toMs < MINUTE;
  if (!first || !last) return { is: isNow ? 'no-data' : 'error', why: 'nothing was told of the window' };
  const before = spans[spans.indexOf(first) - 1];
  const chain = before && before.toMs > moment.fromMs ? [before, ...inside] : inside;
  const widestMs = Math.max(...chain.map(lengthOf));
  const missingMs = missingIn(inside) ?? missingBefore(first, before, moment);
  if (missingMs !== undefined)
    return { is: 'error', why: `of ${humanDuration(missingMs)} in the window nothing was told` };
  const end = endOf(last, Math.max(...inside.map(lengthOf)), moment, isNow);
  if (typeof end !== 'number') return end;
  const off = Math.max(first.fromMs - moment.fromMs, end - moment.toMs);
  const bucketMs = off > SLACK_MS ? widestMs : undefined;
  return { is: 'told', fromMs: first.fromMs, toMs: end, endMs: last.toMs, bucketMs };
};

const lengthOf = ({ fromMs, toMs }: Pushed): number => toMs - fromMs;

const missingIn = (spans: readonly Pushed[]): number | undefined =>
  spans.map(({ fromMs }, at) => fromMs - (spans[at - 1]?.toMs ?? fromMs)).find((gapMs) => gapMs > SLACK_MS);

/** The window may begin inside of one that began before, or before the first that anybody ever told. */
const missingBefore = (first: Pushed, before: Pushed | undefined, { fromMs }: Window): number | undefined => {
  const gapMs = first.fromMs - Math.max(fromMs, before?.toMs ?? 0);
  const isBegun = before !== undefined && before.toMs > fromMs;
  return gapMs <= SLACK_MS || (!isBegun && gapMs < lengthOf(first)) ? undefined : gapMs;
};

/**
 * A window that is over has to be told to its end. One that ends now cannot be: the last observation is still being
 * counted, and one more may be on its way. Longer than that is silence.
 */
const endOf = (last: Pushed, widestMs: number, { toMs, nowMs }: Moment, isNow: boolean): number | Told => {
  if (last.toMs >= toMs - SLACK_MS) return Math.max(last.toMs, toMs);
  const silentMs = nowMs - last.toMs;
  if (!isNow) return { is: 'error', why: `of the last ${humanDuration(toMs - last.toMs)} nothing was told yet` };
  if (silentMs > widestMs + MINUTE) return { is: 'no-data', why: `nothing was told for ${humanDuration(silentMs)}` };
  return toMs;
};

type Heard = Extract<Told, { is: 'told' }>;

/** Of other minutes nothing can be compared. */
const unlike = (treatment: Heard, control: Heard): string | undefined => {
  const offMs = Math.max(Math.abs(treatment.fromMs - control.fromMs), Math.abs(treatment.toMs - control.toMs));
  return offMs > SLACK_MS ? 'it was told of other minutes' : undefined;
};
