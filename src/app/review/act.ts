import { failed, ok, type Result } from '../../core/problem.ts';
import { actorOf } from '../../core/review/people.ts';
import type { Slash, SlashAct } from '../../core/review/slash.ts';
import type { EventLog } from '../../ports/event-log.ts';
import { load } from '../executor/journal.ts';
import { withLogThere } from '../executor/open.ts';
import type { Operation, Ports } from '../operation.ts';
import type { Matter, Reply } from './matter.ts';
import { startReviewed } from './start.ts';
import { refusalOf, standingInWords } from './words.ts';

type Act = Extract<Slash, { is: 'act' }>;

/** Moves the rollout of this very pull request: another one may be moved by the same person, and is not meant here. */
export const actOn = async (matter: Matter, slash: Act, ports: Ports): Promise<Result<Reply>> => {
  const { name } = matter.person;
  if (slash.act === 'apply') return startReviewed(matter, slash, ports);
  if (!(await isOfThis(matter, slash.rollout, ports)))
    return ok({ took: 'refused', why: `${slash.rollout} is no rollout of this pull request` });
  const done = await (await OPERATIONS[slash.act]()).run(inputFor(matter, slash), ports);
  return done.ok
    ? ok({ took: 'done', why: `${standingInWords(done.value)}, as ${name} asks` })
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
  const why = `${reason} (#${seen.pull.number}, comment ${event.id})`;
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

const isOfThis = async ({ seen: { pull }, input }: Matter, id: string, ports: Ports): Promise<boolean> => {
  const found = await withLogThere(ports, input.db, (log) => headOf(log, id));
  return found.ok && found.value !== undefined && found.value === pull.head;
};

const headOf = async (log: EventLog, id: string): Promise<Result<string | undefined>> => {
  const rollout = await load(log, id);
  return rollout.ok ? ok(rollout.value.plan.change.head) : failed(...rollout.problems);
};
