import type { Operation } from '../../../app/operation.ts';
import type { Row } from '../api/rows.ts';
import { EXAMPLES } from './examples.ts';
import { type Failing, failing } from './problems.ts';
import { takes } from './rights.ts';
import { answerName, inOneWord, inputOf, type Json, type Named, ref } from './schemas.ts';

/** The routes that are operations, as OpenAPI has them. */
export const pathsOf = (
  rows: readonly Row[],
  operations: ReadonlyMap<string, Operation>,
  names: Named,
): Readonly<Record<string, Json>> => {
  const paths: Record<string, Json> = {};
  for (const row of rows) {
    const operation = operations.get(row.operation);
    if (!operation) throw new Error(`no operation is called ${row.operation}`);
    const path = inBraces(row.path);
    paths[path] = { ...paths[path], [row.method]: routeOf(row, operation, names) };
  }
  return paths;
};

/** `:rollout` is `{rollout}` there. */
export const inBraces = (path: string): string => path.replaceAll(/:(\w+)/g, '{$1}');

const routeOf = (row: Row, operation: Operation, names: Named): Json => {
  const given = inputOf(operation, row.takes);
  const query = row.method === 'get' ? queryOf(row, given) : [];
  const parameters = [...placesIn(row), ...query, ...headersOf(row)];
  return {
    operationId: inOneWord(row.operation),
    summary: operation.summary,
    description: takes(row.right, WHERE[row.where]),
    tags: [tagOf(row)],
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(row.method === 'post' ? { requestBody: bodyOf(row, given) } : {}),
    responses: { ...goodOf(row, answerName(names, operation)), ...failing(...badOf(row)) },
  };
};

const WHERE: Readonly<Record<Row['where'], string>> = {
  rollout: 'in the environment of the rollout',
  plan: 'in the environment of the plan',
  some: 'in some environment',
  all: 'in all environments',
};

const tagOf = ({ path, method, where }: Row): string => {
  if (where === 'rollout') return method === 'post' ? 'commands' : 'rollouts';
  const [, , , group = ''] = path.split('/');
  return ['rollouts', 'programs', 'flags', 'access'].includes(group) ? group : 'judgement';
};

const placesIn = ({ path }: Row): readonly Json[] =>
  [...path.matchAll(/:(\w+)/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string', minLength: 1, maxLength: 200 },
    example: name === 'rollout' ? 'new-login' : `a-${name}`,
  }));

const queryOf = (row: Row, given: Json): readonly Json[] =>
  inQuery(given, { usual: row.usual, examples: EXAMPLES[inOneWord(row.operation)] });

type Fields = Readonly<Record<string, unknown>> | undefined;

/** The fields of an object, as they stand behind a question mark. */
export const inQuery = (
  { properties = {}, required = [] }: Json,
  { usual, examples }: { readonly usual?: Fields; readonly examples?: Fields } = {},
): readonly Json[] =>
  Object.entries(properties as Record<string, Json>).map(([name, { description, ...schema }]) => ({
    name,
    in: 'query',
    ...(description === undefined ? {} : { description }),
    required: (required as readonly string[]).includes(name),
    schema: usual?.[name] === undefined ? schema : { ...schema, default: usual[name] },
    ...(examples?.[name] === undefined ? {} : { example: examples[name] }),
  }));

const parameter = (name: string): Json => ({ $ref: `#/components/parameters/${name}` });

const headersOf = ({ method, where, steady }: Row): readonly Json[] => [
  ...(method === 'post' && where === 'rollout' ? [parameter('IfMatch')] : []),
  ...(method === 'post' && (where === 'rollout' || where === 'plan') ? [parameter('IdempotencyKey')] : []),
  ...(steady ? [parameter('IfNoneMatch')] : []),
];

/** A document is sent as JSON, or as its text. */
const DOCUMENTS: Readonly<Record<string, Json>> = {
  plan: { anyOf: [ref('Plan'), { type: 'string' }] },
  opinion: { anyOf: [ref('Opinion'), { type: 'string' }] },
};

const bodyOf = (row: Row, given: Json): Json => {
  const documents = Object.keys(row.documents ?? {}).map((name) => [name, DOCUMENTS[name] ?? { type: 'string' }]);
  const properties = { ...Object.fromEntries(documents), ...(given['properties'] as Json | undefined) };
  const needed = [...((given['required'] as readonly string[] | undefined) ?? []), ...neededOf(row)];
  const schema = { ...given, properties, ...(needed.length > 0 ? { required: needed } : {}) };
  const example = EXAMPLES[inOneWord(row.operation)] ?? (row.takes.includes('reason') ? REASON : {});
  return { required: needed.length > 0, content: { 'application/json': { schema, example } } };
};

/** A plan can be asked nothing of where there is none; a change may be words alone. */
const neededOf = ({ documents = {} }: Row): readonly string[] =>
  Object.keys(documents).filter((name) => name === 'plan');

const REASON = { reason: 'a ticket says that refunds are wrong' };

const goodOf = (row: Row, answer: string): Json => {
  const headers = {
    ...(row.where === 'rollout' ? { ETag: { $ref: '#/components/headers/ETag' } } : {}),
    ...(row.takes.includes('after') ? { Link: { $ref: '#/components/headers/Link' } } : {}),
  };
  const good = {
    description: row.method === 'get' ? 'How it stands.' : 'What came of it.',
    ...(Object.keys(headers).length > 0 ? { headers } : {}),
    content: { 'application/json': { schema: ref(answer) } },
  };
  return {
    [row.answers ?? 200]: good,
    ...(row.steady ? { 304: { description: 'Nothing has happened since.' } } : {}),
  };
};

const badOf = ({ where, method, raises, shared, documents }: Row): readonly Failing[] => {
  const changes = method !== 'get' && (where === 'rollout' || where === 'plan');
  const found: readonly (readonly [Failing, boolean])[] = [
    [400, true],
    [401, true],
    [403, true],
    [404, where === 'rollout'],
    [409, changes],
    [412, method !== 'get' && where === 'rollout'],
    [413, method === 'post'],
    [415, method === 'post'],
    [422, documents !== undefined || changes],
    [428, raises === true],
    [429, true],
    [502, shared === true || changes],
  ];
  return found.flatMap(([status, is]) => (is ? [status] : []));
};
