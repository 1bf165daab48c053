import { exposure } from '../flags/flag-state.ts';
import { shareOfEveryone } from '../plan/exposure.ts';
import type { Plan } from '../plan/plan.ts';
import { desired, flagsIn } from '../rollout/desired.ts';
import type { State } from '../rollout/state.ts';
import type { Status } from '../rollout/table.ts';
import { formatPercent, HARDLY } from '../values/percent.ts';

/** A plan that others have to do with, and how its rollout stands; no state where nobody has begun one. */
export type Member = { readonly id: string; readonly plan: Plan; readonly state: State | undefined };

/** Where a member is, as far as the others are concerned. `waiting` is started, and nobody has it yet. */
export const STANDS = ['not-begun', 'waiting', 'climbing', 'done', 'going-back', 'back', 'given-up'] as const;
export type Stand = (typeof STANDS)[number];

export const standOf = ({ state }: Pick<Member, 'state'>): Stand => {
  if (!state) return 'not-begun';
  const stand = STAND_OF[state.status];
  return stand === 'climbing' && state.phase < 0 ? 'waiting' : stand;
};

const STAND_OF: Readonly<Record<Status, Stand>> = {
  pending: 'not-begun',
  running: 'climbing',
  held: 'climbing',
  paused: 'climbing',
  'rolling-back': 'going-back',
  'rolled-back': 'back',
  completed: 'done',
  aborted: 'given-up',
};

/** The share of everyone that a phase reaches, in percent; 0 before the first. */
export const shareIn = (plan: Plan, phase: number): number => {
  const audience = plan.phases[phase]?.audience;
  if (!audience) return 0;
  return plan.flags.length === 0 ? shareOfEveryone(audience) : Math.max(...flagsIn(plan, phase).map(exposure));
};

/** The most that a plan ever reaches. */
export const targetOf = (plan: Plan): number => Math.max(...plan.phases.map((_, phase) => shareIn(plan, phase)));

/** Completed, and everybody has it. */
export const isWhole = (member: Member): boolean =>
  standOf(member) === 'done' && shareIn(member.plan, member.plan.phases.length - 1) > 100 - HARDLY;

/** What it reaches now, in percent. Whatever goes back counts with all it had until it is seen to be down. */
export const shareNow = ({ plan, state }: Member): number => {
  if (!state || state.status === 'pending' || state.status === 'aborted') return 0;
  return state.status === 'rolled-back'
    ? Math.max(0, ...desired(plan, state).map(exposure))
    : shareIn(plan, state.phase);
};

/** On its way up, or not yet all the way down: what a budget counts. */
export const isRamp = (member: Member): boolean => {
  const stand = standOf(member);
  return stand === 'climbing' || (stand === 'going-back' && (member.state?.phase ?? -1) >= 0);
};

/** Of several rollouts of one plan the one that something happened in last. */
export const latest = (members: readonly Member[]): Member | undefined =>
  members
    .filter((member) => standOf(member) !== 'not-begun')
    .toSorted((a, b) => (b.state?.atMs ?? 0) - (a.state?.atMs ?? 0))[0];

/** `at 25 %`, `going back`, `rolled back`: where a rollout is, for the end of a sentence. */
export const whereIs = (member: Member): string => {
  const stand = standOf(member);
  return stand === 'climbing' ? `at ${formatPercent(shareIn(member.plan, member.state?.phase ?? -1))} %` : WORDS[stand];
};

const WORDS: Readonly<Record<Stand, string>> = {
  'not-begun': 'not begun',
  waiting: 'waiting',
  climbing: 'on its way up',
  done: 'completed',
  'going-back': 'going back',
  back: 'rolled back',
  'given-up': 'given up',
};
