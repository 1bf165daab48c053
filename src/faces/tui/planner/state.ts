import { type Draft, withField, withPlan } from '../../../app/planner/draft.ts';
import { EDITABLE, writtenAs } from '../../../core/plan/edit.ts';
import { isError, type Problem } from '../../../core/problem.ts';
import { aField, type Field, typed } from '../field/state.ts';
import { type Pane, FRAMES, type Planner, type Message, draftsOf, signalsOf, fieldNow } from './planner.ts';

export const update = (planner: Planner, message: Message): Planner => {
  switch (message.is) {
    case 'pane':
      return entered(planner, message.pane);
    case 'moved':
      return moved(planner, message.rows, message.columns);
    case 'editing':
      return { ...planner, editing: { field: aField(writtenNow(planner)), tried: undefined, fault: '' } };
    case 'typed':
      return planner.editing ? trying(planner, typed(planner.editing.field, message.key)) : planner;
    case 'entered':
      return written(planner);
    case 'left':
      return { ...planner, editing: undefined };
    case 'drafted':
      return {
        ...drafted(planner, message.draft, message.said),
        busy: '',
        notice: { tone: 'good', text: message.said },
      };
    case 'read':
      return drafted({ ...planner, busy: '' }, withPlan(planner.draft, message.plan), 'from the editor');
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
    case 'marked':
      return { ...planner, marked: draftsOf(planner)[planner.row], compared: undefined };
    case 'compared':
      return { ...planner, compared: { from: message.from, to: message.to, differs: message.differs } };
    case 'texts':
      return { ...planner, texts: { plan: message.plan, told: message.told } };
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

/** Where drafts are compared, the one that is now is chosen first. */
const entered = (planner: Planner, pane: Pane): Planner => ({
  ...planner,
  pane,
  row: pane === 'drafts' ? planner.past.length : 0,
  column: 0,
  editing: undefined,
  notice: undefined,
});

const drafted = (planner: Planner, draft: Draft, said: string): Planner => {
  const past = [...planner.past.slice(-MOST_UNDONE), planner.draft];
  const kept = past.map((one) => [one, planner.names.get(one) ?? ''] as const);
  return { ...replaced(planner, draft), past, future: [], names: new Map([...kept, [draft, said]]) };
};

const replaced = (planner: Planner, draft: Draft): Planner => ({
  ...planner,
  draft,
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
    case 'drafts':
      return draftsOf(planner).length;
    default:
      return 5000;
  }
};

const moved = (planner: Planner, rows: number, columns: number): Planner => ({
  ...planner,
  row: Math.max(0, Math.min(planner.row + rows, rowsIn(planner) - 1)),
  column: Math.max(0, Math.min(planner.column + columns, EDITABLE.length - 1)),
});

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
const written = (planner: Planner): Planner => {
  const { editing } = planner;
  if (!editing) return planner;
  if (editing.field.text === writtenNow(planner)) return { ...planner, editing: undefined };
  const tried = editing.tried ?? trying(planner, editing.field).editing?.tried;
  const said = `${planner.draft.plan.phases[planner.row]?.name ?? ''}: ${fieldNow(planner)} ${editing.field.text}`;
  return tried ? drafted({ ...planner, editing: undefined }, tried, said) : trying(planner, editing.field);
};
