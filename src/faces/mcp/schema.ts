import { z } from 'zod';
import type { Operation } from '../../app/operation.ts';
import type { ToolRow } from './tools.ts';

const DIFF_MAX = 10 * 1024 * 1024;
const DIGEST = /^sha256:[0-9a-f]{64}$/;

const diff = z
  .string()
  .min(1)
  .max(DIFF_MAX)
  .optional()
  .describe('a unified diff; left out: the branch of this repository');
const opinion = z
  .record(z.string(), z.unknown())
  .optional()
  .describe('your opinion, by the schema rampart://schemas/opinion');
const plan = z
  .union([z.string().min(1).max(4096), z.record(z.string(), z.unknown())])
  .describe('a plan: sha256:… of one made here, the path of a plan file, or the document itself');
const fields = z.array(z.string().max(80)).max(40).optional().describe('only these top-level fields of the answer');
const code = z
  .string()
  .max(20)
  .optional()
  .describe('where this client cannot ask a person: the code that this server has shown them');
const page = {
  cursor: z
    .string()
    .regex(/^\d{1,9}$/)
    .optional()
    .describe('nextCursor of the page before'),
  limit: z.int().min(1).max(200).default(50).describe('rows of a page'),
};

/** What a tool takes: the fields of its operation that are meant for a model, and documents in place of their paths. */
export const inputOf = (row: ToolRow, operation: Operation): z.ZodObject => {
  const shape = row.takes.map((key) => [key, fieldFor(row, operation, key)] as const);
  return z.strictObject({
    ...Object.fromEntries(shape),
    ...(row.pages === undefined ? {} : page),
    ...(row.is === 'acts' ? { code } : { fields }),
  });
};

/** A plan that may be left out on a command line may be left out here. */
const fieldFor = (row: ToolRow, operation: Operation, key: string): z.ZodType => {
  const own = fieldOf(operation, key);
  const document = documentFor(row, key);
  if (!document) return own;
  return own.safeParse(undefined).success ? document.optional() : document;
};

const fieldOf = ({ name, input }: Operation, key: string): z.ZodType => {
  const field: z.ZodType | undefined = input.shape[key];
  if (!field) throw new Error(`${name} takes no ${key}`);
  return field;
};

const documentFor = ({ plans, operation }: ToolRow, key: string): z.ZodType | undefined => {
  if (plans.includes(key)) return plan;
  const isChange = operation === 'plan' || operation === 'risk';
  if (isChange && key === 'diff') return diff;
  return isChange && key === 'opinion' ? opinion : undefined;
};

/**
 * What a tool answers, one level deep: names and meanings of its fields. The whole of it is published as a schema, and
 * would cost every conversation thousands of words.
 */
export const outputOf = ({ answers }: ToolRow, operation: Operation): { readonly [key: string]: unknown } => {
  if (answers) return { type: 'object', required: ['schemaVersion', ...answers] };
  const { properties = {} } = z.toJSONSchema(operation.output, { io: 'input', unrepresentable: 'any' });
  return {
    type: 'object',
    properties: Object.fromEntries(Object.entries(properties).map(([key, schema]) => [key, shallow(schema)])),
    required: ['schemaVersion'],
  };
};

const shallow = (schema: unknown): object => {
  const type = typeof schema === 'object' && schema !== null && 'type' in schema ? schema.type : undefined;
  return type === undefined ? {} : { type };
};

export const isDigest = (text: string): boolean => DIGEST.test(text);

/** As a model names a plan, and as we do. */
export const digestIn = (name: string): string => name.replace(/^sha256:/, '');
export const namedBy = (digest: string): string => `sha256:${digest}`;
