import { planDigest } from '../../core/plan/plan.ts';
import type { Policy } from '../../core/policy/policy.ts';
import { ok, type Result } from '../../core/problem.ts';
import { duesInWords } from '../../core/review/votes.ts';
import { nameOf } from '../../core/review/slash.ts';
import { lookAround } from '../look-around.ts';
import type { Known } from '../make-plan.ts';
import type { Ports } from '../operation.ts';
import { rulesBefore } from '../rules-place.ts';
import type { Answered, Asked, Matter, Reply } from './matter.ts';
import { hear, type Hearing } from './hear.ts';
import { say } from './say.ts';
import { weigh, type Weighed } from './weigh.ts';

/** The change as the host tells it now: commits by their names, which git has here without any of it being checked out. */
export const knownOf = (
  { seen: { pull }, input }: Pick<Asked, 'seen' | 'input'>,
  ports: Ports,
): Promise<Result<Known>> => {
  const { policy, history, replayOpinion } = input;
  const { base, head, fork } = pull;
  return lookAround({ base, head, fork, policy, history, replayOpinion, ai: 'never' }, ports, rulesBefore);
};

export type Judged = { readonly weighed: Weighed; readonly hearing: Hearing; readonly policy: Policy };

type Judging = Pick<Matter, 'seen' | 'input' | 'known'> & { readonly now: string | undefined };

export const judged = async (asked: Judging, ports: Ports): Promise<Result<Judged>> => {
  const known = asked.known === undefined ? await knownOf(asked, ports) : ok(asked.known);
  if (!known.ok) return known;
  const { owners, policy } = known.value;
  const hearing = await hear(asked.seen, { policy: policy.policy, owners });
  if (!hearing.ok) return hearing;
  const meant = asked.seen.before?.meant ?? {};
  const { now, input } = asked;
  const weighed = await weigh({ known: known.value, hearing: hearing.value, meant, now, db: input.db }, ports);
  return weighed.ok ? ok({ weighed: weighed.value, hearing: hearing.value, policy: policy.policy }) : weighed;
};

/** What a command makes of the plan, said in the one comment, with the answer to whoever gave it. */
export const reviewed = async (matter: Matter, help: string, ports: Ports): Promise<Result<Answered>> => {
  const { seen, event, commands, input, slash } = matter;
  const all = await judged({ ...matter, now: event.id }, ports);
  if (!all.ok) return all;
  const { weighed, hearing } = all.value;
  const failOn = input.failOn ?? hearing.rules.review.failOn;
  const { took, why } = slash.is === 'help' ? { took: 'done' as const, why: help } : replyFor(matter, weighed);
  const said = await say(seen, { weighed, failOn, quietBelow: 'never', slash: true, answer: why });
  if (!said.ok) return said;
  const reaction = await commands.react(seen.pull.number, event.id, took);
  return ok({ command: nameOf(slash), took, why, comment: said.value.did }, reaction.ok ? [] : reaction.problems);
};

const replyFor = ({ slash, person: { name }, event }: Matter, { plan, state, tally, notAsWished }: Weighed): Reply => {
  const digest = `sha256:${planDigest(plan)}`;
  if (slash.is === 'approve') {
    const vote = tally.votes.find(({ id }) => id === event.id);
    if (vote === undefined || vote.refused !== undefined)
      return { took: 'refused', why: vote?.refused ?? 'there are too many people here to count' };
    return { took: 'done', why: `${name} agrees to ${digest.slice(0, 19)}: ${duesInWords(tally.dues)}` };
  }
  if (slash.is !== 'plan' && notAsWished !== '') return { took: 'refused', why: `not so: ${notAsWished}` };
  const next = state === 'not-approved' ? `; it waits for: /rampart approve ${digest}` : '';
  return { took: 'done', why: `${plan.risk.level}, ${plan.strategy.kind}, as ${name} asks${next}` };
};
