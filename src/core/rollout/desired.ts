import { inBoth, reachesMore, sameFlag } from '../flags/compare.ts';
import { type FlagState, switchedOff } from '../flags/flag-state.ts';
import { flagsAt } from '../plan/flags-at.ts';
import type { Audience } from '../plan/phase.ts';
import type { Plan } from '../plan/plan.ts';
import type { RollingBack, State } from './state.ts';
import { trialOf } from './trial.ts';
import type { RollbackTo } from './words.ts';

/**
 * What the flag system should hold now. Nothing where the flags are not ours: before the start, and once the rollout
 * was given up. On the way back never more than the phase that was rolled back from, whatever the target says; and
 * all of that as long as something rests on it that has to go off first.
 */
export const desired = (plan: Plan, state: State): readonly FlagState[] => {
  const { status, rollback, phase } = state;
  if (status === 'pending' || status === 'aborted') return [];
  const from = servedIn(plan, state, phase);
  if (!rollback || rollback.after) return from;
  const passed = phasesPassed(plan, phase, rollback).map((at) => flagsIn(plan, at));
  return flagsAt(plan, audienceBack(plan, phase, rollback)).map((flag, nth) =>
    passed.reduce((lowered, flags) => inBoth(lowered, flags[nth] ?? lowered), flag),
  );
};

/**
 * What a phase asks for, given how an experiment ended: behind the phase that compared everybody gets the arm that won.
 * Two arms need no change for that: whoever has the treatment has the only one.
 */
export const servedIn = (plan: Plan, { trial }: State, phase: number): readonly FlagState[] => {
  const flags = flagsIn(plan, phase);
  const compared = trialOf(plan);
  const winner = trial?.decided?.is === 'success' ? trial.decided.variant : undefined;
  if (winner === undefined || !compared || phase <= compared.phase) return flags;
  return flags.map((flag) => {
    const { variants = [] } = flag;
    if (variants.length < 3 || !variants.some(({ name }) => name === winner)) return flag;
    return { ...flag, variants: variants.map(({ name }) => ({ name, percent: name === winner ? 100 : 0 })) };
  });
};

/** What has been left on the way down, the phase it began in first: nothing below may reach beyond any of it. */
const phasesPassed = (plan: Plan, phase: number, { to, step, stepMs }: RollingBack): readonly number[] => {
  if (stepMs === 0) return [phase];
  const now = Math.max(step, bottom(plan, phase, to));
  return Array.from({ length: Math.max(1, phase - now) }, (_, nth) => phase - nth);
};

/** What a phase asks for; before the first one, and for phases that do not exist, all flags off. */
export const flagsIn = (plan: Plan, phase: number): readonly FlagState[] => flagsAt(plan, plan.phases[phase]?.audience);

/** The phase whose people are to be looked after now: the one gone back to, or the one that is on. */
export const phaseNow = (plan: Plan, { phase, rollback }: State): number =>
  rollback && !rollback.after
    ? Math.max(bottom(plan, phase, rollback.to), rollback.stepMs > 0 ? rollback.step : -1)
    : phase;

/** The highest phase that a rollback may leave as it is; -1 where there is none. */
export const bottom = ({ phases }: Plan, from: number, to: RollbackTo): number => {
  if (to.is === 'off') return -1;
  if (to.is === 'phase') return phases.findIndex(({ id }) => id === to.phase);
  return phases.slice(0, Math.max(0, from)).findLastIndex(({ audience }) => audience.percent <= to.percent);
};

/**
 * What has to be told to the flag system, given what it holds; nothing where it agrees, and nothing where somebody
 * else changed it and no one has said yet that it is to be changed back. While paused, and on the way back, a write
 * never gives anybody what they do not have.
 */
export const toWrite = (plan: Plan, state: State, observed: readonly FlagState[]): readonly FlagState[] => {
  if (state.status === 'completed' || !mayWrite(state)) return [];
  return desired(plan, state).flatMap((wanted) => {
    const found = observed.find(({ key }) => key === wanted.key);
    if (agrees(state, wanted, found)) return [];
    const revision = found?.revision === undefined ? {} : { revision: found.revision };
    if (state.rollback) return found ? [{ ...inBoth(wanted, found), ...revision }] : [];
    if (state.status === 'paused' && (!found || reachesMore(wanted, found))) return [];
    return [{ ...wanted, ...revision }];
  });
};

/** On the way back less than was asked for is as good: somebody was faster. */
export const agrees = (state: State, wanted: FlagState, found: FlagState | undefined): boolean => {
  const held = found ?? switchedOff(wanted);
  return state.rollback ? !reachesMore(held, wanted) : sameFlag(held, wanted);
};

const mayWrite = ({ drift, confirmedAtMs }: State): boolean =>
  drift ? drift.answer === 'repair' : confirmedAtMs === undefined;

const audienceBack = (plan: Plan, phase: number, { to, step, stepMs }: RollingBack): Audience | undefined => {
  const lowest = bottom(plan, phase, to);
  if (stepMs > 0 && step > lowest) return plan.phases[step]?.audience;
  const kept = plan.phases[lowest]?.audience;
  if (to.is !== 'percent' || to.percent === 0) return kept;
  const bare: Audience = { percent: 0, rings: [], allow: [], place: { is: 'everywhere' }, who: '' };
  return { ...(kept ?? bare), percent: to.percent };
};
