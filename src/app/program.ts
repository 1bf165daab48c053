import { z } from 'zod';
import type { Programme } from '../core/program/order.ts';
import { ok, type Result } from '../core/problem.ts';
import { db, placeFields } from './executor/fields.ts';
import { lookInto } from './executor/open.ts';
import { words } from './fields.ts';
import { operation, outcome, type Outcome } from './operation.ts';
import { type At, lookedAt, PlanPlace, ProgramStanding } from './programme.ts';
import { loadProgram } from './program-file.ts';

const Place = z.strictObject({ file: z.string(), ...PlanPlace.shape });

const Shown = z.strictObject({
  schemaVersion: z.literal(1),
  ...ProgramStanding.shape,
  plans: z.array(Place).meta({ description: 'bases first' }),
});
export type ProgramShown = z.infer<typeof Shown>;

export const program = operation({
  name: 'program',
  summary: 'Shows several plans in their order: where each stands, what it waits for, what goes off before it.',
  effect: 'reads',
  examples: [
    { command: 'rampart program program.yaml', what: 'looks at the log and the flags, and changes nothing' },
    { command: 'rampart program program.yaml --json', what: 'for a program' },
  ],
  input: z.strictObject({
    file: z
      .string()
      .min(1)
      .max(4096)
      .meta(words('the program', { positional: true, value: 'FILE' })),
    flags: placeFields.flags,
    db,
  }),
  output: Shown,
  run: async ({ file, flags, db: at }, ports) => {
    const programme = await loadProgram(file, ports);
    if (!programme.ok) return programme;
    return lookInto(ports, at, (log) => shown(programme.value, { log, ports, flags }));
  },
});

const shown = async (programme: Programme, at: At): Promise<Result<Outcome<ProgramShown>>> => {
  const looked = await lookedAt(programme, at);
  if (!looked.ok) return looked;
  const { standing, warnings } = looked.value;
  const fileOf = (id: string): string => programme.program.plans.find(({ plan }) => plan === id)?.file ?? '';
  const plans = standing.plans.map((place) => ({ file: fileOf(place.plan), ...place }));
  return ok(outcome<ProgramShown>({ schemaVersion: 1, ...standing, plans }, { warnings }));
};
