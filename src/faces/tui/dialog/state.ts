import { aField, type Field, typed } from '../field/state.ts';
import type { Pressed } from '../key.ts';

export type Entry = { readonly name: string; readonly label: string; readonly field: Field; readonly needed: boolean };

/** Something somebody is about to do: what comes of it, what has to be said for it, and a last look where it matters. */
export type Dialog = {
  readonly name: string;
  readonly title: string;
  readonly effect: readonly string[];
  readonly entries: readonly Entry[];
  readonly on: number;
  /** Whether all is said and only a yes is missing. */
  readonly sure: boolean;
  readonly asksTwice: boolean;
  readonly missing: string;
};

export type Wanted = Pick<Dialog, 'name' | 'title' | 'effect' | 'asksTwice'> & {
  readonly entries: readonly (Omit<Entry, 'field'> & { readonly text?: string })[];
};

export const aDialog = ({ entries, ...wanted }: Wanted): Dialog => ({
  ...wanted,
  entries: entries.map(({ text = '', ...entry }) => ({ ...entry, field: aField(text) })),
  on: 0,
  // Where nothing has to be said only the yes is missing.
  sure: entries.length === 0,
  missing: '',
});

/** What a key makes of it: the dialog as it is then, or that it is done, or that it is over and nothing is done. */
export type Answer = { readonly is: 'open'; readonly dialog: Dialog } | { readonly is: 'done' | 'over' };

export const answered = (dialog: Dialog, key: Pressed): Answer => {
  if (key.name === 'escape' || key.name === 'ctrl-c') return { is: 'over' };
  if (dialog.sure) return confirmed(dialog, key);
  if (key.name === 'enter') return entered(dialog);
  if (key.name === 'tab' || key.name === 'down') return moved(dialog, 1);
  if (key.name === 'shift-tab' || key.name === 'up') return moved(dialog, -1);
  const entries = dialog.entries.map((entry, at) =>
    at === dialog.on ? { ...entry, field: typed(entry.field, key) } : entry,
  );
  return open({ ...dialog, entries, missing: '' });
};

const open = (dialog: Dialog): Answer => ({ is: 'open', dialog });

const confirmed = (dialog: Dialog, { name }: Pressed): Answer => {
  if (name === 'y') return { is: 'done' };
  return name === 'n' ? open({ ...dialog, sure: false }) : open(dialog);
};

/** What is still missing is gone to; what is complete asks once more, where it matters, and is done. */
const entered = (dialog: Dialog): Answer => {
  const empty = dialog.entries.findIndex(({ needed, field }) => needed && field.text.trim() === '');
  const missing = dialog.entries[empty];
  if (missing && empty === dialog.on) return open({ ...dialog, missing: `${missing.label} is needed` });
  if (missing) return open({ ...dialog, on: empty });
  return dialog.asksTwice ? open({ ...dialog, sure: true }) : { is: 'done' };
};

const moved = (dialog: Dialog, by: number): Answer => {
  const count = Math.max(1, dialog.entries.length);
  return open({ ...dialog, on: (dialog.on + by + count) % count });
};

export const saidIn = ({ entries }: Dialog): Readonly<Record<string, string>> =>
  Object.fromEntries(entries.map(({ name, field }) => [name, field.text.trim()]));
