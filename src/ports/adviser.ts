import type { Charge } from '../core/advice/budget.ts';
import type { Usage } from '../core/advice/prices.ts';
import type { Opinion } from '../core/assessment/opinion.ts';
import type { Files } from './files.ts';
import type { Problem, Result } from '../core/problem.ts';

/** Somebody who gives an opinion of a change. What comes is judged: an adviser is never trusted, whoever it is. */
export type Adviser = {
  readonly kind: 'rules' | 'claude' | 'provided';
  /** Never throws, never takes longer than the question allows, and says what it used also where nothing came of it. */
  readonly advise: (question: () => Promise<Question>) => Promise<Advice>;
  /** Whether that model could be asked; nothing is asked of it, and nothing charged. */
  readonly greet?: (model: string) => Promise<Result<string>>;
};

/** What is asked, and within which bounds. Made only by those who read it. */
export type Question = {
  readonly system: string;
  readonly change: string;
  readonly promptTokens: number;
  readonly model: string;
  /** The schema of an answer, as JSON Schema. */
  readonly schema: Readonly<Record<string, unknown>>;
  readonly maxOutputTokens: number;
  readonly timeoutMs: number;
  /** Stops it from outside, as a person does who has waited long enough. */
  readonly signal?: AbortSignal | undefined;
  /** Asked before every request: a problem where the run has spent what it may. */
  readonly mayCharge: (soFar: readonly Charge[], next: Charge) => Problem | undefined;
  /** The words for an answer that does not fit. */
  readonly repair: (problems: readonly Problem[]) => Promise<string>;
  /** Told while it goes on: how many characters have come. */
  readonly heard: (characters: number) => void;
};

/** One request and what came back, for a transcript. No header and no key is in it. */
export type Exchange = {
  readonly request: {
    readonly model: string;
    readonly maxOutputTokens: number;
    readonly messages: readonly { readonly role: 'user' | 'assistant'; readonly text: string }[];
  };
  readonly reply:
    | { readonly text: string; readonly stop: string; readonly usage: Usage }
    | { readonly problem: string };
};

export type Advice = { readonly exchanges: readonly Exchange[]; readonly charges: readonly Charge[] } & (
  | { readonly is: 'opinion'; readonly opinion: Opinion }
  /** The model would not look. */
  | { readonly is: 'refusal'; readonly why: string }
  /** Nothing came that can be used, and why. */
  | { readonly is: 'silence'; readonly problems: readonly Problem[] }
  /** This adviser has nothing to add to what the rules found. */
  | { readonly is: 'nothing' }
);

/** Opens an adviser; a problem where it cannot be had, such as a model without a key. */
export type OpenAdviser = (kind: Adviser['kind'], from?: OpinionFile) => Promise<Result<Adviser>>;

/** Where an opinion lies that is there already. */
export type OpinionFile = { readonly files: Pick<Files, 'read'>; readonly file: string };
