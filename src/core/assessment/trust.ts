import type { Policy } from '../policy/policy.ts';

/** What is known of where a change comes from. All of it is a claim, so whatever is missing trusts nobody. */
export type Origin = {
  /** Everybody who wrote a commit of it, as git tells: `Name <address>`. */
  readonly authors: readonly string[];
  /** Said by whoever runs the command: the change was made outside of this repository. */
  readonly fork: boolean;
  /** The change edits the policy that would trust its author. */
  readonly editsPolicy: boolean;
};

export type Trust = { readonly yes: true } | { readonly yes: false; readonly why: string };

/** Whether an adviser may clear suspicions of this change. Forks never; a change that edits the policy never. */
export const trustIn = (
  { clearing, trustedAuthors }: Pick<Policy['adviser'], 'clearing' | 'trustedAuthors'>,
  origin: Origin,
): Trust => {
  if (origin.fork) return no('the change comes from a fork');
  if (origin.editsPolicy) return no('the change edits the policy');
  if (clearing === 'never') return no('the policy lets nobody clear a suspicion');
  if (clearing === 'every-author') return { yes: true };
  if (origin.authors.length === 0) return no('nobody is known to have written the change');
  const stranger = origin.authors.find((author) => !namesOf(author).some((name) => trustedAuthors.includes(name)));
  return stranger === undefined ? { yes: true } : no(`the policy does not list ${stranger} among its trusted authors`);
};

const no = (why: string): Trust => ({ yes: false, why });

/** Whole, and by name or address alone. */
const namesOf = (author: string): readonly string[] => {
  const at = author.lastIndexOf('<');
  if (at < 0) return [author];
  return [author, author.slice(0, at).trim(), author.slice(at + 1).replace(/>$/, '')].filter(Boolean);
};
