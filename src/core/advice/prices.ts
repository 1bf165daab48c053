/** Dollars for a million tokens, by list. */
type Price = { readonly input: number; readonly output: number };

/** The day on which the list was read. Prices are data: a change of them is one line here. */
export const PRICES_AS_OF = '2026-11-20';

export const PRICES: Readonly<Record<string, Price>> = {
  'claude-haiku-5-5': { input: 0.1, output: 0.5 },
  'claude-sonnet-5-5': { input: 2, output: 10 },
  'claude-opus-5-5': { input: 4, output: 20 },
  'claude-fable-5-1': { input: 10, output: 50 },
};

/** Putting text into the cache costs more than reading it plainly, taking it from there much less. */
const CACHE = { write: 1.25, read: 0.1 } as const;

/** A model that is not in the list counts as the dearest that is: nobody pays more than they were told. */
const priceOf = (model: string): Price => {
  const known = Object.hasOwn(PRICES, model) ? PRICES[model] : undefined;
  return known ?? Object.values(PRICES).reduce((top, one) => (one.output > top.output ? one : top));
};

export type Usage = {
  readonly inputTokens: number;
  readonly cacheWriteTokens: number;
  readonly cacheReadTokens: number;
  readonly outputTokens: number;
};

export const NO_USAGE: Usage = { inputTokens: 0, cacheWriteTokens: 0, cacheReadTokens: 0, outputTokens: 0 };

/** Rounded up to a thousandth of a cent. */
export const dollarsFor = (model: string, usage: Usage): number => {
  const { input, output } = priceOf(model);
  const read = usage.inputTokens + CACHE.write * usage.cacheWriteTokens + CACHE.read * usage.cacheReadTokens;
  return Math.ceil((read * input + usage.outputTokens * output) / 10 - 1e-9) / 100_000;
};

export const tokensOf = (usage: Usage): number =>
  usage.inputTokens + usage.cacheWriteTokens + usage.cacheReadTokens + usage.outputTokens;
