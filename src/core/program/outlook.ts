import { spent, type Spent } from './budget.ts';
import { latest, type Member, type Stand, standOf, whereIs } from './member.ts';
import { needsOf, unmet } from './needs.ts';
import { afterIn, inOrder, joined, needsIn, type Programme, wayBack } from './order.ts';
import type { Membership } from './program.ts';
import { waitsFor } from './rise.ts';
import type { FlagState } from '../flags/flag-state.ts';

/** One plan of a program, as it stands among the others. */
export type Place = {
  readonly plan: string;
  /** The rollout, where one has begun. */
  readonly rollout: string | undefined;
  readonly stand: Stand;
  /** In words: `at 25 %`. */
  readonly where: string;
  /** Started or not, nothing in the program is in its way now. */
  readonly free: boolean;
  /** One line for each thing it waits for. */
  readonly waitsFor: readonly string[];
  readonly needs: readonly string[];
  /** What has to be off before it goes off, in that order. */
  readonly before: readonly string[];
};

export type Outlook = { readonly places: readonly Place[]; readonly spent: Spent };

/** What a program means for one of its plans; the ids are those of the program. */
export const membershipOf = (programme: Programme, id: string): Membership => {
  const { program } = programme;
  const after = afterIn(program);
  const written = program.plans.find(({ plan }) => plan === id)?.needs ?? [];
  return {
    program: program.program,
    needs: [...written],
    after: [...(after.get(id) ?? [])],
    order: [...inOrder(joined(needsIn(programme), after))],
    ...(program.budget ? { budget: program.budget } : {}),
  };
};

/** Where every plan stands, bases first: what may begin, what waits and for what, and what a way back would take along. */
export const outlook = (programme: Programme, rollouts: readonly Member[], flags: readonly FlagState[]): Outlook => {
  const needs = needsIn(programme);
  const order = inOrder(joined(needs, afterIn(programme.program)));
  const members = order.flatMap((id) => memberOf(programme, rollouts, id));
  const places = members.map((me): Place => {
    const { id: plan } = me.plan;
    const others = rollouts.filter((other) => other.plan.id !== plan);
    const stand = standOf(me);
    const waits = isOver(stand) ? [] : waitingFor(me, others, { programme, flags });
    return {
      plan,
      rollout: me.state && me.id,
      stand,
      where: whereIs(me),
      free: !isOver(stand) && waits.length === 0,
      waitsFor: waits,
      needs: needs.get(plan) ?? [],
      before: wayBack(needs, plan).filter((id) => id !== plan),
    };
  });
  return { places, spent: spent(members) };
};

const memberOf = ({ plans }: Programme, rollouts: readonly Member[], id: string): readonly Member[] => {
  const plan = plans.get(id);
  if (!plan) return [];
  const known = rollouts.filter((one) => one.plan.id === id);
  return [latest(known) ?? known[0] ?? { id, plan, state: undefined }];
};

type Known = { readonly programme: Programme; readonly flags: readonly FlagState[] };

const waitingFor = (me: Member, others: readonly Member[], { programme, flags }: Known): readonly string[] => {
  const begun = (me.state?.phase ?? -1) >= 0;
  return [
    ...(begun ? [] : unmet(needsOf(me.plan), flags, others)),
    ...waitsFor(me, others, membershipOf(programme, me.plan.id)),
  ];
};

const isOver = (stand: Stand): boolean => stand !== 'not-begun' && stand !== 'waiting' && stand !== 'climbing';
