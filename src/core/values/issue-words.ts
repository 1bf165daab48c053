import type { z } from 'zod';
import { didYouMean, nearest } from './nearest.ts';
import { plain, quoted } from './quote.ts';

export type Issue = z.core.$ZodIssue;

/** As much of JSON Schema as is needed to say what belongs at a place. */
export type Form = z.core.JSONSchema.BaseSchema;

export type Said = {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  /** Where the trouble is with one key inside the place that the issue names. */
  readonly at?: PropertyKey;
};

/** What one issue comes to; several only for a place with several unknown fields. */
export const say = (issue: Issue, value: unknown, form: Form): Said[] => {
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownField(key, Object.keys(form.properties ?? {})));
    case 'invalid_type':
      return [value === undefined ? missing(issue.expected, form) : wrongType(issue.expected, value, form)];
    case 'too_big':
      return [outside(issue.origin, value, `${issue.inclusive ? 'at most' : 'less than'} ${issue.maximum}`)];
    case 'too_small':
      return [outside(issue.origin, value, `${issue.inclusive ? 'at least' : 'more than'} ${issue.minimum}`)];
    case 'invalid_value':
      return [unknownValue(value, issue.values.map(String), form)];
    case 'invalid_union':
      return [unknownValue(value, ('options' in issue ? (issue.options ?? []) : []).map(String), form)];
    default:
      return [wrongForm(value, issue.message)];
  }
};

const unknownField = (name: string, known: readonly string[]): Said => ({
  code: 'unknown-field',
  at: name,
  message: `is no field that belongs here${didYouMean(name, known)}`,
  hint:
    nearest(name, known) === undefined ? `take it out; what belongs here: ${list(known)}` : 'rename it or take it out',
});

const missing = (expected: string, form: Form): Said => ({
  code: 'missing-field',
  message: 'is missing',
  hint: `add ${typeInWords(expected)}${form.description === undefined ? '' : `: ${form.description}`}`,
});

const wrongType = (expected: string, value: unknown, form: Form): Said => ({
  code: 'wrong-type',
  message: `${quoted(value)} is ${kindOf(value)} where ${typeInWords(expected)} belongs`,
  hint: `write ${typeInWords(expected)}${about(form)}`,
});

const outside = (origin: string, value: unknown, allowed: string): Said => {
  if (origin === 'string')
    return {
      code: 'wrong-length',
      message: `${quoted(value)} has ${String(value).length} characters, and ${allowed} are allowed`,
      hint: String(value).length === 0 ? 'write something, or leave the field out where it is optional' : 'shorten it',
    };
  if (origin === 'array')
    return {
      code: 'wrong-length',
      message: `has ${Array.isArray(value) ? value.length : 'the wrong number of'} entries, and ${allowed} are allowed`,
      hint: 'add or take out entries',
    };
  return {
    code: 'out-of-range',
    message: `${quoted(value)} is not ${allowed}`,
    hint: `write a number that is ${allowed}`,
  };
};

const unknownValue = (value: unknown, known: readonly string[], form: Form): Said => {
  if (value === undefined)
    return { code: 'missing-field', message: 'is missing', hint: `write ${oneOf(known)}${about(form)}` };
  return {
    code: 'unknown-value',
    message: `${quoted(value)} is not ${oneOf(known)}${typeof value === 'string' ? didYouMean(value, known) : ''}`,
    hint: `write ${oneOf(known)}${about(form)}`,
  };
};

/** The schemas of this repository say what they expect where it is no plain type: "not an ISO 8601 duration: PT30M". */
const wrongForm = (value: unknown, message: string): Said => {
  const own = message.startsWith('not ') ? message.slice(4) : undefined;
  return {
    code: 'wrong-form',
    message: own === undefined ? `${quoted(value)}: ${message}` : `${quoted(value)} is not ${own.split(':')[0]}`,
    hint: own === undefined ? 'write it in the form that is asked for' : `write ${own}`,
  };
};

const TYPES: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

const typeInWords = (type: string): string => TYPES[type] ?? type;

const kindOf = (value: unknown): string => {
  if (value === null) return 'nothing';
  if (typeof value === 'number') return Number.isInteger(value) ? 'a number' : 'no whole number';
  return typeInWords(Array.isArray(value) ? 'array' : typeof value);
};

const about = ({ description }: Form): string => (description === undefined ? '' : `: ${description}`);

const oneOf = (known: readonly string[]): string => (known.length === 1 ? String(known[0]) : `one of ${list(known)}`);

const list = (names: readonly string[]): string => plain(names.join(', '), 300);
