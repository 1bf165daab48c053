import { z } from 'zod';
import { shareNow, STANDS, type Stand } from '../core/program/member.ts';
import { needsOf } from '../core/program/needs.ts';
import { afterIn, type Programme } from '../core/program/order.ts';
import { type Outlook, outlook } from '../core/program/outlook.ts';
import { Budget } from '../core/program/program.ts';
import type { FlagState } from '../core/flags/flag-state.ts';
import { failed, ok, type Problem, type Result } from '../core/problem.ts';
import type { EventLog } from '../ports/event-log.ts';
import { readCards } from './executor/card.ts';
import { inTime } from './executor/deadline.ts';
import { load, type Rollout } from './executor/journal.ts';
import { heldOpen } from './executor/open.ts';
import { placesFor } from './executor/places.ts';
import type { Ports } from './operation.ts';

/** One plan of a program among the others. */
export const PlanPlace = z.strictObject({
  plan: z.string(),
  rollout: z.string().optional(),
  stand: z.enum(STANDS),
  where: z.string(),
  percent: z.number(),
  free: z.boolean().meta({ description: 'nothing in the program is in its way now' }),
  waitsFor: z.array(z.string()),
  needs: z.array(z.string()).meta({ description: 'what everybody has to have first' }),
  after: z.array(z.string()).meta({ description: 'what has to be completed first, because of the sequence' }),
  before: z.array(z.string()).meta({ description: 'what goes off before it does, in that order' }),
});
export type PlanPlace = z.infer<typeof PlanPlace>;

/** How a program stands. */
export const ProgramStanding = z.strictObject({
  program: z.string(),
  plans: z.array(PlanPlace).meta({ description: 'bases first' }),
  budget: Budget,
  spent: z.strictObject({ ramps: z.array(z.string()), exposurePercent: z.number() }),
});
export type ProgramStanding = z.infer<typeof ProgramStanding>;

export type At = { readonly log: EventLog; readonly ports: Ports; readonly flags?: string | undefined };

/** Where all plans of a program stand, from the logs of their rollouts and the flags that they rest on. */
export const lookedAt = async (
  programme: Programme,
  at: At,
): Promise<Result<{ readonly standing: ProgramStanding; readonly warnings: readonly Problem[] }>> => {
  const rollouts = await rolloutsOf(programme, at.log);
  if (!rollouts.ok) return rollouts;
  const { flags, warnings } = await flagsNeeded(programme, at);
  const seen = outlook(programme, rollouts.value, flags);
  return ok({ standing: standingOf(programme, rollouts.value, seen), warnings });
};

const standingOf = ({ program }: Programme, rollouts: readonly Rollout[], seen: Outlook): ProgramStanding => {
  const after = afterIn(program);
  return {
    program: program.program,
    plans: seen.places.map(({ rollout, stand, waitsFor, needs, before, ...rest }) => {
      const found = rollouts.find(({ id }) => id === rollout);
      return {
        ...rest,
        ...(rollout === undefined ? {} : { rollout }),
        stand: stand as Stand,
        percent: found ? shareNow(found) : 0,
        waitsFor: [...waitsFor],
        needs: [...needs],
        after: [...(after.get(rest.plan) ?? [])],
        before: [...before],
      };
    }),
    budget: program.budget ?? {},
    spent: { ramps: [...seen.spent.ramps], exposurePercent: seen.spent.exposurePercent },
  };
};

/** All rollouts of its environment that its plans may have to do with, from their logs. */
const rolloutsOf = async ({ plans }: Programme, log: EventLog): Promise<Result<readonly Rollout[]>> => {
  const listed = await log.list();
  if (!listed.ok) return listed;
  const [environment] = [...plans.values()].map(({ provenance }) => provenance.environment);
  const needed = new Set([...plans.values()].flatMap((plan) => needsOf(plan).map(({ name }) => name)));
  const near = readCards(listed.value).filter(
    ({ summary }) =>
      summary.environment === environment &&
      (plans.has(summary.plan) || [summary.plan, summary.feature, ...summary.flags].some((name) => needed.has(name))),
  );
  const loaded = await Promise.all(near.map(({ id }) => load(log, id)));
  const problems = loaded.flatMap((one) => (one.ok ? [] : one.problems));
  return problems.length > 0 ? failed(...problems) : ok(loaded.flatMap((one) => (one.ok ? [one.value] : [])));
};

type Read = { readonly flags: readonly FlagState[]; readonly warnings: readonly Problem[] };

/** The flags that plans rest on, where the flag system can be asked. What cannot be read counts as not there. */
const flagsNeeded = async ({ plans }: Programme, { ports, flags, log }: At): Promise<Read> => {
  const all = [...plans.values()];
  const keys = [...new Set(all.flatMap(needsOf).flatMap(({ kind, name }) => (kind === 'flag' ? [name] : [])))];
  const [first] = all;
  const place = first && placesFor(first, { flags }, ports).flags;
  if (keys.length === 0 || !first || place === undefined) return { flags: [], warnings: [] };
  const opened = await ports.openFlags(first.provenance.backend, place, heldOpen(log));
  const read = opened.ok
    ? await inTime(ports.clock, opened.value.read(keys), () => ok<readonly FlagState[]>([]))
    : opened;
  return read.ok
    ? { flags: read.value, warnings: read.warnings }
    : { flags: [], warnings: read.problems.map(asWarning) };
};

const asWarning = (found: Problem): Problem => ({ ...found, severity: 'warning' });
