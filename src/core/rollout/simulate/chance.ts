/** Chance without a memory: the same seed and the same name give the same number, whoever asks and in whatever order. */
export type Chance = (name: string) => number;

/** About normal, with mean 0 and deviation 1. Sums of whole numbers, and no logarithm: the same on every machine. */
export const chanceOf =
  (seed: number): Chance =>
  (name) => {
    let state = mixed(hashOf(name) ^ mixed(seed));
    let sum = 0;
    for (let at = 0; at < 12; at += 1) {
      state = mixed((state + 0x9e3779b9) | 0);
      sum += (state >>> 0) / 2 ** 32;
    }
    return sum - 6;
  };

const hashOf = (text: string): number => {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash;
};

const mixed = (bits: number): number => {
  const once = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  const twice = Math.imul(once ^ (once >>> 13), 0xc2b2ae35);
  return twice ^ (twice >>> 16);
};
