import type { Said } from './documents.ts';

/** Somebody is about to do something: what they say for it, and what was answered so far. */
export type Thinking = {
  readonly reason: string;
  /** Ticked, where what it does is drastic. */
  readonly agreed: boolean;
  readonly busy: boolean;
  /** It went on while somebody thought: what is said of it was looked at again. */
  readonly moved: boolean;
  readonly problems: readonly Said[];
};

/** What would come of it, for whoever is about to do it. */
export type Foreseen = {
  readonly possible: boolean;
  /** How many have it before and after, in percent of everyone. */
  readonly before: number;
  readonly after: number;
  readonly flags: readonly { readonly key: string; readonly before: string; readonly after: string }[];
  readonly effect: readonly string[];
};
