import { formatPercent, HARDLY } from '../values/percent.ts';
import { isRamp, latest, type Member, shareIn, shareNow, targetOf } from './member.ts';
import type { Budget } from './program.ts';

export type Spent = { readonly ramps: readonly string[]; readonly exposurePercent: number };

/** What is under way now. */
export const spent = (members: readonly Member[]): Spent => {
  const ramps = members.filter(isRamp);
  return { ramps: ramps.map(({ id }) => id), exposurePercent: sum(ramps.map(shareNow)) };
};

type Rising = {
  readonly budget: Budget;
  /** Plan ids, bases first: who is earlier is never kept from its end by who is later. */
  readonly order: readonly string[];
  readonly others: readonly Member[];
};

/** Why a member may not go into its next phase now; undefined where the budget allows it. */
export const overBudget = (me: Member, { budget, order, others }: Rising): string | undefined => {
  const ramps = rampsAmong(others, order, me.plan.id);
  if (!isRamp(me) && budget.ramps !== undefined && ramps.length >= budget.ramps)
    return `${listed(ramps)} ${ramps.length === 1 ? 'is' : 'are'} on the way, and the budget is ${budget.ramps} at once`;
  if (budget.exposurePercent === undefined) return undefined;
  const next = shareIn(me.plan, (me.state?.phase ?? -1) + 1);
  const share = (member: Member): number => (member === me ? next : shareNow(member));
  const all = [...ramps, me].toSorted((a, b) => order.indexOf(a.plan.id) - order.indexOf(b.plan.id));
  return overExposed(all, share, budget.exposurePercent);
};

/**
 * As a banker lends: only as long as each in turn could still go all the way, once those before it are over. Two that
 * had each half of what both need would wait for each other for ever.
 */
const overExposed = (all: readonly Member[], share: (member: Member) => number, most: number): string | undefined => {
  const total = sum(all.map(share));
  if (total > most + HARDLY)
    return `${listed(all)} would reach ${formatPercent(total)} % together, and the budget is ${formatPercent(most)} %`;
  const short = all.find((one, at) => targetOf(one.plan) + sum(all.slice(at + 1).map(share)) > most + HARDLY);
  return short && `${short.plan.id} comes first, and needs the rest of the ${formatPercent(most)} % to get to its end`;
};

const rampsAmong = (others: readonly Member[], order: readonly string[], mine: string): readonly Member[] =>
  order
    .filter((id) => id !== mine)
    .flatMap((id) => latest(others.filter(({ plan }) => plan.id === id)) ?? [])
    .filter(isRamp);

const listed = (members: readonly Member[]): string =>
  members
    .slice(0, 5)
    .map(({ plan }) => plan.id)
    .join(', ');

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);
