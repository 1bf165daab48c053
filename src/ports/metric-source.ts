import type { Measurement } from '../core/guards/measurement.ts';
import type { Monitor } from '../core/plan/watch.ts';
import type { Result } from '../core/problem.ts';

/** What is asked of a metric source about one monitor of one plan. */
export type Asked = Pick<Monitor, 'id' | 'kind' | 'good' | 'query' | 'queries' | 'arms'> & {
  /** What {flag} of a query is filled with: the first flag of the plan. */
  readonly flag?: string | undefined;
  /** Every arm of an experiment, so that a source that sorts by their names knows them all. */
  readonly variants?: readonly string[] | undefined;
};

/**
 * Numbers about those who have the change and those who have not. Always answers: that there is nothing, and that
 * asking failed, are answers. A metric it has never heard of is an error, never silence, and no answer is ever better
 * than what was observed.
 */
export type MetricSource = {
  /** The window that ends at that moment, that moment included. */
  readonly measure: (monitor: Asked, windowMs: number, atMs: number) => Promise<Measurement>;
  /** Who answers there, and what we may do, where that can be asked without doing anything. */
  readonly greet?: () => Promise<Result<string>>;
};

/** The flag that is asked about where nobody has a plan yet. */
export const NO_FLAG_YET = 'rampart-doctor';

/** Where a metric source is: `prometheus:https://…` by the name of its adapter, a plain path for a file. */
export type SourcePlace = { readonly name: string | undefined; readonly at: string };

/** One letter before a colon is the drive of a path, and two strokes behind it belong to an address. */
const NAMED = /^([a-z][a-z0-9-]+):(?!\/\/)(.+)$/s;

export const sourcePlace = (place: string): SourcePlace => {
  const [, name, at = place] = NAMED.exec(place) ?? [];
  return { name, at };
};
