import { toMs } from '../../values/duration.ts';
import type { Plan } from '../plan.ts';
import { durationInWords, numberInWords, percentInWords } from '../report/words.ts';

/** What a difference does to the caution of a plan; neutral also where that cannot be told. */
export type Effect = 'stricter' | 'looser' | 'neutral';
export type Said = { readonly words: string; readonly effect: Effect };

/** One changed value with the names of the rows it lies in, and both plans, for what it belongs to. */
export type Changed = {
  readonly before: unknown;
  readonly after: unknown;
  readonly keys: readonly string[];
  readonly plans: { readonly before: Plan; readonly after: Plan };
};
export type Voice = (changed: Changed) => Said;

const opposite = (effect: Effect): Effect =>
  effect === 'stricter' ? 'looser' : effect === 'looser' ? 'stricter' : 'neutral';

/** The effect of more of something, given by how much more it is; less has the opposite effect. */
export const ofMore = (more: Effect, by: number): Effect => (by > 0 ? more : by < 0 ? opposite(more) : 'neutral');

/** Two effects at once: where they pull apart, nobody can tell. */
export const together = (a: Effect, b: Effect): Effect => {
  if (a === 'neutral' || a === b) return b;
  return b === 'neutral' ? a : 'neutral';
};

type Scale = { readonly inWords: (value: unknown) => string; readonly size: (value: unknown) => number };
export const TIME: Scale = { inWords: (value) => durationInWords(String(value)), size: (value) => toMs(String(value)) };
export const SHARE: Scale = { inWords: (value) => percentInWords(Number(value)), size: Number };
export const COUNT: Scale = { inWords: (value) => numberInWords(Number(value)), size: Number };

type Subject = string | ((changed: Changed) => string);

/** A star in a subject stands for the name of the row. */
const subjectOf = (subject: Subject, changed: Changed): string =>
  typeof subject === 'string' ? subject.replace('*', () => changed.keys[0] ?? '') : subject(changed);

/** A value on a scale, either side of which may be missing. */
export const scaled =
  (subject: Subject, { inWords, size }: Scale, more: Effect): Voice =>
  (changed) => {
    const [was, is] = [changed.before, changed.after].map((value) =>
      value === undefined ? { words: 'nothing', size: 0 } : { words: inWords(value), size: size(value) },
    );
    return {
      words: `${subjectOf(subject, changed)} ${is?.words} instead of ${was?.words}`,
      effect: ofMore(more, (is?.size ?? 0) - (was?.size ?? 0)),
    };
  };

/** A row that came or went. */
export const listed =
  (subject: Subject, added: Effect): Voice =>
  (changed) => ({
    words: `${subjectOf(subject, changed)} was ${isGone(changed) ? 'removed' : 'added'}`,
    effect: isGone(changed) ? opposite(added) : added,
  });

export const isGone = ({ after }: Changed): boolean => after === undefined;

export const truth =
  (whenOn: string, whenOff: string, on: Effect): Voice =>
  (changed) => ({
    words: subjectOf(changed.after === true ? whenOn : whenOff, changed),
    effect: changed.after === true ? on : opposite(on),
  });

/** Words in place of words, with no more or less about it. */
export const plainly =
  (subject: Subject): Voice =>
  (changed) => ({
    words: `${subjectOf(subject, changed)} ${changed.after} instead of ${changed.before}`,
    effect: 'neutral',
  });
