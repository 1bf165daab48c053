import { problem, type Problem } from '../problem.ts';
import { pathInWords } from '../values/issues.ts';
import { quoted } from '../values/quote.ts';

const DEEPEST = 64;
const MOST_VALUES = 50_000;

/** Keys that reach an object's prototype in careless code. No policy has a use for them. */
const FORBIDDEN: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

export type Path = readonly (string | number)[];

export type Table = Readonly<Record<string, unknown>>;

export const isTable = (value: unknown): value is Table =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What keeps a value from being one that JSON could say, within bounds. Nothing else has to look for it afterwards. */
export const vet = (value: unknown): readonly Problem[] => {
  const vetting: Vetting = { problems: [], left: MOST_VALUES };
  look(value, [], vetting);
  return vetting.left < 0 ? [tooMany()] : vetting.problems;
};

type Vetting = { readonly problems: Problem[]; left: number };

const look = (value: unknown, path: Path, vetting: Vetting): void => {
  vetting.left -= 1;
  if (vetting.left < 0) return;
  if (typeof value !== 'object' || value === null) return lookAtScalar(value, path, vetting);
  if (path.length >= DEEPEST) return note(vetting, path.slice(0, 8), tooDeep());
  if (Array.isArray(value)) return value.forEach((inner, at) => look(inner, [...path, at], vetting));
  if (!isPlain(value)) return note(vetting, path, noJson('a value that JSON has no word for'));
  for (const [key, inner] of Object.entries(value)) {
    if (FORBIDDEN.has(key)) note(vetting, [...path, key], forbidden(key));
    else look(inner, [...path, key], vetting);
  }
};

const lookAtScalar = (value: unknown, path: Path, vetting: Vetting): void => {
  if (typeof value === 'number' && !Number.isFinite(value)) return note(vetting, path, noJson(`${value}`));
  if (!JSON_TYPES.has(typeof value)) note(vetting, path, noJson(quoted(typeof value)));
};

const JSON_TYPES: ReadonlySet<string> = new Set(['string', 'number', 'boolean', 'object']);

const isPlain = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
};

type Said = Pick<Problem, 'code' | 'message' | 'hint'>;

const note = ({ problems }: Vetting, path: Path, said: Said): void => {
  problems.push(problem({ kind: 'invalid', path: pathInWords(path), ...said }));
};

const forbidden = (key: string): Said => ({
  code: 'policy-forbidden-key',
  message: `${quoted(key)} may not be a key`,
  hint: 'take it out, or give the row another name',
});

const tooDeep = (): Said => ({
  code: 'policy-too-deep',
  message: `is nested more than ${DEEPEST} deep`,
  hint: 'no policy of ours is: look at how this file was made',
});

const noJson = (what: string): Said => ({
  code: 'policy-not-json',
  message: `${what} is no value that a policy can hold`,
  hint: 'write text, a finite number, true, false, a list or a table',
});

const tooMany = (): Problem =>
  problem({
    kind: 'invalid',
    code: 'policy-too-many-values',
    message: `is larger than ${MOST_VALUES} values`,
    hint: 'no policy of ours is: look at how this file was made',
  });
