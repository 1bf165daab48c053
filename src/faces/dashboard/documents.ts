import type { Watched } from '../../app/executor/watched.ts';
import type { Listed } from '../../app/executor/pages.ts';
import type { Problem } from '../../core/problem.ts';
import type { Preview } from '../../app/preview.ts';
import type { Programs } from '../../app/programs.ts';
import type { ExperimentResult } from '../../core/rollout/experiment-result.ts';
import type { Plan } from '../../core/plan/plan.ts';
import type { FlagRow } from '../../app/flags/standing.ts';
import type { StaleFlags } from '../../app/flags/stale.ts';
import type { FlagView } from '../../app/flag-service/view.ts';
import type { Caller } from '../../core/access/caller.ts';
import type { Route } from './route.ts';

/** What the service answers, by the address that is asked for it. It comes from where this very program came from. */
export type Documents = {
  readonly me: Caller;
  readonly list: { readonly rollouts: readonly Listed[]; readonly of: number; readonly next?: string };
  readonly watched: Watched;
  readonly plan: Plan;
  readonly result: ExperimentResult;
  readonly flags: { readonly backend: string; readonly place: string; readonly flags: readonly FlagRow[] };
  readonly stale: StaleFlags;
  /** The same of all that are done, however young. */
  readonly done: StaleFlags;
  /** Flags of the service's own; none where the team has another flag system. */
  readonly own: { readonly environment: string; readonly flags: readonly FlagView[]; readonly next?: string };
  readonly programs: Programs;
  readonly preview: Preview;
};

export type Kind = keyof Documents;

/** A document that is wanted: of which kind, and of which rollout where it is of one. */
export type Wanted<K extends Kind = Kind> = { readonly kind: K; readonly id?: string };

/** What is known of a document: the last that came, and what was wrong since. */
export type Held = {
  readonly document?: unknown;
  /** What the service calls this version of it. */
  readonly tag?: string | undefined;
  /** When that came. */
  readonly atMs?: number;
  /** When it was asked for, by a clock that nobody sets: answers may overtake each other. */
  readonly askedMs: number;
  readonly problems: readonly Said[];
};

export type Said = Pick<Problem, 'code' | 'message' | 'hint'> & { readonly path?: string };

export const keyOf = ({ kind, id }: Wanted): string => (id === undefined ? kind : `${kind} ${id}`);

const ROLLOUTS = '/api/v1/rollouts';

/** The service gives the most urgent first, so what does not fit here needs nobody. */
const MOST_ROWS = 1000;

const OWN_FLAGS = '/feature-flags';

export const ownFlagAddress = (name: string): string => `${OWN_FLAGS}/${encodeURIComponent(name)}`;

const ADDRESSES: Readonly<Record<Kind, (id: string) => string>> = {
  me: () => '/api/v1/me',
  list: () => `${ROLLOUTS}?limit=${MOST_ROWS}`,
  watched: (id) => `${ROLLOUTS}/${id}/watch`,
  plan: (id) => `${ROLLOUTS}/${id}/plan`,
  result: (id) => `${ROLLOUTS}/${id}/result`,
  flags: () => '/api/v1/flags',
  stale: () => '/api/v1/flags/stale',
  done: () => '/api/v1/flags/stale?days=0',
  own: () => `${OWN_FLAGS}?limit=${MOST_ROWS}`,
  programs: () => '/api/v1/programs',
  preview: (id) => `${ROLLOUTS}/${id}/preview`,
};

export const addressOf = ({ kind, id = '' }: Wanted): string => ADDRESSES[kind](encodeURIComponent(id));

/** Where a command is told. */
export const commandOf = ({ rollout, action }: { readonly rollout: string; readonly action: string }): string =>
  `${ROLLOUTS}/${encodeURIComponent(rollout)}/${action}`;

/** What a page shows, and asks for again when something has happened. */
export const wantedBy = (route: Route, experiments: readonly string[] = []): readonly Wanted[] => {
  switch (route.is) {
    case 'list':
      return [{ kind: 'list' }];
    case 'rollout':
      return [{ kind: 'watched', id: route.id }, { kind: 'plan', id: route.id }, ...results(experiments)];
    case 'flags':
      return [{ kind: 'flags' }, { kind: 'stale' }, { kind: 'done' }, { kind: 'own' }];
    case 'programmes':
      return [{ kind: 'programs' }];
    case 'experiments':
      return [{ kind: 'list' }, ...results(experiments)];
    case 'nowhere':
      return [];
  }
};

const results = (ids: readonly string[]): readonly Wanted[] => ids.map((id) => ({ kind: 'result', id }));
