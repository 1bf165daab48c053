import { z } from 'zod';
import { Heard } from '../../../app/events/heard.ts';
import { Standing } from '../../../app/executor/standing.ts';
import type { Operation } from '../../../app/operation.ts';
import { Heeded } from '../../../app/hooks/hear.ts';
import { KeptPush } from '../../../app/hooks/keep.ts';
import { Health } from '../../../app/service-health.ts';
import { OpsStatus, ServiceStatus } from '../../../app/service-status.ts';
import { Opinion } from '../../../core/assessment/opinion.ts';
import { Plan } from '../../../core/plan/plan.ts';
import { Event } from '../../../core/rollout/events.ts';
import { FlagView } from '../../../app/flag-service/view.ts';
import { Evaluation } from '../../../ports/evaluator.ts';
import type { Row } from '../api/rows.ts';
import { Definitions } from '../flags/definitions.ts';
import { FlagGiven, FlagsGiven } from '../flags/evaluate.ts';
import { FlagsMoved } from '../flags/events.ts';
import { FlagsListed } from '../flags/looks.ts';
import { Evaluations, NotEvaluated } from '../flags/ofrep.ts';
import { FlagsChanged } from '../flags/rest.ts';
import { StatesShown } from '../flags/states.ts';

export type Json = { readonly [key: string]: unknown };

/** Those that are a word of their own, wherever they stand. The others are called as the operation that answers so. */
const WORDS: readonly (readonly [string, z.ZodType])[] = [
  ['Plan', Plan],
  ['Opinion', Opinion],
  ['Event', Event],
  ['Standing', Standing],
  ['Heard', Heard],
  ['ServiceStatus', ServiceStatus],
  ['OpsStatus', OpsStatus],
  ['Health', Health],
  ['Heeded', Heeded],
  ['KeptPush', KeptPush],
  ['FlagView', FlagView],
  ['FlagsListed', FlagsListed],
  ['FlagsChanged', FlagsChanged],
  ['FlagGiven', FlagGiven],
  ['FlagsGiven', FlagsGiven],
  ['Definitions', Definitions],
  ['StatesShown', StatesShown],
  ['Evaluation', Evaluation],
  ['Evaluations', Evaluations],
  ['NotEvaluated', NotEvaluated],
  ['FlagsMoved', FlagsMoved],
];

const PLACE = '#/components/schemas/';
export const ref = (name: string): Json => ({ $ref: `${PLACE}${name}` });

/** `flags status` is `flagsStatus` where it is called, and `FlagsStatus` where it answers. */
export const inOneWord = (operation: string): string =>
  operation.replaceAll(/[ -](\w)/g, (_, letter: string) => letter.toUpperCase());

export type Named = ReadonlyMap<z.ZodType, string>;

export const namesOf = (rows: readonly Row[], operations: ReadonlyMap<string, Operation>): Named => {
  const names = new Map<z.ZodType, string>(WORDS.map(([name, schema]) => [schema, name]));
  for (const { operation } of rows) {
    const output = operations.get(operation)?.output;
    const word = inOneWord(operation);
    if (output && !names.has(output)) names.set(output, `${word.charAt(0).toUpperCase()}${word.slice(1)}`);
  }
  return names;
};

/** How the schema of an answer is called: that of the document, and what was remarked on the way. */
export const answerName = (names: Named, { output }: Pick<Operation, 'output'>): string => `${names.get(output)}Answer`;

/** All schemas by name; each stands once, and the others point at it. */
export const schemasOf = (names: Named): Readonly<Record<string, Json>> => {
  const registry = z.registry<{ id: string }>();
  for (const [schema, id] of names) registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, { ...HOW, io: 'output', uri: (id) => `${PLACE}${id}` });
  const documents = Object.entries(schemas).map(([name, schema]) => [name, plain(schema)] as const);
  const answers = documents.map(([name, schema]) => [`${name}Answer`, withWarnings(schema)] as const);
  return Object.fromEntries([...documents, ...answers]);
};

/** What an operation takes of a request, as JSON Schema of an object. */
export const inputOf = ({ input }: Operation, takes: readonly string[]): Json =>
  sentAs(z.strictObject(Object.fromEntries(Object.entries(input.shape).filter(([name]) => takes.includes(name)))));

/** What may be sent, as JSON Schema. */
export const sentAs = (schema: z.ZodType): Json => plain(z.toJSONSchema(schema, { ...HOW, io: 'input' }));

/** What only a command line has use for. */
const OF_COMMANDS = ['value', 'positional', 'off', 'no'];

const HOW = {
  target: 'draft-2020-12',
  unrepresentable: 'any',
  override: ({ jsonSchema }: { readonly jsonSchema: Record<string, unknown> }) => {
    for (const key of OF_COMMANDS) delete jsonSchema[key];
  },
} as const;

/** zod keeps notes of its own on what it returns; a published document has none. */
const plain = (schema: object): Json => {
  const { $schema: _, $id: __, ...rest } = JSON.parse(JSON.stringify(schema));
  return rest;
};

const withWarnings = (schema: Json): Json => ({
  ...schema,
  properties: { ...(schema['properties'] as Json), warnings: { type: 'array', items: ref('Problem') } },
});

/** Those that something points at, from the paths on. */
export const usedIn = (paths: Json, schemas: Readonly<Record<string, Json>>): Readonly<Record<string, Json>> => {
  const used = new Set<string>();
  const follow = (part: unknown): void => {
    for (const [, name = ''] of JSON.stringify(part).matchAll(/"#\/components\/schemas\/(\w+)"/g))
      if (!used.has(name)) {
        used.add(name);
        follow(schemas[name] ?? {});
      }
  };
  follow(paths);
  return Object.fromEntries(Object.entries(schemas).filter(([name]) => used.has(name)));
};
