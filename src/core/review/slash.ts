import { Level } from '../values/level.ts';
import { StrategyKind } from '../values/strategy-kind.ts';

/** What somebody asks for in a comment. The grammar is exact: what is nearly a command is none, and is said to be none. */
export type Slash =
  | { readonly is: 'help' }
  | { readonly is: 'plan' }
  | { readonly is: 'strategy'; readonly strategy: StrategyKind }
  | { readonly is: 'override'; readonly level: Level; readonly reason: string }
  | { readonly is: 'approve'; readonly digest: string }
  | { readonly is: 'act'; readonly act: SlashAct; readonly rollout: string; readonly reason: string };

export type SlashAct = (typeof ACTS)[number];
const ACTS = ['apply', 'pause', 'resume', 'rollback'] as const;

/** Nobody's command, somebody's, or a line that begins like one and is none. */
export type SlashRead =
  | { readonly is: 'none' }
  | { readonly is: 'command'; readonly command: Slash }
  | { readonly is: 'unclear'; readonly why: string };

const MAX_LENGTH = 65_536;
const BEGINS = /^\/rampart(?:\s|$)/;

/**
 * The one command of a comment: its first line outside quotes and code. A quoted command is somebody else's, and a command in a block of code is
 * an example. Several in one comment are refused, because nobody could tell which was meant first.
 */
export const readSlash = (body: string): SlashRead => {
  if (body.length > MAX_LENGTH) return { is: 'none' };
  const said = ownLines(body).filter((line) => BEGINS.test(line));
  const [line, ...others] = said;
  if (line === undefined) return { is: 'none' };
  if (others.length > 0) return { is: 'unclear', why: 'one command in a comment, please' };
  return commandIn(line);
};

/** Lines that stand for themselves: no quote, no code, no HTML comment. */
const ownLines = (body: string): readonly string[] => {
  let fence: string | undefined;
  return withoutComments(body)
    .split(/\r\n|\n|\r/)
    .filter((line) => {
      const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
      if (fence !== undefined) {
        if (mark?.startsWith(fence)) fence = undefined;
        return false;
      }
      if (mark !== undefined) fence = mark;
      return fence === undefined && !/^(?: {4}|\t| {0,3}>)/.test(line);
    })
    .map((line) => line.trim());
};

const withoutComments = (body: string): string => {
  let [text, from] = ['', 0];
  for (;;) {
    const at = body.indexOf('<!--', from);
    if (at < 0) return text + body.slice(from);
    text += body.slice(from, at);
    const end = body.indexOf('-->', at);
    if (end < 0) return text;
    from = end + 3;
  }
};

const WORD = /^(?:"([^"\\]{1,300})"|(\S{1,300}))(?:\s+|$)/;

/** Words, of which one in quotes may hold blanks; undefined where a quote does not end. */
const wordsOf = (line: string): readonly string[] | undefined => {
  const words: string[] = [];
  let rest = line;
  while (rest !== '') {
    const word = WORD.exec(rest);
    if (!word || word[2]?.includes('"')) return undefined;
    words.push(word[1] ?? word[2] ?? '');
    rest = rest.slice(word[0].length);
  }
  return words;
};

const commandIn = (line: string): SlashRead => {
  const words = wordsOf(line);
  if (words === undefined) return { is: 'unclear', why: 'a quote in it does not end' };
  const [, name = 'help', ...given] = words;
  const read = Object.hasOwn(FORMS, name) ? FORMS[name]?.(given) : undefined;
  if (read) return { is: 'command', command: read };
  const near = Object.hasOwn(USAGE, name) ? USAGE[name] : undefined;
  return { is: 'unclear', why: near ? `it goes like this: ${near}` : 'that is no command; /rampart help lists them' };
};

type Form = (given: readonly string[]) => Slash | undefined;

const act =
  (name: SlashAct): Form =>
  ([rollout, reason, ...more]) =>
    rollout !== undefined && ID.test(rollout) && reason !== undefined && more.length === 0
      ? { is: 'act', act: name, rollout, reason }
      : undefined;

const ID = /^[a-z0-9][a-z0-9-]{0,199}$/;
const DIGEST = /^sha256:([0-9a-f]{8,64})$/;

const FORMS: Readonly<Record<string, Form>> = {
  help: (given) => (given.length === 0 ? { is: 'help' } : undefined),
  plan: (given) => (given.length === 0 ? { is: 'plan' } : undefined),
  strategy: ([name, ...more]) => {
    const strategy = StrategyKind.safeParse(name);
    return strategy.success && more.length === 0 ? { is: 'strategy', strategy: strategy.data } : undefined;
  },
  override: ([name, reason, ...more]) => {
    const level = Level.safeParse(name);
    return level.success && reason !== undefined && more.length === 0
      ? { is: 'override', level: level.data, reason }
      : undefined;
  },
  approve: ([digest = '', ...more]) => {
    const found = DIGEST.exec(digest)?.[1];
    return found !== undefined && more.length === 0 ? { is: 'approve', digest: found } : undefined;
  },
  ...Object.fromEntries(ACTS.map((name) => [name, act(name)])),
};

/** How each command is written. */
export const USAGE: Readonly<Record<string, string>> = {
  plan: '/rampart plan',
  strategy: '/rampart strategy canary',
  override: '/rampart override high "reason"',
  approve: '/rampart approve sha256:abcd1234',
  ...Object.fromEntries(ACTS.map((name) => [name, `/rampart ${name} ID "reason"`])),
  help: '/rampart help',
};
