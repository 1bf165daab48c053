import { basesOf, type Need, needsOf, unmet } from '../../core/program/needs.ts';
import { mayRise, needsFrom } from '../../core/program/rise.ts';
import { shareNow, standOf } from '../../core/program/member.ts';
import type { FlagState } from '../../core/flags/flag-state.ts';
import type { Tick } from '../../core/rollout/input.ts';
import { plainLine } from '../../core/values/quote.ts';
import { unused } from '../../core/values/text.ts';
import type { Basis, EventLog } from '../../ports/event-log.ts';
import { type Found, readCards } from './card.ts';
import { load, type Rollout } from './journal.ts';

/** What is to be known of other rollouts, and on which of them that rests. */
export type Around = {
  readonly known: Pick<Tick, 'dependencies' | 'program' | 'dependants'>;
  /** Those that must not go off under this one. */
  readonly bases: readonly Rollout[];
  /** Where the log of everyone in the program stood. */
  readonly fellows: readonly Basis[];
};

const ALONE: Around = {
  known: { dependencies: { met: true, why: 'what it rests on is there' } },
  bases: [],
  fellows: [],
};

/**
 * Looks at those that a rollout has to do with, and only where it has: others cost it nothing. They are found by their
 * cards; how they stand is told by their logs.
 */
export const lookAround = async (rollout: Rollout, flags: readonly FlagState[], log: EventLog): Promise<Around> => {
  const { plan, program, state } = rollout;
  if (state.rollback) return { ...ALONE, known: { ...ALONE.known, ...(await dependantsOf(rollout, log)) } };
  const needs = needsOf(plan);
  if ((needs.length === 0 && !program) || state.status === 'completed' || state.status === 'aborted') return ALONE;
  const all = [...needs, ...(program ? needsFrom(program) : [])];
  const near = await nearTo(rollout, all, log);
  const missing = [...near.unread, ...unmet(needs, flags, near.others)];
  const risen = program && near.unread.length === 0 ? mayRise(rollout, near.others, program) : undefined;
  return {
    known: {
      dependencies: {
        met: missing.length === 0,
        why: plainLine(missing.slice(0, 5).join('; ') || 'what it rests on is there'),
      },
      ...(program ? { program: risen ?? { met: false, why: plainLine(near.unread.join('; ')) } } : {}),
    },
    bases: basesOf(all, near.others).flatMap((base) => near.others.find(({ id }) => id === base.id) ?? []),
    fellows: program ? near.fellows : [],
  };
};

type Near = {
  readonly others: readonly Rollout[];
  readonly fellows: readonly Basis[];
  /** One line for each that could not be read: not knowing is no pass. */
  readonly unread: readonly string[];
};

const nearTo = async (rollout: Rollout, needs: readonly Need[], log: EventLog): Promise<Near> => {
  const listed = await log.list();
  if (!listed.ok) return { others: [], fellows: [], unread: ['the list of rollouts cannot be read'] };
  const { order = [], after = [] } = rollout.program ?? {};
  const here = readCards(listed.value).filter((one) => isElsewhere(one, rollout));
  const inProgram = here.filter(({ summary }) => order.includes(summary.plan));
  // Whoever is over or has not begun spends nothing: that its log has not moved is all there is to know of it.
  const matters = (one: Found): boolean =>
    needs.some((need) => isNamed(need, one)) || after.includes(one.summary.plan) || isUnderWay(one);
  const found = new Set([
    ...here.filter((one) => needs.some((need) => isNamed(need, one))),
    ...inProgram.filter(matters),
  ]);
  const loaded = await Promise.all([...found].map(async ({ id }) => ({ id, loaded: await load(log, id) })));
  const ids = listed.value.map(({ id }) => id);
  const absent = order.filter(
    (plan) => plan !== rollout.plan.id && !inProgram.some(({ summary }) => summary.plan === plan),
  );
  return {
    others: loaded.flatMap(({ loaded: one }) => (one.ok ? [one.value] : [])),
    fellows: [
      ...inProgram.map(({ id }) => ({ id, version: listed.value.find((one) => one.id === id)?.version ?? 0 })),
      // Whoever has no rollout yet would get this id: it must not have begun meanwhile.
      ...absent.map((plan) => ({ id: unused(plan, ids), version: 0 })),
    ],
    unread: loaded.flatMap(({ id, loaded: one }) => (one.ok ? [] : [`the log of ${id} cannot be read`])),
  };
};

const isElsewhere = ({ id, summary }: Found, { id: mine, plan }: Rollout): boolean =>
  id !== mine && summary.environment === plan.provenance.environment;

const isUnderWay = ({ summary: { status } }: Found): boolean =>
  status !== 'pending' && status !== 'completed' && status !== 'rolled-back' && status !== 'aborted';

/** As far as a card tells. */
const isNamed = ({ kind, name }: Need, { summary }: Found): boolean =>
  kind === 'flag' ? summary.flags.includes(name) : summary.plan === name || summary.feature === name;

/** Of those that have to be off first: who is still up, and whom nobody here can take down. */
const dependantsOf = async ({ state }: Rollout, log: EventLog): Promise<Pick<Tick, 'dependants'>> => {
  const ids = state.rollback?.after?.dependants;
  if (!ids) return {};
  const found = await Promise.all(ids.map(async (id) => ({ id, loaded: await load(log, id) })));
  const is = (what: 'up' | 'lost') =>
    found.filter(({ loaded }) => (loaded.ok ? reachOf(loaded.value) : 'up') === what).map(({ id }) => id);
  return { dependants: { up: is('up'), lost: is('lost') } };
};

/** A log that cannot be read now may be read in a moment; flags that were given up are nobody's to take down. */
export const reachOf = (rollout: Rollout): 'up' | 'down' | 'lost' => {
  const stand = standOf(rollout);
  if (stand === 'not-begun' || stand === 'waiting') return 'down';
  if (stand === 'back') return shareNow(rollout) > 0 ? 'up' : 'down';
  return stand === 'given-up' || rollout.plan.flags.length === 0 ? 'lost' : 'up';
};
