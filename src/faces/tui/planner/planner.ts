import type { Draft } from '../../../app/planner/draft.ts';
import type { Other } from '../../../app/planner/others.ts';
import { placeOf, type Shown } from '../../../app/planner/hunks.ts';
import type { Told } from '../../../app/planner/texts.ts';
import { EDITABLE, type Editable } from '../../../core/plan/edit.ts';
import type { Plan } from '../../../core/plan/plan.ts';
import type { Problem } from '../../../core/problem.ts';
import type { Signal } from '../../../core/signals/signal.ts';
import type { Simulated } from '../../../core/simulation/simulated.ts';
import { rank } from '../../../core/values/level.ts';
import type { Dialog } from '../dialog/state.ts';
import type { Field } from '../field/state.ts';
import type { Pressed } from '../key.ts';

export const PANES = [
  'summary',
  'evidence',
  'phases',
  'triggers',
  'flags',
  'rollback',
  'messages',
  'json',
  'strategy',
  'simulate',
  'drafts',
] as const;
export type Pane = (typeof PANES)[number];

export type Playing = { readonly run: Simulated; readonly frame: number };
export const FRAMES = 60;

/** What there is on the screen of somebody who plans. The plan itself is a draft, and every earlier one is kept for undo. */
export type Planner = {
  readonly draft: Draft;
  readonly past: readonly Draft[];
  readonly future: readonly Draft[];
  /** What each draft came of, in words. */
  readonly names: ReadonlyMap<Draft, string>;
  /** The draft that the chosen one is compared with; the one that is now, where nobody said another. */
  readonly marked: Draft | undefined;
  readonly compared: { readonly from: Draft; readonly to: Draft; readonly differs: readonly string[] } | undefined;
  /** What people would be told of that plan. */
  readonly texts: { readonly plan: Plan; readonly told: readonly Told[] } | undefined;
  readonly pane: Pane;
  /** The row that is chosen, and in phases the field; or how far a long text is scrolled. */
  readonly row: number;
  readonly column: number;
  /** A field of a phase that is being written, what the rules say of it so far, and why it is none. */
  readonly editing: { readonly field: Field; readonly tried: Draft | undefined; readonly fault: string } | undefined;
  readonly hunks: ReadonlyMap<string, Shown> | undefined;
  readonly others: readonly Other[];
  readonly playing: Playing | undefined;
  readonly scenarios: readonly string[];
  readonly dialog: Dialog | undefined;
  readonly keys: boolean;
  readonly busy: string;
  readonly notice: { readonly tone: 'good' | 'warn' | 'bad'; readonly text: string } | undefined;
  /** The draft that was written last, and where. */
  readonly saved: { readonly plan: Plan; readonly path: string } | undefined;
  /** The rollout of this plan, once it was written down and waits for somebody's yes. */
  readonly rollout: string | undefined;
};

export type Message =
  | { readonly is: 'pane'; readonly pane: Pane }
  | { readonly is: 'moved'; readonly rows: number; readonly columns: number }
  | { readonly is: 'editing' }
  | { readonly is: 'typed'; readonly key: Pressed }
  | { readonly is: 'entered' }
  | { readonly is: 'left' }
  | { readonly is: 'drafted'; readonly draft: Draft; readonly said: string }
  | { readonly is: 'read'; readonly plan: Plan }
  | { readonly is: 'hunks'; readonly hunks: ReadonlyMap<string, Shown> }
  | { readonly is: 'others'; readonly others: readonly Other[] }
  | { readonly is: 'marked' }
  | { readonly is: 'compared'; readonly from: Draft; readonly to: Draft; readonly differs: readonly string[] }
  | { readonly is: 'texts'; readonly plan: Plan; readonly told: readonly Told[] }
  | { readonly is: 'playing'; readonly run: Simulated }
  | { readonly is: 'frame' }
  | { readonly is: 'undo' }
  | { readonly is: 'redo' }
  | { readonly is: 'keys' }
  | { readonly is: 'dialog'; readonly dialog: Dialog | undefined }
  | { readonly is: 'busy'; readonly what: string }
  | { readonly is: 'said'; readonly tone: 'good' | 'warn' | 'bad'; readonly text: string }
  | { readonly is: 'saved'; readonly plan: Plan; readonly path: string }
  | { readonly is: 'waits'; readonly rollout: string }
  | { readonly is: 'refused'; readonly problems: readonly Problem[] };

export const aPlanner = (draft: Draft, scenarios: readonly string[]): Planner => ({
  draft,
  past: [],
  future: [],
  names: new Map([[draft, 'as it was planned']]),
  marked: undefined,
  compared: undefined,
  texts: undefined,
  pane: 'summary',
  row: 0,
  column: 0,
  editing: undefined,
  hunks: undefined,
  others: [],
  playing: undefined,
  scenarios,
  dialog: undefined,
  keys: false,
  busy: '',
  notice: undefined,
  saved: undefined,
  rollout: undefined,
});

/** Every draft there is, in the order in which they came about; what was undone stands behind the one that is now. */
export const draftsOf = ({ past, draft, future }: Pick<Planner, 'past' | 'draft' | 'future'>): readonly Draft[] => [
  ...past,
  draft,
  ...future.toReversed(),
];

/** The two that are compared: the marked one, or the one that is now, and the chosen one. */
export const pairOf = (planner: Planner): { readonly from: Draft; readonly to: Draft } => {
  const drafts = draftsOf(planner);
  const { marked, draft, row } = planner;
  return { from: marked && drafts.includes(marked) ? marked : draft, to: drafts[row] ?? draft };
};

/** The same order on every screen: the gravest first, what is established before what is suspected. */
export const signalsOf = ({ draft }: Planner): readonly Signal[] =>
  draft.plan.risk.signals.toSorted((a, b) => rank(b.level) - rank(a.level) || a.certainty.localeCompare(b.certainty));

export const hunkOf = (planner: Planner, { evidence }: Signal): Shown | undefined =>
  planner.hunks?.get(placeOf(evidence));

export const fieldNow = ({ column }: Pick<Planner, 'column'>): Editable => EDITABLE[column] ?? 'percent';

export const isSaved = ({ draft, saved }: Planner): boolean => saved?.plan === draft.plan;
