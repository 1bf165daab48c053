import { type Draft, withField, withPlan } from '../../../app/planner/draft.ts';
import type { Other } from '../../../app/planner/others.ts';
import { placeOf, type Shown } from '../../../app/planner/hunks.ts';
import { EDITABLE, type Editable, writtenAs } from '../../../core/plan/edit.ts';
import type { Plan } from '../../../core/plan/plan.ts';
import { isError, type Problem } from '../../../core/problem.ts';
import type { Signal } from '../../../core/signals/signal.ts';
import type { Simulated } from '../../../core/simulation/simulated.ts';
import { rank } from '../../../core/values/level.ts';
import type { Dialog } from '../dialog/state.ts';
import { aField, type Field, typed } from '../field/state.ts';
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
] as const;
export type Pane = (typeof PANES)[number];

export type Playing = { readonly run: Simulated; readonly frame: number };
export const FRAMES = 60;

/** What there is on the screen of somebody who plans. The plan itself is a draft, and every earlier one is kept for undo. */
export type Planner = {
  readonly draft: Draft;
  readonly past: readonly Draft[];
  readonly future: readonly Draft[];
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

export const update = (planner: Planner, message: Message): Planner => {
  switch (message.is) {
    case 'pane':
      return { ...planner, pane: message.pane, row: 0, column: 0, editing: undefined, notice: undefined };
    case 'moved':
      return moved(planner, message.rows, message.columns);
    case 'editing':
      return { ...planner, editing: { field: aField(writtenNow(planner)), tried: undefined, fault: '' } };
    case 'typed':
      return planner.editing ? trying(planner, typed(planner.editing.field, message.key)) : planner;
    case 'entered':
      return entered(planner);
    case 'left':
      return { ...planner, editing: undefined };
    case 'drafted':
      return { ...drafted(planner, message.draft), busy: '', notice: { tone: 'good', text: message.said } };
    case 'read':
      return drafted({ ...planner, busy: '' }, withPlan(planner.draft, message.plan));
    case 'undo':
      return stepped(planner, planner.past.at(-1), planner.past.slice(0, -1), [...planner.future, planner.draft]);
    case 'redo':
      return stepped(planner, planner.future.at(-1), [...planner.past, planner.draft], planner.future.slice(0, -1));
    default:
      return shown(planner, message);
  }
};

type Showing = Exclude<
  Message,
  { is: 'pane' | 'moved' | 'editing' | 'typed' | 'entered' | 'left' | 'drafted' | 'read' | 'undo' | 'redo' }
>;

/** What changes on the screen, and not in the plan. */
const shown = (planner: Planner, message: Showing): Planner => {
  switch (message.is) {
    case 'hunks':
      return { ...planner, hunks: message.hunks };
    case 'others':
      return { ...planner, others: message.others };
    case 'playing':
      return { ...planner, playing: { run: message.run, frame: 0 } };
    case 'frame':
      return planner.playing && planner.playing.frame < FRAMES
        ? { ...planner, playing: { ...planner.playing, frame: planner.playing.frame + 1 } }
        : planner;
    case 'keys':
      return { ...planner, keys: !planner.keys };
    case 'dialog':
      return { ...planner, dialog: message.dialog, notice: undefined };
    case 'busy':
      return { ...planner, dialog: undefined, busy: message.what };
    case 'said':
      return { ...planner, busy: '', notice: { tone: message.tone, text: message.text } };
    case 'saved':
      return {
        ...planner,
        busy: '',
        saved: { plan: message.plan, path: message.path },
        notice: { tone: 'good', text: `written: ${message.path}` },
      };
    case 'waits':
      return { ...planner, rollout: message.rollout };
    case 'refused':
      return { ...planner, busy: '', notice: refusal(message.problems) };
  }
};

const refusal = (problems: readonly Problem[]): NonNullable<Planner['notice']> => {
  const first = problems.find(isError);
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
  return { tone: 'bad', text: first ? `${first.code} ${first.message}: ${first.hint}${more}` : 'refused' };
};

const MOST_UNDONE = 100;

const drafted = (planner: Planner, draft: Draft): Planner => ({
  ...planner,
  draft,
  past: [...planner.past.slice(-MOST_UNDONE), planner.draft],
  future: [],
  others: [],
  playing: undefined,
  hunks: draft.known === planner.draft.known ? planner.hunks : undefined,
  rollout: undefined,
});

const stepped = (
  planner: Planner,
  draft: Draft | undefined,
  past: readonly Draft[],
  future: readonly Draft[],
): Planner =>
  draft ? { ...planner, draft, past, future, others: [], playing: undefined, editing: undefined } : planner;

/** The same order on every screen: the gravest first, what is established before what is suspected. */
export const signalsOf = ({ draft }: Planner): readonly Signal[] =>
  draft.plan.risk.signals.toSorted((a, b) => rank(b.level) - rank(a.level) || a.certainty.localeCompare(b.certainty));

export const hunkOf = (planner: Planner, { evidence }: Signal): Shown | undefined =>
  planner.hunks?.get(placeOf(evidence));

const rowsIn = (planner: Planner): number => {
  switch (planner.pane) {
    case 'evidence':
      return signalsOf(planner).length;
    case 'phases':
      return planner.draft.plan.phases.length;
    case 'strategy':
      return planner.others.length;
    case 'simulate':
      return planner.scenarios.length;
    default:
      return 5000;
  }
};

const moved = (planner: Planner, rows: number, columns: number): Planner => ({
  ...planner,
  row: Math.max(0, Math.min(planner.row + rows, rowsIn(planner) - 1)),
  column: Math.max(0, Math.min(planner.column + columns, EDITABLE.length - 1)),
});

export const fieldNow = ({ column }: Pick<Planner, 'column'>): Editable => EDITABLE[column] ?? 'percent';

const writtenNow = (planner: Planner): string => writtenAs(planner.draft.plan, planner.row, fieldNow(planner));

/** While somebody writes, the rules already say what they would say of it. */
const trying = (planner: Planner, field: Field): Planner => {
  const tried = withField(planner.draft, planner.row, fieldNow(planner), field.text);
  const editing = tried.ok
    ? { field, tried: tried.value, fault: '' }
    : { field, tried: undefined, fault: tried.problems.map(({ message, hint }) => `${message}: ${hint}`).join('; ') };
  return { ...planner, editing };
};

/** What is none stays open; what breaks a rule is taken, and the rule says so beside it until it is mended. */
const entered = (planner: Planner): Planner => {
  const { editing } = planner;
  if (!editing) return planner;
  if (editing.field.text === writtenNow(planner)) return { ...planner, editing: undefined };
  const tried = editing.tried ?? trying(planner, editing.field).editing?.tried;
  return tried ? drafted({ ...planner, editing: undefined }, tried) : trying(planner, editing.field);
};

export const isSaved = ({ draft, saved }: Planner): boolean => saved?.plan === draft.plan;
