import { isBare, isPassword, isRandom, isSetting, isToken } from './likely.ts';
import type { Secret } from './secret.ts';

const PASSWORD =
  'passwords?|passwd|passphrase|pass_phrase|pwd|(?<!com|by|tres|sur|over|under|\\?\\s{0,3}["\'])pass(?=["\'\\s:=])';
const TOKEN =
  'secret|token|api_?-?key|access_?-?key|auth_?-?key|private_?-?key|encryption_?-?key|signing_?-?key|session_?-?key|master_?-?key|license_?-?key|credentials?|salt|pepper|connection_?-?string|webhook_?-?url';

/** The rest of a name that makes it the name of something else: where the secret is kept, what it is called. */
const NOT_IT =
  /(?:name|refs?|ids?|type|path|file|field|label|header|hint|length|size|count|limit|ttl|expiry|expires?|ur[il]|policy|prefix|param|regex|pattern|placeholder|error|message|rules?|input|form|strength|usage|text|title|column|provider|manager|store|service|class|version|scope|env|at)$/i;

/** `password = "…"`, `:secret => '…'`, `"token": "…"`, also with escaped quotes, in a comparison or as an argument. */
const QUOTED = new RegExp(
  `(?:(${PASSWORD})|${TOKEN})([\\w-]{0,30})\\\\?["'\\])]{0,2}(?:\\s{0,6}:\\s{0,2}[A-Za-z]{1,12})?\\s{0,20}(=>|:=|[!=]={1,2}|[:=(,])\\s{0,10}[a-z]{0,2}\\\\?["'\`]`,
  'gi',
);

/** The same without quotes, as in YAML, in properties or after an option. */
const BARE = new RegExp(
  `(?:${PASSWORD}|${TOKEN})([\\w-]{0,30})["']?(?:\\s{0,20}(?:=>|:=|[:=])\\s{0,10}|(?<=--[\\w-]{1,40})[ =])([^\\s"'\`,;]{4,2000})`,
  'gi',
);

/** A line of settings: a name in capitals, a sign, and the rest of the word. */
const SETTING =
  /^[\s+>|\d-]{0,20}(?:(?:export|set|ENV|ARG)\s{1,4})?(?:[A-Z0-9]{1,30}_){0,6}(?:PASSWORD|PASSWD|PASSPHRASE|PASS|PWD|SECRET|TOKEN|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY|AUTH_?KEY|ENCRYPTION_?KEY|SIGNING_?KEY|SECRET_?KEY|CREDENTIALS?|SALT)(?:_?(?:BASE|V|KEY)?\d{0,3})?\s{0,4}[=:]\s{0,4}["']?([^\s"'#]{4,2000})/gm;

const IN_TAGS =
  /<[\w:.-]{0,40}(?:password|passwd|secret|token|apikey|api-key)>([^<\n]{4,500})<\/|(?:name|key|id)="[\w:.-]{0,60}(?:password|passwd|secret|token|apikey|api[_-]key)"\s{1,10}value="([^"\n]{4,500})"/gi;

/** `Password=…;` in a connection string, where the value ends with the next sign. */
const CONNECTION = /(?:password|pwd)\s{0,2}=\s{0,2}([^;'"\s,&)]{3,200});/gi;

const LITERAL = /["'`]([A-Za-z0-9+/=_.-]{32,300})["'`]/g;
const ABOUT = /key|secret|token|auth|cred|passw|sign|cipher|bearer|webhook|salt|hmac/i;
const NO_SECRET = /sha\d{1,3}-|data:|integrity|checksum|digest|sha\d{3}|base64,|resolved/i;

/** A credential that its name gives away, wherever it stands. */
export const namedIn = (text: string): readonly Secret[] => [
  ...quotedIn(text),
  ...bareIn(text),
  ...valuesIn(text, SETTING, isSetting),
  ...valuesIn(text, IN_TAGS, isPassword),
  ...valuesIn(text, CONNECTION, isPassword),
  ...lonelyIn(text),
];

const quotedIn = (text: string): Secret[] =>
  [...text.matchAll(QUOTED)].flatMap(({ index, 0: all, 1: password, 2: rest = '', 3: sign }) => {
    const from = index + all.length;
    const to = closing(text, from, all.at(-1) ?? '"');
    const value = text.slice(from, to);
    if (NOT_IT.test(rest)) return [];
    const holds = password !== undefined && sign !== ',' ? isPassword(value) : isToken(value);
    return holds ? [{ kind: password === undefined ? 'secret' : 'password', from, to }] : [];
  });

const LONGEST = 4000;

/** Where a quoted text ends: at its own quote sign, or at the end of the line. A quote may be escaped once more than its string. */
const closing = (text: string, from: number, quote: string): number => {
  const most = Math.min(text.length, from + LONGEST);
  for (let at = from; at < most; at += 1) {
    const sign = text[at];
    if (sign === '\n') return at;
    if (sign === quote) return text[at - 1] === '\\' && at - 1 > from ? at - 1 : at;
  }
  return most;
};

const bareIn = (text: string): Secret[] =>
  [...text.matchAll(BARE)].flatMap(({ index, 0: all, 1: rest = '', 2: value = '' }) => {
    const to = index + all.length;
    return NOT_IT.test(rest) || !isBare(value) ? [] : [{ kind: 'secret', from: to - value.length, to }];
  });

const valuesIn = (text: string, pattern: RegExp, holds: (value: string) => boolean): Secret[] =>
  [...text.matchAll(pattern)].flatMap(({ index, 0: all, 1: first, 2: second }) => {
    const value = first ?? second ?? '';
    const from = index + all.lastIndexOf(value);
    return holds(value) ? [{ kind: 'secret', from, to: from + value.length }] : [];
  });

const AROUND = 200;

/** Nobody says what it is, but it looks drawn by lot, and its line speaks of keys. */
const lonelyIn = (text: string): Secret[] =>
  [...text.matchAll(LITERAL)].flatMap(({ index, 1: value = '' }) => {
    const from = index + 1;
    const line =
      text
        .slice(Math.max(0, from - AROUND), from)
        .split('\n')
        .at(-1) ?? '';
    const holds = isRandom(value) && ABOUT.test(line) && !NO_SECRET.test(line) && !NO_SECRET.test(value.slice(0, 8));
    return holds ? [{ kind: 'random-text', from, to: from + value.length }] : [];
  });
