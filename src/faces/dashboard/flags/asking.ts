import type { FlagView } from '../../../app/flag-service/view.ts';
import { type Caller, mayIn } from '../../../core/access/caller.ts';
import type { Foreseen, Thinking } from '../thinking.ts';
import { percentInWords } from '../words.ts';

export type FlagActionName = 'freeze' | 'unfreeze' | 'off' | 'on';

export type FlagAction = {
  readonly name: FlagActionName;
  readonly label: string;
  readonly fits: (flag: FlagView) => boolean;
  readonly tone: 'quiet' | 'main' | 'danger';
  readonly done: string;
};

/** A flag that a rollout has in hand can be braked here; all else is asked of that rollout. */
const isFree = ({ heldBy }: FlagView): boolean => heldBy === undefined;

const FLAG_ACTIONS: readonly FlagAction[] = [
  { name: 'freeze', label: 'Freeze', fits: ({ frozen }) => !frozen, tone: 'quiet', done: 'Frozen.' },
  { name: 'unfreeze', label: 'Unfreeze', fits: ({ frozen }) => frozen, tone: 'quiet', done: 'Unfrozen.' },
  {
    name: 'on',
    label: 'Switch on',
    fits: (flag) => isFree(flag) && !flag.enabled && !flag.frozen,
    tone: 'quiet',
    done: 'Switched on.',
  },
  {
    name: 'off',
    label: 'Switch off',
    fits: (flag) => isFree(flag) && flag.enabled,
    tone: 'danger',
    done: 'Switched off.',
  },
];

export const flagActionCalled = (name: FlagActionName): FlagAction | undefined =>
  FLAG_ACTIONS.find((one) => one.name === name);

/** Of flags that are not ours nothing is offered: their own system switches them. */
export const flagActionsFor = (
  flag: FlagView | undefined,
  environment: string,
  me: Caller | undefined,
): readonly FlagAction[] =>
  flag === undefined || (me !== undefined && !mayIn(me, 'operate', environment))
    ? []
    : FLAG_ACTIONS.filter(({ fits }) => fits(flag));

/** What somebody is about to do to a flag of our own, and the flag as they saw it. */
export type FlagAsking = Thinking & {
  readonly about: 'flag';
  readonly action: FlagActionName;
  readonly environment: string;
  readonly flag: FlagView;
};

export const flagAskingFor = (action: FlagActionName, environment: string, flag: FlagView): FlagAsking => ({
  about: 'flag',
  action,
  environment,
  flag,
  reason: '',
  agreed: false,
  busy: false,
  moved: false,
  problems: [],
});

/** The flag as it is by now; what was typed stays. */
export const lookedAgain = (asking: FlagAsking, flag: FlagView): FlagAsking => ({
  ...asking,
  flag,
  agreed: false,
  busy: false,
  moved: true,
  problems: [],
});

/** Where it is told, with what, and on which version of the flag. */
export const flagRequest = ({ action, flag, reason }: FlagAsking) => {
  const { name, revision } = flag;
  const said = { reason: reason.trim() };
  const toggles = action === 'on' || action === 'off';
  return {
    address: toggles ? '/feature-flags/toggle' : `/feature-flags/${action}/${encodeURIComponent(name)}`,
    body: toggles ? { flag: name, enabled: action === 'on', ...said } : said,
    tag: `"${revision}"`,
  };
};

export const flagMissing = (asking: FlagAsking): string | undefined => {
  if (asking.reason.trim() === '') return 'Say why: the reason stands in the log.';
  return flagWarning(asking) !== undefined && !asking.agreed
    ? 'Say that you know what it does: tick the box above.'
    : undefined;
};

const EVERYBODY = 100;

export const flagWarning = ({ action, flag }: FlagAsking): string | undefined => {
  if (action === 'off' && flag.percentage === EVERYBODY) return 'Everybody has it, and nobody will.';
  return action === 'on' && flag.percentage > 0
    ? `No rollout watches over it: ${percentInWords(flag.percentage)} get it at once.`
    : undefined;
};

export const flagForeseen = ({ action, flag }: FlagAsking): Foreseen => {
  const before = flag.enabled ? flag.percentage : 0;
  const after = action === 'on' ? flag.percentage : action === 'off' ? 0 : before;
  return { possible: true, before, after, flags: [], effect: EFFECTS[action](flag) };
};

const EFFECTS: Readonly<Record<FlagActionName, (flag: FlagView) => readonly string[]>> = {
  freeze: ({ heldBy }) => [
    'Whoever has it keeps it. Nobody is given it who does not: not by a share, a ring, a name or a flag that it needs.',
    ...(heldBy === undefined
      ? []
      : [`${heldBy} has it in hand: it cannot go on until this is unfrozen, and can go back.`]),
  ],
  unfreeze: ({ heldBy }) => [
    'More people can be given it again. Nobody is by this alone.',
    ...(heldBy === undefined ? [] : [`${heldBy} has it in hand, and goes on when everything has passed.`]),
  ],
  off: () => ['Programs go by their own default. What it holds stays: shares, rings and names.'],
  on: ({ rings = {}, allow }) => [
    ...Object.entries(rings).map(([ring, percent]) => `Ring ${ring}: ${percentInWords(percent)}.`),
    ...(allow.length === 0 ? [] : [`By name: ${allow.slice(0, 5).join(', ')}${allow.length > 5 ? ' and more' : ''}.`]),
    'No rollout watches over it: nothing takes it back by itself.',
  ],
};
