import { keysIn } from './key-blocks.ts';
import { namedIn } from './named.ts';
import { masksIn, type Secret, type Shape } from './secret.ts';
import { SHAPES } from './shapes.ts';

/**
 * Every credential in a text, in order, none over another. Cost is in proportion to the text. What is masked already is
 * found no more. A line break is never part of what is found.
 */
export const secretsIn = (text: string): readonly Secret[] => {
  const found = [...SHAPES.flatMap((shape) => shapedIn(text, shape)), ...keysIn(text), ...namedIn(text)];
  return found.length === 0 ? [] : apart(beside(found, masksIn(text)));
};

const shapedIn = (text: string, { kind, near, pattern }: Shape): Secret[] =>
  near.some((piece) => text.includes(piece))
    ? [...text.matchAll(pattern)].map(({ index, 0: all, 1: value = all }) => {
        const from = index + all.lastIndexOf(value);
        return { kind, from, to: from + value.length };
      })
    : [];

/** What is left of each once the masks are taken out. A sign or two behind a mask is no secret. */
const beside = (found: readonly Secret[], masks: readonly Secret[]): readonly Secret[] =>
  masks.reduce<readonly Secret[]>((left, mask) => left.flatMap((one) => without(one, mask)), found);

const LEAST = 6;

const without = (one: Secret, mask: Secret): readonly Secret[] => {
  if (one.to <= mask.from || one.from >= mask.to) return [one];
  return [
    { ...one, to: mask.from },
    { ...one, from: mask.to },
  ].filter(({ from, to }) => to - from >= LEAST);
};

/** Where two meet they become one, so that no end of either is left; it is called what the one that begins first is called. */
const apart = (found: readonly Secret[]): readonly Secret[] => {
  const merged: Secret[] = [];
  for (const one of found.toSorted((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (last === undefined || one.from >= last.to) merged.push(one);
    else if (one.to > last.to) merged[merged.length - 1] = { ...last, to: one.to };
  }
  return merged;
};
