import type { Watched } from '../../../app/executor/watched.ts';

type One = Watched['happened'][number];

/** What happened, the latest first; what was said several times on end is said once, with how often. */
export type Group = One & { readonly times: number; readonly nth: number };

export const groupsOf = (happened: readonly One[]): readonly Group[] => {
  const groups: Group[] = [];
  for (const [nth, one] of happened.entries()) {
    const last = groups.at(-1);
    if (last && last.what === one.what && last.why === one.why)
      groups[groups.length - 1] = { ...last, ...one, times: last.times + 1 };
    else groups.push({ ...one, times: 1, nth });
  }
  return groups.toReversed();
};
