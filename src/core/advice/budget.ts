import type { Policy } from '../policy/policy.ts';
import { problem, type Problem } from '../problem.ts';
import { dollarsFor, tokensOf, type Usage } from './prices.ts';

/** One request to a model: what it used, as far as anybody was told. */
export type Charge = {
  readonly model: string;
  readonly usage: Usage;
  /** Broke off: it may have been charged, and nobody said how much. Counted as the most it can have been. */
  readonly untold: boolean;
};

export type Spent = { readonly requests: number; readonly tokens: number; readonly dollars: number };

export const spentOn = (charges: readonly Charge[]): Spent => ({
  requests: charges.length,
  tokens: charges.reduce((sum, { usage }) => sum + tokensOf(usage), 0),
  dollars: toCents(charges.reduce((sum, { model, usage }) => sum + dollarsFor(model, usage), 0)),
});

/** Sums of such fractions leave dust behind. */
const toCents = (dollars: number): number => Math.round(dollars * 100_000) / 100_000;

/** What a request can come to at most. The cache is written at most once, and that is dearer than reading. */
export const atMost = (promptTokens: number, outputTokens: number): Usage => ({
  inputTokens: 0,
  cacheWriteTokens: promptTokens,
  cacheReadTokens: 0,
  outputTokens,
});

type Caps = Pick<Policy['adviser'], 'maxTokens' | 'maxDollars'>;

/** Whether one more request stays within the caps of a run, whatever it turns out to cost. */
export const overCap = (before: readonly Charge[], next: Charge, caps: Caps): Problem | undefined => {
  const { tokens, dollars } = spentOn([...before, next]);
  if (tokens > caps.maxTokens) return over(`${tokens} tokens`, `${caps.maxTokens}`, 'maxTokens');
  if (dollars > caps.maxDollars) return over(`$${dollars}`, `$${caps.maxDollars}`, 'maxDollars');
  return undefined;
};

const over = (asked: string, cap: string, field: keyof Caps): Problem =>
  problem({
    kind: 'refused',
    code: 'adviser-over-cap',
    path: `adviser.${field}`,
    message: `asking the model could come to ${asked}, and the cap of a run is ${cap}`,
    hint: `raise adviser.${field}, lower adviser.promptTokens, or choose a cheaper model`,
  });
