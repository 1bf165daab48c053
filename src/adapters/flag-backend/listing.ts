import { FlagKey } from '../../core/flags/flag-parts.ts';
import type { ListedFlag, Unread } from '../../core/flags/inventory.ts';
import { failed, ok, type Problem, type Result } from '../../core/problem.ts';
import { plain, plainLine } from '../../core/values/quote.ts';
import type { Listed, Page } from '../../ports/flag-backend.ts';

/** Names of flags, and where this page of them ends. */
export type Names = { readonly names: readonly string[]; readonly next: string | undefined };

/** A page of names that are all at hand: in the order of their letters, so that the last one is a place to go on from. */
export const pageOf = (all: Iterable<string>, { after, most }: Page): Names => {
  const left = [...new Set(all)].filter((name) => after === undefined || name > after).toSorted(byLetters);
  const names = left.slice(0, most);
  return { names, next: left.length > most ? names.at(-1) : undefined };
};

const byLetters = (a: string, b: string): number => (a < b ? -1 : 1);

type Look = (key: string) => Result<ListedFlag | undefined> | Promise<Result<ListedFlag | undefined>>;

/** So many are asked for at once: a flag system has others to serve. */
const AT_ONCE = 8;

/**
 * The flags behind those names. One that is no flag of ours, or is broken, is named with the reason; one that went
 * meanwhile is left out; that the flag system cannot be asked is no list at all.
 */
export const listedBy = async ({ names, next }: Names, look: Look): Promise<Result<Listed>> => {
  const [flags, unread]: [ListedFlag[], Unread[]] = [[], []];
  for (let at = 0; at < names.length; at += AT_ONCE) {
    const some = names.slice(at, at + AT_ONCE);
    const looked = await Promise.all(some.map(async (name) => [name, await lookAt(name, look)] as const));
    for (const [name, found] of looked) {
      if (found.ok && found.value) flags.push(found.value);
      if (found.ok) continue;
      const fault = found.problems.find(({ kind }) => kind !== 'invalid');
      if (fault) return failed(...found.problems);
      unread.push(unreadOf(name, found.problems));
    }
  }
  return ok({ flags, unread, next });
};

const lookAt = (name: string, look: Look): ReturnType<Look> =>
  FlagKey.safeParse(name).success ? look(name) : failed(NO_KEY);

const NO_KEY: Problem = {
  kind: 'invalid',
  code: 'flag-no-key',
  path: '',
  message: 'its name is none that a plan can say',
  hint: 'rename it where it is',
  severity: 'error',
};

const unreadOf = (name: string, [first]: readonly Problem[]): Unread => ({
  name: plain(name, 100) || '""',
  why: plainLine(first?.message ?? ''),
});

/** What is kept of a flag that was found. */
export const listedFlag = ({ doubt, ...found }: Found): ListedFlag => ({
  ...found,
  ...(doubt === undefined ? {} : { doubt: plainLine(doubt) }),
});

type Found = Omit<ListedFlag, 'doubt'> & { readonly doubt?: string | undefined };
