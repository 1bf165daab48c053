import { plainLine } from '../values/quote.ts';
import { overBudget } from './budget.ts';
import { latest, type Member, standOf, whereIs } from './member.ts';
import { type Need, unmet } from './needs.ts';
import type { Membership } from './program.ts';

/** What the program says a plan rests on, as needs like any other. */
export const needsFrom = ({ needs }: Pick<Membership, 'needs'>): readonly Need[] =>
  needs.map((name) => ({ kind: 'plan', name, whole: true }));

/** Whether a member may go into its next phase as far as its program is concerned, and if not why, in words. */
export const mayRise = (
  me: Member,
  others: readonly Member[],
  membership: Membership,
): { readonly met: boolean; readonly why: string } => {
  const waits = waitsFor(me, others, membership);
  const why = waits.slice(0, 5).join('; ') || `it is its turn in the program ${membership.program}`;
  return { met: waits.length === 0, why: plainLine(why) };
};

/** One line for each thing that a member waits for. What has begun is not stopped by what had to be there to begin. */
export const waitsFor = (me: Member, others: readonly Member[], membership: Membership): readonly string[] => {
  const begun = (me.state?.phase ?? -1) >= 0;
  const { budget, order, after } = membership;
  const over = budget && overBudget(me, { budget, order, others });
  return [
    ...(begun ? [] : [...unmet(needsFrom(membership), [], others), ...unfinished(after, others)]),
    ...(over === undefined ? [] : [over]),
  ];
};

const unfinished = (after: readonly string[], others: readonly Member[]): readonly string[] =>
  after.flatMap((id) => {
    const found = latest(others.filter(({ plan }) => plan.id === id));
    if (found && standOf(found) === 'done') return [];
    return [`${id} comes before it and is ${found ? whereIs(found) : 'not begun'}`];
  });
