import { z } from 'zod';
import { Opinion, OPINION_VERSION } from './assessment/opinion.ts';
import { PLAN_VERSION, Plan } from './plan/plan.ts';
import { Report } from './plan/rollout-planner/schema.ts';
import { POLICY_VERSION } from './policy/names.ts';
import { Policy } from './policy/policy.ts';
import { Program, PROGRAM_VERSION } from './program/program.ts';
import { Analysed, ANALYSIS_VERSION } from './retrospect/analysed.ts';
import { ExperimentResult, RESULT_VERSION } from './rollout/experiment-result.ts';
import { Event, EVENT_VERSION } from './rollout/events.ts';
import { LOG_LINE_VERSION, LogLine } from './program/log-line.ts';

type Published = {
  readonly schema: z.ZodType;
  readonly version: number;
  readonly title: string;
  readonly description: string;
};

/** Every contract that others may hold us to. A new version of one is a new row: the old one stays. */
export const SCHEMAS = {
  plan: {
    schema: Plan,
    version: PLAN_VERSION,
    title: 'Rollout plan',
    description: 'How one change reaches everyone: phases, triggers, the way back. Texts are for people only.',
  },
  opinion: {
    schema: Opinion,
    version: OPINION_VERSION,
    title: 'Opinion on a change',
    description: 'What an adviser says of a change: judged against the diff, never obeyed.',
  },
  policy: {
    schema: Policy,
    version: POLICY_VERSION,
    title: 'Rollout policy',
    description: 'The rules of a team as data, whole: ladders, rings, metrics, triggers, windows, approvals.',
  },
  program: {
    schema: Program,
    version: PROGRAM_VERSION,
    title: 'Rollout program',
    description: 'Several plans with an order between them, and how much of them may be under way at once.',
  },
  event: {
    schema: Event,
    version: EVENT_VERSION,
    title: 'Event of a rollout',
    description: 'What happened to a rollout, never what should: one entry of its log.',
  },
  log: {
    schema: LogLine,
    version: LOG_LINE_VERSION,
    title: 'Line of an exported log',
    description: 'One JSON document a line: the plan of a rollout, its events, what people did to flags, and the end.',
  },
  analysis: {
    schema: Analysed,
    version: ANALYSIS_VERSION,
    title: 'Analysis of recorded numbers',
    description: 'What would have stopped a rollout, judged on recorded numbers as if a plan had been running.',
  },
  result: {
    schema: ExperimentResult,
    version: RESULT_VERSION,
    title: 'Result of an experiment',
    description: 'Effect, interval and decision of an experiment, and what was not measured.',
  },
  'rollout-planner': {
    schema: Report,
    version: 1,
    title: 'Report of the rollout-planner agent',
    description: 'A rollout plan in the shape and the words of the rollout-planner agent.',
  },
} as const satisfies Record<string, Published>;

export type SchemaName = keyof typeof SCHEMAS;

export const schemaFile = (name: SchemaName): string => `${name}.v${SCHEMAS[name].version}.json`;

/** What is printed, published and compared: one text for one schema. The id is a name, not an address. */
export const jsonSchema = (name: SchemaName): Record<string, unknown> => {
  const { schema, version, title, description } = SCHEMAS[name];
  const { $schema, ...body } = z.toJSONSchema(schema, { io: 'input', target: 'draft-2020-12' });
  return { $schema, $id: `urn:rampart:schema:${name}:v${version}`, title, description, ...plain(body) };
};

/** zod keeps notes of its own on what it returns; a published document has none. */
const plain = (body: object): Record<string, unknown> => JSON.parse(JSON.stringify(body));
