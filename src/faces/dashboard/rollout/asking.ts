import type { Watched } from '../../../app/executor/watched.ts';
import type { Preview } from '../../../app/preview.ts';
import { addressOf } from '../documents.ts';
import type { Foreseen, Thinking } from '../thinking.ts';
import { percentInWords } from '../words.ts';
import { actionCalled, type ActionName } from './actions.ts';

/** A command that somebody thinks about: what comes of it, what they say for it, and what was answered so far. */
export type Asking = Thinking & {
  readonly about: 'rollout';
  readonly rollout: string;
  readonly action: ActionName;
  readonly digest: string;
  /** What would come of it, and the version of the rollout that this was said of: only to that it is agreed. */
  readonly preview: Preview | undefined;
  readonly tag: string | undefined;
  readonly choices: Choices;
  readonly ways: readonly Way[];
  readonly items: Watched['toConfirm'];
};

/** How exactly; what an action does not ask for is never sent. */
export type Choices = {
  readonly to: string;
  readonly gradual: boolean;
  readonly items: readonly string[];
  /** Empty: until somebody ends it. */
  readonly lasts: string;
};

/** Where a rollback can end. */
export type Way = { readonly to: string; readonly label: string };

const OFF: Way = { to: 'off', label: 'off: nobody has it' };

export const askingFor = (action: ActionName, watched: Watched): Asking => ({
  about: 'rollout',
  rollout: watched.id,
  action,
  digest: watched.planDigest,
  preview: undefined,
  tag: undefined,
  choices: { to: OFF.to, gradual: false, items: watched.toConfirm.map(({ item }) => item), lasts: '' },
  ways: waysBack(watched),
  items: watched.toConfirm,
  reason: '',
  agreed: false,
  busy: false,
  moved: false,
  problems: [],
});

/** Off before all others: whoever has no time to choose has chosen well. */
const waysBack = ({ phases, phase, status }: Watched): readonly Way[] => {
  const at = phases.findIndex(({ id }) => id === phase);
  const before = phases.slice(0, status === 'completed' ? -1 : Math.max(0, at));
  return [
    OFF,
    ...before.toReversed().map(({ id, percent }) => ({ to: id, label: `to ${id}: ${percentInWords(percent)}` })),
  ];
};

/** Something else is asked for: what would come of it is asked anew. */
export const choosing = (asking: Asking, choices: Partial<Choices>): Asking => ({
  ...asking,
  choices: { ...asking.choices, ...choices },
  preview: undefined,
  tag: undefined,
  agreed: false,
  problems: [],
});

/** Told what would come of it; what was typed meanwhile stays. */
export const foreseen = (asking: Asking, preview: Preview, tag: string | undefined): Asking => ({
  ...asking,
  preview,
  tag,
  busy: false,
  problems: preview.refused,
});

/** Of nothing nothing comes: then it is not asked. */
export const mayBeForeseen = ({ action, choices }: Asking): boolean => action !== 'confirm' || choices.items.length > 0;

/** Where it is asked what would come of it. */
export const previewAddress = ({ rollout, action, choices }: Asking): string => {
  const query = new URLSearchParams({ action });
  for (const [name, value] of Object.entries(saidOf(action, choices)))
    for (const one of Array.isArray(value) ? value : [value]) query.append(name, String(one));
  return `${addressOf({ kind: 'preview', id: rollout })}?${query}`;
};

/** What the service is told. */
export const bodyOf = ({ action, reason, digest, choices }: Asking): Readonly<Record<string, unknown>> => ({
  ...(reason.trim() === '' ? {} : { reason: reason.trim() }),
  ...(action === 'approve' ? { digest } : {}),
  ...saidOf(action, choices),
});

const saidOf = (action: ActionName, { to, gradual, items, lasts }: Choices): Readonly<Record<string, unknown>> => {
  if (action === 'rollback') return { ...(to === OFF.to ? {} : { to }), ...(gradual ? { gradual } : {}) };
  if (action === 'confirm') return { item: items };
  return action === 'freeze' && lasts !== '' ? { lasts } : {};
};

/** What keeps it from being sent; undefined where nothing does. */
export const missingIn = (asking: Asking): string | undefined => {
  const { action, reason, preview, agreed } = asking;
  if (!mayBeForeseen(asking)) return 'Say what is so: nothing is ticked.';
  if (preview === undefined) return 'What would come of it is still being asked.';
  if (actionCalled(action)?.needsReason && reason.trim() === '') return 'Say why: the reason stands in the log.';
  return warningOf(asking) !== undefined && !agreed ? 'Say that you know what it does: tick the box above.' : undefined;
};

/** What cannot simply be undone is said once more, and has to be agreed to by itself. */
export const warningOf = ({ action, preview }: Asking): string | undefined => {
  if (!preview?.possible) return undefined;
  const { before, after } = preview;
  if (action === 'abort' && after.percent > 0)
    return `Nothing here takes it back any more from the ${percentInWords(after.percent)} that have it.`;
  return action === 'rollback' && before.status === 'completed'
    ? 'It was completed: people who have had it for long lose it.'
    : undefined;
};

export const foreseenOf = ({ preview }: Asking): Foreseen | undefined =>
  preview && {
    possible: preview.possible,
    before: preview.before.percent,
    after: preview.after.percent,
    // Of a single one the words beside it say all there is to say.
    flags:
      preview.before.flags.length < 2
        ? []
        : preview.before.flags.flatMap((flag) => {
            const then = preview.after.flags.find(({ key }) => key === flag.key) ?? flag;
            return isSame(flag, then) ? [] : [{ key: flag.key, before: reachOf(flag), after: reachOf(then) }];
          }),
    effect: preview.effect,
  };

type Reach = Preview['before']['flags'][number];

const isSame = (a: Reach, b: Reach): boolean => a.enabled === b.enabled && a.reachesPercent === b.reachesPercent;

const reachOf = ({ enabled, reachesPercent }: Reach): string => (enabled ? percentInWords(reachesPercent) : 'off');
