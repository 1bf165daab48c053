import { ok, type Result } from '../../core/problem.ts';
import { actorOf } from '../../core/review/people.ts';
import type { Slash, SlashAct } from '../../core/review/slash.ts';
import type { Event } from '../../core/rollout/events.ts';
import { type History, loadAll } from '../executor/journal.ts';
import { withLogThere } from '../executor/open.ts';
import type { Operation, Ports } from '../operation.ts';
import type { Matter, Reply } from './matter.ts';
import { startReviewed } from './start.ts';
import { movedTo, refusalOf, standingInWords } from './words.ts';

type Act = Extract<Slash, { is: 'act' }>;

/** Moves the rollout of this very pull request: another one may be moved by the same person, and is not meant here. */
export const actOn = async (matter: Matter, slash: Act, ports: Ports): Promise<Result<Reply>> => {
  const { name } = matter.person;
  if (slash.act === 'apply') return startReviewed(matter, slash, ports);
  const past = await pastOf(matter, slash.rollout, ports);
  if (past === undefined) return ok({ took: 'refused', why: `${slash.rollout} is no rollout of this pull request` });
  if (past.events.some((event) => isBy(matter, event)))
    return ok({ took: 'refused', why: 'that was done already: one comment commands once' });
  const done = await (await OPERATIONS[slash.act]()).run(inputFor(matter, slash), ports);
  return done.ok
    ? ok({
        took: 'done',
        why: `${standingInWords(done.value)}, as ${name} asks`,
        ...movedTo(past.rollout.plan, done.value),
      })
    : ok(refusalOf(done.problems));
};

const OPERATIONS: Readonly<Record<Exclude<SlashAct, 'apply'>, () => Promise<Operation>>> = {
  pause: async () => (await import('../pause.ts')).pause,
  resume: async () => (await import('../resume.ts')).resume,
  rollback: async () => (await import('../rollback.ts')).rollback,
};

/** Who may is settled: this is the yes that a terminal would ask for. */
const inputFor = ({ person, rules, input, seen, event }: Matter, { rollout, reason, act }: Act) => {
  const { name, roles } = actorOf(person, rules.review);
  const why = `${reason} ${signOf({ seen, event })}`;
  const more = act === 'resume' ? { yes: true } : {};
  return {
    rollout,
    reason: why,
    by: name,
    role: [...roles],
    ...(input.db === undefined ? {} : { db: input.db }),
    ...more,
  };
};

/** Where it was said. It ends the reason, behind all that somebody wrote. */
const signOf = ({ seen, event }: Pick<Matter, 'seen' | 'event'>): string =>
  `(#${seen.pull.number}, comment ${event.id})`;

/** A run that is started again, or an event that is sent again, moves nothing twice: the log knows what came of it. */
const isBy = (matter: Matter, event: Event): boolean =>
  Object.values(event).some((value) => typeof value === 'string' && value.endsWith(signOf(matter)));

/** Of the rollout of this pull request; undefined of any other. */
const pastOf = async ({ seen: { pull }, input }: Matter, id: string, ports: Ports): Promise<History | undefined> => {
  const found = await withLogThere(ports, input.db, (log) => loadAll(log, id));
  const head = found.ok ? found.value?.rollout.plan.change.head : undefined;
  return found.ok && head !== undefined && head === pull.head ? found.value : undefined;
};
