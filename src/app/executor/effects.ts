import { percentInWords } from '../../core/plan/report/words.ts';
import { humanDuration } from '../../core/values/duration.ts';
import type { Watched } from './watched.ts';

/** Where it would come to, and how. */
type After = {
  readonly percent: number;
  readonly gradually?: boolean;
  /** Rollouts that rest on it, and go off before it does. */
  readonly first?: readonly string[];
  /** Of a checklist. */
  readonly items?: readonly string[];
  readonly lastsMs?: number | undefined;
};

type Effect = (watched: Watched, after: After) => readonly string[];

/** What comes of it, for whoever is about to do it: the same words wherever somebody is asked. */
export const EFFECTS = {
  approve: ({ planDigest, next, nextPercent, approvals }: Watched) => [
    `You agree to the plan sha256:${planDigest.slice(0, 12)}…, before its next phase${next === undefined ? '' : ` (${next})`}.`,
    ...(nextPercent === undefined ? [] : [`With it ${percentInWords(nextPercent)} of everyone may have the change.`]),
    ...approvals.map((why) => `Missing: ${why}`),
  ],
  confirm: ({ toConfirm, nextPercent }: Watched, { items = [] }: After) => [
    `Under your name it stands in the log that this is so: ${items.join(', ')}.`,
    ...stillToConfirm(toConfirm.filter(({ item }) => !items.includes(item)).length),
    ...(nextPercent === undefined ? [] : [`Next: ${percentInWords(nextPercent)}, when everything has passed.`]),
  ],
  pause: ({ percent }: Watched) => [
    `It stays at ${percentInWords(percent)} until somebody resumes it. Triggers keep watching.`,
  ],
  resume: ({ why, nextPercent }: Watched) => [
    'It may go on. Whoever resumes answers for what stopped it, and its limits of time begin anew.',
    ...why,
    ...(nextPercent === undefined ? [] : [`Next: ${percentInWords(nextPercent)}, when everything has passed.`]),
  ],
  hold: ({ percent }: Watched) => [
    `It stays at ${percentInWords(percent)} until somebody resumes it. Its soak stands still; triggers keep watching.`,
  ],
  advance: (watched: Watched) => [`The rest of the soak is skipped: ${soakLeft(watched)}.`, ...stillOpen(watched)],
  rollback: ({ percent, flags }: Watched, { percent: end, gradually, first = [] }: After) => [
    `From ${percentInWords(percent)} to ${percentInWords(end)}, ${gradually ? 'phase by phase' : 'at once'}; the flags are read back.`,
    end === 0 ? `Switched off: ${flags.join(', ') || 'nothing, there is no flag'}` : `Lowered: ${flags.join(', ')}`,
    ...(first.length === 0 ? [] : [`What rests on it goes off first: ${first.join(', ')}`]),
    'It goes up again only when somebody restarts it, with new approvals.',
  ],
  abort: ({ percent }: Watched) => [
    'It is given up: nothing here looks at it or changes its flags any more.',
    ...(percent > 0 ? [`Its flags stay as they are: ${percentInWords(percent)} keep the change.`] : []),
  ],
  restart: ({ percent }: Watched) => [
    'It begins again before its first phase, with new approvals. Nobody gets anything by that alone.',
    ...(percent > 0
      ? [`${percentInWords(percent)} still have it since before: that goes off when it is started.`]
      : []),
    'Then somebody starts it, with the same plan.',
  ],
  freeze: ({ percent }: Watched, { lastsMs }: After) => [
    `It stays at ${percentInWords(percent)} ${lastsMs === undefined ? 'until it is unfrozen' : `for ${humanDuration(lastsMs)}, or until it is unfrozen`}. What would take it back still does.`,
  ],
  unfreeze: ({ nextPercent }: Watched) => [
    'It may go on.',
    ...(nextPercent === undefined ? [] : [`Next: ${percentInWords(nextPercent)}, when everything has passed.`]),
  ],
} satisfies Readonly<Record<string, Effect>>;

export type Effecting = keyof typeof EFFECTS;

const stillToConfirm = (left: number): readonly string[] =>
  left === 0 ? [] : [`${left} more ${left === 1 ? 'is' : 'are'} to be confirmed beside that.`];

const soakLeft = ({ soak }: Watched): string =>
  soak && soak.ofMs > soak.doneMs ? humanDuration(soak.ofMs - soak.doneMs) : 'nothing is left of it';

const stillOpen = ({ checks }: Watched): readonly string[] => {
  const open = checks.filter(({ what, verdict }) => what !== 'soak' && verdict !== 'pass');
  if (open.length === 0) return ['Everything else has passed.'];
  return [`${open.length} more ${open.length === 1 ? 'thing has' : 'things have'} to pass as before.`];
};
