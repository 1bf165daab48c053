import type { Plan } from '../plan.ts';

/** What is known of the place a manifest is for, and stands in no plan. */
export type Surroundings = {
  /** The workload whose new version is brought out. */
  readonly workload: string;
  /** Where Prometheus answers. */
  readonly prometheus: string;
  /** When the first phase begins; undefined where nobody said. */
  readonly startsMs: number | undefined;
  /** Which phase the documents are for, where they are for one; undefined for the first. */
  readonly phase?: string | undefined;
  /** A moment as these documents write it: RFC 3339. */
  readonly dateOf: (atMs: number) => string;
};

/** Documents for another system, and everything of the plan that they cannot say, one line each. */
export type Manifest = { readonly documents: readonly object[]; readonly notCarried: readonly string[] };

export type Renderer = (plan: Plan, surroundings: Surroundings) => Manifest;
