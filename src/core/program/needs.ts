import { type FlagState, exposure } from '../flags/flag-state.ts';
import type { Plan } from '../plan/plan.ts';
import { formatPercent, HARDLY } from '../values/percent.ts';
import { quoted } from '../values/quote.ts';
import { isWhole, latest, type Member, shareIn, standOf, whereIs } from './member.ts';

/** Something that has to be there before a plan begins: a flag that everybody has, or a plan that is completed. */
export type Need = {
  readonly kind: 'flag' | 'plan';
  readonly name: string;
  /** Everybody has to have it; else it is enough that its rollout is over. */
  readonly whole: boolean;
};

/** All that a plan says it rests on, other than tools and services: those are nobody's here to ask. */
export const needsOf = ({ flags, dependencies }: Plan): readonly Need[] => {
  const own = new Set(flags.map(({ key }) => key));
  const keys = [
    ...flags.flatMap(({ prerequisites }) => prerequisites),
    ...dependencies.filter(({ kind }) => kind === 'flag').map(({ name }) => name),
  ];
  return [
    ...[...new Set(keys)].filter((key) => !own.has(key)).map((name): Need => ({ kind: 'flag', name, whole: true })),
    ...dependencies
      .filter(({ kind }) => kind === 'plan')
      .map(({ name, needs }): Need => ({ kind: 'plan', name, whole: needs === 'fully-on' })),
  ];
};

/** Whether a need is about this member: by the name of its plan, its feature, or one of its flags. */
export const isMeant = ({ kind, name }: Need, { plan }: Pick<Member, 'plan'>): boolean =>
  kind === 'flag' ? plan.flags.some(({ key }) => key === name) : plan.id === name || plan.feature === name;

/** The rollouts that a plan with these needs rests on: they must not go off under it. What was given up is nobody's. */
export const basesOf = (needs: readonly Need[], others: readonly Member[]): readonly Member[] => {
  const bases = needs.flatMap((need) => latest(others.filter((other) => isMeant(need, other))) ?? []);
  return [...new Set(bases.filter((base) => standOf(base) !== 'given-up'))];
};

/** What is not there, one line each. Of flags that no rollout here has to do with, the flag system tells. */
export const unmet = (
  needs: readonly Need[],
  flags: readonly FlagState[],
  others: readonly Member[],
): readonly string[] =>
  needs.flatMap((need) => {
    const base = latest(others.filter((other) => isMeant(need, other)));
    const missing = need.kind === 'flag' ? missingFlag(need, flags, base) : missingPlan(need, base);
    return missing ?? [];
  });

const missingFlag = ({ name }: Need, flags: readonly FlagState[], base: Member | undefined): string | undefined => {
  const said = `the flag ${quoted(name)} is not fully on`;
  if (base && isGoing(base)) return `${said}: its rollout ${base.id} is ${whereIs(base)}`;
  const isOn = flags.some((flag) => flag.key === name && exposure(flag) > 100 - HARDLY);
  return isOn ? undefined : said;
};

const missingPlan = ({ name, whole }: Need, base: Member | undefined): string | undefined => {
  const said = `the plan ${quoted(name)} is not completed`;
  if (!base) return `${said}: it has not begun`;
  if (standOf(base) !== 'done') return `${said}: it is ${whereIs(base)}`;
  if (!whole || isWhole(base)) return undefined;
  return `the plan ${quoted(name)} ends at ${formatPercent(lastShare(base))} %, and all of it is needed`;
};

/** On its way back or there: whoever set the flag by hand meanwhile does not make it something to rest on. */
const isGoing = (base: Member): boolean => standOf(base) === 'going-back' || standOf(base) === 'back';

const lastShare = ({ plan }: Member): number => shareIn(plan, plan.phases.length - 1);
