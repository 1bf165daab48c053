import type { FlagState } from '../../flags/flag-state.ts';
import type { Monitor } from '../../plan/watch.ts';
import { DAY, MINUTE } from '../../values/duration.ts';
import type { State } from '../state.ts';

/** Where the story is. */
export type Moment = {
  readonly nowMs: number;
  readonly sinceMs: number;
  readonly state: State;
  readonly flags: readonly FlagState[];
  readonly exposurePercent: number;
};

/** What goes on in the world while a plan is carried out. What a story leaves out goes well. */
export type Story = {
  readonly about: string;
  /** How many times worse than usual a metric is for those with the change, and for those without. */
  readonly worse?: (moment: Moment, monitor: Monitor) => { readonly treatment: number; readonly control: number };
  readonly silent?: (moment: Moment) => boolean;
  readonly unreachable?: (moment: Moment) => boolean;
  /** What somebody else makes of the flags. */
  readonly meddle?: (moment: Moment) => readonly FlagState[] | undefined;
  readonly trafficTimes?: number;
  /** How long people take to agree and to confirm. */
  readonly peopleTakeMs?: number;
};

const only = (treatment: number): { treatment: number; control: number } => ({ treatment, control: 1 });
const HOUR = 60 * MINUTE;
const between = (ms: number, from: number, to: number): boolean => ms >= from && ms < to;
const phaseMs = ({ nowMs, state }: Moment): number => nowMs - state.enteredAtMs;

/** The stories that every plan is tried with. Another one is one row. */
export const STORIES: Readonly<Record<string, Story>> = {
  healthy: { about: 'nothing goes wrong' },
  'error-spike': {
    about: 'from 10 % on the change breaks for ten times as many as usual',
    worse: ({ exposurePercent }, { category }) => only(category === 'error' && exposurePercent >= 10 ? 10 : 1),
  },
  'slow-leak': {
    about: 'everything gets a little worse, twice as bad after each day',
    worse: ({ sinceMs }) => only(2 ** (sinceMs / DAY)),
  },
  'latency-doubled': {
    about: 'the change makes everything slow: 2.5 times the usual',
    worse: (_, { kind }) => only(kind === 'latency' ? 2.5 : 1),
  },
  upstream: {
    about: 'something else breaks for an hour, for those with the change and for those without',
    worse: ({ sinceMs }) => (between(sinceMs, 2 * HOUR, 3 * HOUR) ? { treatment: 8, control: 8 } : only(1)),
  },
  'telemetry-gap': {
    about: 'nothing is heard for two hours',
    silent: ({ sinceMs }) => between(sinceMs, 2 * HOUR, 4 * HOUR),
  },
  'low-traffic': { about: 'one user in a thousand comes', trafficTimes: 0.001 },
  meddling: {
    about: 'somebody else raises the flag to 80 % in the first phase',
    meddle: (moment) =>
      moment.state.phase === 0 && between(phaseMs(moment), HOUR, HOUR + 10 * MINUTE)
        ? moment.flags.map((flag) => ({ ...flag, enabled: true, percent: 80 }))
        : undefined,
  },
  'backend-down': {
    about: 'the flag system is out of reach for an hour',
    unreachable: ({ sinceMs }) => between(sinceMs, 3 * HOUR, 4 * HOUR),
  },
  'late-approval': { about: 'people take two days to agree', peopleTakeMs: 2 * DAY },
};
