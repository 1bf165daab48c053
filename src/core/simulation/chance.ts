/** A number between 0 and 1 for a place: a stream and a minute of it. */
export type Chance = (stream: number, at: number) => number;

/**
 * Chance by place and not by turn: the same seed, stream and minute give the same number whoever asked before, so what
 * a minute was like does not depend on how often anybody looked. A generator that is drawn from in order could not
 * promise that. Three rounds of a 32-bit mixer (xor, shift, multiply) are enough for noise, and for nothing secret.
 */
export const chance =
  (seed: number): Chance =>
  (stream, at) =>
    (mixed(at + Math.imul(mixed(stream + mixed(seed)), 0x9e3779b1)) + 0.5) / 4294967296;

const mixed = (from: number): number => {
  let x = from | 0;
  x = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
  x = Math.imul(x ^ (x >>> 15), 0x735a2d97);
  return (x ^ (x >>> 15)) >>> 0;
};

/** Standard normal. Takes the stream and the one after it. */
export const normal = (draw: Chance, stream: number, at: number): number =>
  Math.sqrt(-2 * Math.log(draw(stream, at))) * Math.cos(2 * Math.PI * draw(stream + 1, at));

/** How often something rare happens when it happens `mean` times on average. Exact while small, normal beyond. */
export const poisson = (mean: number, draw: Chance, [stream, at]: readonly [number, number]): number => {
  if (mean <= 0) return 0;
  if (mean > 30) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal(draw, stream, at)));
  const u = draw(stream, at);
  let [count, term] = [0, Math.exp(-mean)];
  for (let sum = term; sum < u && count < 200; sum += term) {
    count += 1;
    term *= mean / count;
  }
  return count;
};

/** How many of `n` when each is one with probability `p`: normal where that is close, else what is rare is counted. */
export const binomial = (n: number, p: number, draw: Chance, place: readonly [number, number]): number => {
  if (n <= 0 || p <= 0) return 0;
  if (p >= 1) return n;
  if (p > 0.5) return n - binomial(n, 1 - p, draw, place);
  const spread = n * p * (1 - p);
  if (spread <= 30) return Math.min(n, poisson(n * p, draw, place));
  return Math.min(n, Math.max(0, Math.round(n * p + Math.sqrt(spread) * normal(draw, ...place))));
};
