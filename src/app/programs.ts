import { z } from 'zod';
import { programmeFrom, type Joined } from '../core/program/from-log.ts';
import { ok, type Problem, type Result } from '../core/problem.ts';
import type { EventLog } from '../ports/event-log.ts';
import { type Found, readCards } from './executor/card.ts';
import { db } from './executor/fields.ts';
import { load } from './executor/journal.ts';
import { lookInto } from './executor/open.ts';
import { words } from './fields.ts';
import { operation, outcome, type Outcome, type Ports } from './operation.ts';
import { lookedAt, ProgramStanding } from './programme.ts';

const Known = z.strictObject({
  environment: z.string(),
  ...ProgramStanding.shape,
  notBegun: z.array(z.string()).meta({ description: 'plans of which nothing is known here but the name' }),
});
type Known = z.infer<typeof Known>;

const Programs = z.strictObject({ schemaVersion: z.literal(1), programs: z.array(Known) });
export type Programs = z.infer<typeof Programs>;

export const programs = operation({
  name: 'programs',
  summary: 'Shows the programs that rollouts of this log were started as parts of, with the order of their plans.',
  effect: 'reads',
  examples: [{ command: 'rampart programs', what: 'from the log; no file is read' }],
  input: z.strictObject({
    environment: z
      .array(z.string().min(1).max(100))
      .max(100)
      .optional()
      .meta(words('only those of this environment; may be repeated', { value: 'NAME' })),
    db,
  }),
  output: Programs,
  run: ({ environment, db: file }, ports) => lookInto(ports, file, (log) => shown(environment, log, ports)),
});

const shown = async (
  environments: readonly string[] | undefined,
  log: EventLog,
  ports: Ports,
): Promise<Result<Outcome<Programs>>> => {
  const listed = await log.list();
  if (!listed.ok) return listed;
  const cards = readCards(listed.value).filter(
    ({ summary: { program, environment } }) =>
      program !== undefined && (environments === undefined || environments.includes(environment)),
  );
  const groups = Map.groupBy(cards, ({ summary }) => `${summary.environment} ${summary.program}`);
  const known: Known[] = [];
  const warnings: Problem[] = [];
  for (const [, group] of [...groups].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const one = await programOf(group, log, ports);
    if (one.ok) known.push(...one.value.known);
    warnings.push(...(one.ok ? one.value.warnings : one.problems.map(asWarning)));
  }
  return ok(outcome<Programs>({ schemaVersion: 1, programs: known }, { warnings }));
};

type Seen = { readonly known: readonly Known[]; readonly warnings: readonly Problem[] };

const programOf = async (cards: readonly Found[], log: EventLog, ports: Ports): Promise<Result<Seen>> => {
  const loaded = await Promise.all(cards.map(({ id }) => load(log, id)));
  const warnings = loaded.flatMap((one) => (one.ok ? [] : one.problems.map(asWarning)));
  const joined = loaded.flatMap((one): readonly Joined[] => {
    if (!one.ok || !one.value.program) return [];
    const { plan, program, state } = one.value;
    return [{ plan, program, startedAtMs: state.startedAtMs ?? 0 }];
  });
  const programme = programmeFrom(joined);
  if (!programme) return ok({ known: [], warnings });
  const looked = await lookedAt(programme, { log, ports });
  if (!looked.ok) return looked;
  const begun = new Set(programme.program.plans.map(({ plan }) => plan));
  const notBegun = [...new Set(joined.flatMap(({ program }) => program.order))].filter((id) => !begun.has(id));
  const environment = cards[0]?.summary.environment ?? '';
  return ok({
    known: [{ environment, ...looked.value.standing, notBegun }],
    warnings: [...warnings, ...looked.value.warnings],
  });
};

const asWarning = (found: Problem): Problem => ({ ...found, severity: 'warning' });
