import { isMask } from './secret.ts';

/** Bits of a character, as Shannon counts them: prose in small letters is near 4 only when it is long, random text at once. */
export const entropyOf = (text: string): number => {
  const counts = new Map<string, number>();
  for (const sign of text) counts.set(sign, (counts.get(sign) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
};

const STAND_INS =
  /^(?:<[^<>]{0,80}>|\$\{?[\w.:-]{1,80}\}?|\$\{\{.{0,100}|\{\{.{0,100}|%[({]?\w{1,60}[)}]?[a-z]?%?|#\{.{0,100}|[*x.•_?-]{1,100}|@\w{1,60}@)$/i;
const SAYS_SO =
  /(?:change[_-]?(?:me|it|this)|replace[_-]?(?:me|this|with)|place[_-]?holder|your[_-]|dummy|redacted|masked|hidden|not[_-]?a[_-]?real|insert[_-]?here|fill[_-]?in|to[_-]?be[_-]?set|[*x•]{6}|^(?:required|nullable|optional|string|confirmed)[|,])/i;
const READS =
  /^(?:process\.env|import\.meta|os\.|env[.[(]|ENV\[|System\.|config[.[(]|settings[.[(]|secrets?[.[(]|vars?\.|local\.|data\.|params?[.[(]|props\.|this\.|self\.|req\.|request\.|ctx\.|await\b|new\b|get[A-Z_(]|fetch|read|load|generate|vault:|op:\/\/|arn:|ssm:|file:|env:)/;
const ORDINARY = new Set(
  `true false null none nil undefined required optional string text password passwd secret token hidden confirm
  invalid missing empty default username email number boolean object array unknown test example sample forgot reset
  current bearer basic header cookie session access refresh oauth apikey api_key user admin_password disabled enabled
  passphrase credentials`
    .trim()
    .split(/\s+/),
);

/** Stands for a credential without being one: a variable, a template, a word that says so. */
const standsIn = (value: string): boolean =>
  isMask(value) ||
  STAND_INS.test(value) ||
  SAYS_SO.test(value) ||
  READS.test(value) ||
  ORDINARY.has(value.toLowerCase()) ||
  new Set(value).size === 1;

/** Names of things: words joined by dots, dashes or slashes, without anything that looks drawn by lot. */
const NAMES = /^[./~@]{0,3}[A-Za-z_$]{1,40}(?:[./:\s-]{1,3}[A-Za-z_$]{1,40}){0,20}[?!.:]{0,3}$/;
const DOTTED = /^[A-Za-z_$][\w$]{0,60}(?:\??\.[A-Za-z_$][\w$]{0,60}){1,10}$/;

const hasLetter = (value: string): boolean => /[A-Za-z]/.test(value);
const hasDigit = (value: string): boolean => /\d/.test(value);
const hasSign = (value: string): boolean => /[^A-Za-z0-9\s._/:-]/.test(value);

/** What a quoted value under the name of a password is: nearly anything. People choose words. */
export const isPassword = (value: string): boolean =>
  value.length >= 4 && !standsIn(value) && (!/\s/.test(value) || (hasDigit(value) && hasSign(value)));

/** What is given under the name of a token, a key or a secret: long, without blanks, and more than a name. */
export const isToken = (value: string): boolean =>
  value.length >= 8 &&
  !/\s/.test(value) &&
  !standsIn(value) &&
  !NAMES.test(value) &&
  !/^[\d._-]+$/.test(value) &&
  !/^(?:https?:\/\/|\.{0,2}\/)/.test(value) &&
  (hasDigit(value) || hasSign(value)) &&
  entropyOf(value) >= 2.5;

/** Without quotes it may as well be code: then it takes letters and digits without the look of a name. */
export const isBare = (value: string): boolean =>
  value.length >= 8 &&
  hasLetter(value) &&
  (hasDigit(value) || hasSign(value)) &&
  !/[()[\]{}<>]/.test(value) &&
  !standsIn(value) &&
  !DOTTED.test(value) &&
  !NAMES.test(value) &&
  !/^[A-Za-z_$][A-Za-z_$]*\d{0,3}$/.test(value) &&
  !/^(?:https?:\/\/|\.{0,2}\/)/.test(value) &&
  entropyOf(value) >= 2.5;

/** In a file of settings what stands behind the sign is the value, whatever it looks like. */
export const isSetting = (value: string): boolean =>
  value.length >= 4 && !standsIn(value) && !/[()]/.test(value) && !/^(?:https?:\/\/|\.{0,2}\/)/.test(value);

/** Drawn by lot, for all one can see: long, of three kinds of signs, each about as often as the other. */
export const isRandom = (value: string): boolean =>
  value.length >= 32 &&
  /[a-z]/.test(value) &&
  /[A-Z]/.test(value) &&
  hasDigit(value) &&
  !/abcdefg|ABCDEFG|0123456/.test(value) &&
  entropyOf(value) >= 4.3;
