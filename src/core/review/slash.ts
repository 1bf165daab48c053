import type { ReviewCommand } from '../policy/review-rules.ts';
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

/** What the policy calls it. */
export const nameOf = (slash: Slash): ReviewCommand => (slash.is === 'act' ? slash.act : slash.is);

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

/** Lines that stand for themselves: no quote, no code, nothing that a reader does not see as somebody's own words. */
const ownLines = (body: string): readonly string[] => {
  let fence: string | undefined;
  let quoted = false;
  return withoutHtml(body)
    .split(/\r\n|\n|\r/)
    .filter((line) => {
      if (fence !== undefined) {
        if (closes(line, fence)) fence = undefined;
        return false;
      }
      fence = openedBy(line);
      // Until a blank line, what follows a quote is shown as part of it.
      quoted = line.trim() !== '' && (quoted || QUOTE.test(line));
      return fence === undefined && !quoted && !INDENTED.test(line);
    })
    .map((line) => line.trim());
};

const QUOTE = /^ {0,3}>/;
const INDENTED = /^(?: {4}|\t)/;
const ITEM = /^ {0,3}(?:[-*+]|\d{1,9}[.)]) {1,4}/;
const FENCE = /^ {0,3}(`{3,}(?=[^`]*$)|~{3,})/;

/** A block of code may begin in an item of a list. */
const openedBy = (line: string): string | undefined => {
  let rest = line;
  while (ITEM.test(rest)) rest = rest.replace(ITEM, '');
  return FENCE.exec(rest)?.[1];
};

/** As many signs or more, and nothing behind them. */
const closes = (line: string, fence: string): boolean => {
  const said = line.trim();
  return said.startsWith(fence) && said === fence.charAt(0).repeat(said.length);
};

const OPENS = /<!--|<(pre|code|samp|blockquote|details|script|style|textarea|template)\b/gi;

/** What HTML hides, folds or quotes goes; a sign stays in its place, so that nothing grows together over the gap. */
const withoutHtml = (body: string): string => {
  const lower = body.toLowerCase();
  let [text, from] = ['', 0];
  for (const { 0: opener, 1: tag, index } of lower.matchAll(OPENS)) {
    if (index < from) continue;
    text += `${body.slice(from, index)}\0`;
    const closer = tag === undefined ? '-->' : `</${tag}>`;
    const end = lower.indexOf(closer, index + opener.length);
    if (end < 0) return text;
    from = end + closer.length;
  }
  return text + body.slice(from);
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
