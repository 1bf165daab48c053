import type { z } from 'zod';
import type { FieldMeta } from '../../app/operation.ts';

/** One field of an operation's input, as a command line shows it. */
export type Field = {
  readonly key: string;
  readonly flag: string;
  readonly about: string;
  readonly positional: boolean;
  readonly required: boolean;
  /** What stands for the value in help; undefined for a switch. */
  readonly value: string | undefined;
  readonly many: boolean;
  readonly choices: readonly string[] | undefined;
  readonly numeric: boolean;
  readonly no: FieldMeta['no'];
  /** What counts where nothing is said, as it would be typed; undefined where that is nothing, or off. */
  readonly fallback: string | undefined;
};

export const fieldsOf = (input: z.ZodObject): Field[] =>
  Object.entries(input.shape).map(([key, schema]) => fieldOf(key, schema));

const fieldOf = (key: string, schema: z.core.$ZodType): Field => {
  const { inner, required } = unwrap(schema);
  const meta = metaOf(schema);
  const kind = inner._zod.def.type;
  const isOn = kind === 'boolean' && defaultOf(schema) === true;
  const choices = choicesOf(kind === 'array' ? elementOf(inner) : inner);
  return {
    key,
    flag: `--${isOn ? 'no-' : ''}${key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
    about: (isOn ? meta.off : undefined) ?? meta.description ?? '',
    positional: meta.positional ?? false,
    required,
    value: kind === 'boolean' ? undefined : (meta.value ?? choices?.join('|') ?? 'TEXT'),
    many: kind === 'array',
    choices,
    numeric: kind === 'number',
    no: meta.no,
    fallback: typed(defaultOf(schema)),
  };
};

type Def = {
  type: string;
  innerType?: z.core.$ZodType;
  element?: z.core.$ZodType;
  entries?: Record<string, string>;
  defaultValue?: unknown;
};
const defOf = (schema: z.core.$ZodType): Def => schema._zod.def as unknown as Def;

const unwrap = (schema: z.core.$ZodType): { inner: z.core.$ZodType; required: boolean } => {
  const { type, innerType } = defOf(schema);
  if ((type === 'optional' || type === 'default') && innerType)
    return { inner: unwrap(innerType).inner, required: false };
  return { inner: schema, required: true };
};

/** A switch that is on by itself is one to switch off: `--no-history`. */
const defaultOf = (schema: z.core.$ZodType): unknown => {
  const { type, defaultValue, innerType } = defOf(schema);
  if (type === 'default') return defaultValue;
  return type === 'optional' && innerType ? defaultOf(innerType) : undefined;
};

const typed = (value: unknown): string | undefined => {
  if (Array.isArray(value)) return value.map(typed).join(' ') || undefined;
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
};

const elementOf = (schema: z.core.$ZodType): z.core.$ZodType => defOf(schema).element ?? schema;

const choicesOf = (schema: z.core.$ZodType): readonly string[] | undefined => {
  const { type, entries } = defOf(schema);
  return type === 'enum' && entries ? Object.values(entries) : undefined;
};

/** The words of a field stand on its outermost schema, or on the one inside where it was made optional afterwards. */
const metaOf = (schema: z.core.$ZodType): FieldMeta => {
  const own = (schema as z.ZodType).meta?.() as FieldMeta | undefined;
  const { innerType } = defOf(schema);
  return own ?? (innerType ? metaOf(innerType) : {});
};
