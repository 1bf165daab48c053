import { type Plan, planDigest } from '../../core/plan/plan.ts';
import { ok, type Problem } from '../../core/problem.ts';
import { actorOf } from '../../core/review/people.ts';
import type { Tally } from '../../core/review/votes.ts';
import type { Actor } from '../../core/rollout/words.ts';
import type { EventLog } from '../../ports/event-log.ts';
import { ask } from '../executor/ask.ts';
import { rolloutOf } from '../executor/begin.ts';
import { found as foundLog } from '../executor/journal.ts';
import { fits, type Named, placesFor } from '../executor/places.ts';
import type { Ports } from '../operation.ts';
import type { Hearing } from './hear.ts';

type Agreeing = { readonly tally: Tally; readonly hearing: Hearing; readonly number: number };

/** Everybody whose yes in a comment counts for the plan, and which comment that is. */
export const agreedIn = ({ tally, hearing, number }: Agreeing): readonly Given[] =>
  hearing.heard
    .filter(({ id }) => tally.votes.some((vote) => vote.id === id && vote.refused === undefined))
    .map(({ id, by: person }) => ({
      by: actorOf(person, hearing.rules.review),
      reason: `#${number}, comment ${id}`,
    }));

type Given = { readonly by: Actor; readonly reason: string };
type Where = { readonly log: EventLog; readonly input: Named };

/** A yes that is there already is no fault, and one that does not count is missed at the start. */
export const writeDown = async (
  plan: Plan,
  given: readonly Given[],
  { log, input }: Where,
  ports: Ports,
): Promise<{ readonly ok: false; readonly problems: readonly Problem[] } | undefined> => {
  const places = placesFor(plan, input, ports);
  const rollout = await rolloutOf(log, plan, { places, isAt: (at) => fits(at, input, ports), program: undefined });
  if (!rollout.ok) return rollout;
  const { head, id, state } = rollout.value;
  if (state.status !== 'pending') return undefined;
  const begun = head.version === 0 ? await foundLog(log, rollout.value) : rollout;
  if (!begun.ok) return begun;
  for (const { by, reason } of given) {
    const atMs = ports.clock.nowMs();
    const said = await ask(log, id, () => ok({ is: 'approve', by, reason, atMs, planDigest: planDigest(plan) }));
    if (!said.ok && said.problems.some(({ kind }) => kind !== 'refused')) return said;
  }
  return undefined;
};
