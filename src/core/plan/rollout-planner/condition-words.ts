import type { Condition } from '../../values/audience.ts';

const WORDS: readonly (readonly [Condition['is'], string])[] = [
  ['equal-to', '=='],
  ['one-of', 'in'],
  ['ends-with', 'ends with'],
  ['starts-with', 'starts with'],
  ['contains', 'contains'],
];

const BARE = /^[\w@.+:/-]+$/;

/** `user.email ends with @company.com`, `user.tier == 'beta'`. */
export const sayCondition = ({ attribute, is, values }: Condition): string =>
  `${attribute} ${wordFor(is)} ${values.map((value) => sayValue(value, is)).join(', ')}`;

const wordFor = (is: Condition['is']): string => WORDS.find(([kind]) => kind === is)?.[1] ?? is;

const sayValue = (value: string, is: Condition['is']): string => {
  if (!BARE.test(value)) return JSON.stringify(value);
  return is === 'equal-to' || is === 'one-of' ? `'${value}'` : value;
};

/** Undefined unless every character of it is understood: who is let in is never guessed. */
export const readCondition = (text: string): Condition | undefined => {
  for (const [is, word] of WORDS) {
    const at = text.indexOf(` ${word} `);
    const attribute = text.slice(0, at);
    const values = at > 0 && BARE.test(attribute) ? readValues(text.slice(at + word.length + 2)) : undefined;
    if (values) return { attribute, is, values };
  }
  return undefined;
};

const VALUE = /"(?:[^"\\]|\\.)*"|'[^'"]*'|[\w@.+:/-]+/y;

const readValues = (text: string): string[] | undefined => {
  const values: string[] = [];
  let at = 0;
  while (at < text.length) {
    VALUE.lastIndex = at;
    const found = VALUE.exec(text)?.[0];
    const value = found === undefined ? undefined : unquoted(found);
    if (found === undefined || !value) return undefined;
    values.push(value);
    at += found.length;
    if (at === text.length) return values;
    if (!text.startsWith(', ', at)) return undefined;
    at += 2;
  }
  return undefined;
};

const unquoted = (token: string): string | undefined => {
  if (token.startsWith("'")) return token.slice(1, -1);
  if (!token.startsWith('"')) return token;
  try {
    const value: unknown = JSON.parse(token);
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
};
