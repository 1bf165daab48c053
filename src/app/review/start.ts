import { planDigest } from '../../core/plan/plan.ts';
import { ok, type Result } from '../../core/problem.ts';
import { actorOf } from '../../core/review/people.ts';
import type { Slash } from '../../core/review/slash.ts';
import { duesInWords } from '../../core/review/votes.ts';
import type { Actor } from '../../core/rollout/words.ts';
import { applyPlan } from '../apply.ts';
import { withLog } from '../executor/open.ts';
import type { Named } from '../executor/places.ts';
import type { Ports } from '../operation.ts';
import { agreedIn, writeDown } from './agreed.ts';
import type { Matter, Reply } from './matter.ts';
import type { Hearing } from './hear.ts';
import { judged } from './review.ts';
import type { Weighed } from './weigh.ts';
import { movedTo, refusalOf, standingInWords } from './words.ts';

type Act = Extract<Slash, { is: 'act' }>;

/** Starts the plan of a merged pull request: the very one that was agreed to, made anew and held against what people named. */
export const startReviewed = async (matter: Matter, slash: Act, ports: Ports): Promise<Result<Reply>> => {
  const all = await judged({ ...matter, now: matter.event.id }, ports);
  if (!all.ok) return all;
  const { weighed, hearing } = all.value;
  const { plan, state, tally } = weighed;
  if (slash.rollout !== plan.id) return ok({ took: 'refused', why: `the plan of this pull request is ${plan.id}` });
  if (state === 'not-approved')
    return ok({ took: 'refused', why: `sha256:${planDigest(plan)} is not agreed to: ${duesInWords(tally.dues)}` });
  const by = actorOf(matter.person, matter.rules.review);
  const done = await carryOut(
    { weighed, hearing, by, reason: slash.reason, number: matter.seen.pull.number, ...matter },
    ports,
  );
  return ok(
    done.ok
      ? {
          took: 'done',
          why: `${standingInWords(done.value)}, as ${matter.person.name} asks`,
          ...movedTo(plan, done.value),
        }
      : refusalOf(done.problems),
  );
};

export type Carrying = {
  readonly weighed: Pick<Weighed, 'plan' | 'tally'>;
  readonly hearing: Hearing;
  readonly by: Actor;
  readonly reason: string;
  readonly number: number;
  readonly input: Named & { readonly db?: string | undefined; readonly policy?: string | undefined };
};

/** What was agreed to in comments is written into the log by the names of those who did, then the plan is started and takes one turn. */
export const carryOut = ({ weighed: { plan, tally }, hearing, by, reason, number, input }: Carrying, ports: Ports) =>
  withLog(ports, input.db, async (log) => {
    const given = agreedIn({ tally, hearing, number });
    const written = given.length > 0 ? await writeDown(plan, given, { log, input }, ports) : undefined;
    if (written !== undefined) return written;
    const here = { authors: hearing.rules.authors.map((name) => `@${name}`), head: plan.change.head };
    const { name, roles } = by;
    const asked = { by: name, role: [...roles], reason: `${reason} (#${number})`, once: true, yes: true, ...QUIETLY };
    return applyPlan(plan, { ...input, ...asked, here: async () => here }, log, ports);
  });

/** Nobody sits there. */
const QUIETLY = { live: false, altScreen: false };
