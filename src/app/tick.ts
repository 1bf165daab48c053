import { z } from 'zod';
import { failed, ok, type Problem, type Result } from '../core/problem.ts';
import type { EventLog } from '../ports/event-log.ts';
import { announce, listeners, recent } from './announce/announce.ts';
import { wasOvertaken } from './executor/ask.ts';
import { AT_ANY_TIME_MS } from './executor/card.ts';
import { db, rolloutId } from './executor/fields.ts';
import { findOnly } from './executor/find.ts';
import { turnOf } from './executor/one-turn.ts';
import { withLog } from './executor/open.ts';
import { Standing, standingOf } from './executor/standing.ts';
import { policyFile, words } from './fields.ts';
import { operation, type Outcome, outcome, type Ports } from './operation.ts';

const Ticked = z.strictObject({ schemaVersion: z.literal(1), rollouts: z.array(Standing) });
type Ticked = z.infer<typeof Ticked>;

export const tick = operation({
  name: 'tick',
  summary: 'Takes one turn of a rollout, or of all that are under way: for cron and pipelines.',
  effect: 'acts',
  examples: [
    { command: 'rampart tick --all', what: 'once a minute; safe to run twice at once' },
    { command: 'rampart tick new-login', what: 'one of them' },
  ],
  input: z.strictObject({
    rollout: rolloutId.optional(),
    all: z.boolean().optional().meta(words('every rollout that something may happen in')),
    policy: policyFile,
    db,
  }),
  output: Ticked,
  run: ({ rollout, all, policy, db: file }, ports) =>
    withLog(ports, file, async (log) => {
      const ids = await due(log, all ? undefined : { rollout });
      if (!ids.ok) return ids;
      const turned = await turnsOf(ids.value, log, ports);
      return withNews(turned, await news(all ? undefined : ids.value, policy, log, ports));
    }),
});

/** After every turn there is: nobody who is slow to listen keeps a rollout from going back. */
const news = async (
  ids: readonly string[] | undefined,
  policy: string | undefined,
  log: EventLog,
  ports: Ports,
): Promise<readonly Problem[]> => {
  const { audiences, troubles } = await listeners(ports, policy);
  if (audiences.length === 0) return troubles;
  const known = ids ? ok(ids) : await recent(log, ports);
  const failures = known.ok ? await announce(known.value, audiences, log, ports) : known.problems.map(asWarning);
  return [...troubles, ...failures];
};

const withNews = (turned: Result<Outcome<Ticked>>, troubles: readonly Problem[]): Result<Outcome<Ticked>> =>
  turned.ok
    ? ok({ ...turned.value, warnings: [...turned.value.warnings, ...troubles] })
    : failed(...turned.problems, ...troubles);

const due = async (
  log: EventLog,
  one: { readonly rollout: string | undefined } | undefined,
): Promise<Result<readonly string[]>> => {
  if (one) {
    const id = await findOnly(log, one.rollout);
    return id.ok ? ok([id.value]) : id;
  }
  const listed = await log.list(AT_ANY_TIME_MS);
  return listed.ok ? ok(listed.value.map(({ id }) => id)) : listed;
};

/** One after the other. What goes wrong with one keeps no other from its turn; nothing done and something wrong is a failure. */
const turnsOf = async (ids: readonly string[], log: EventLog, ports: Ports) => {
  const rollouts: Standing[] = [];
  const warnings: Problem[] = [];
  const problems: Problem[] = [];
  for (const id of ids) {
    const turned = await turnOf(id, log, ports);
    if (turned.ok) {
      rollouts.push(standingOf(turned.value.rollout, ports.clock.nowMs(), turned.value.events));
      warnings.push(...turned.value.warnings);
    } else if (wasOvertaken(turned)) warnings.push(...turned.problems.map(asWarning));
    else problems.push(...turned.problems);
  }
  if (problems.length > 0 && rollouts.length === 0) return failed(...problems, ...warnings);
  return ok(outcome<Ticked>({ schemaVersion: 1, rollouts }, { warnings: [...warnings, ...problems.map(asWarning)] }));
};

const asWarning = (found: Problem): Problem => ({ ...found, severity: 'warning' });
