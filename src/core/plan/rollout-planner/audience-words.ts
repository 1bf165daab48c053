import type { Policy } from '../../policy/policy.ts';
import type { Place, RingShare } from '../../values/audience.ts';

export type Heard = { readonly rings: readonly RingShare[]; readonly place: Place | undefined };

const PLACE = /^(\d{1,6}) (server|region)s?, up to (\d{1,3}(?:\.\d{1,3})?) ?% of traffic$/;
const SHARE = /^(\d{1,3}(?:\.\d{1,3})?) ?% of /;

/** Whom a target group names: rings of the policy, or some servers. Words that name neither are for people. */
export const hearAudience = (text: string, policy: Policy): Heard => {
  const place = hearPlace(text);
  if (place) return { rings: [], place };
  const parts = text.split('; ').flatMap((part) => part.split(', and '));
  return { rings: parts.flatMap((part) => hearRing(part.trim(), policy)), place: undefined };
};

const hearPlace = (text: string): Place | undefined => {
  const [, count, noun, share] = PLACE.exec(text) ?? [];
  if (!Number(count) || !(Number(share) <= 100)) return undefined;
  return { is: noun === 'server' ? 'servers' : 'regions', count: Number(count), share: Number(share) };
};

/**
 * By what the policy says of a ring, or by its name with the word for people behind it: "Internal team", "Beta users".
 * A ring that everyone is in is none here: the percentage already says it, and must not be outdone by a word.
 */
const hearRing = (part: string, policy: Policy): RingShare[] => {
  const share = SHARE.exec(part);
  const named = part.slice(share?.[0].length ?? 0).toLowerCase();
  const ring = Object.entries(policy.rings).find(
    ([name, { who, match }]) => match.length > 0 && (named === who.toLowerCase() || spellings(name).includes(named)),
  )?.[0];
  return ring === undefined ? [] : [{ ring, percent: share ? Number(share[1]) : 100 }];
};

const PEOPLE = ['', ' team', ' users', ' testers', ' group', ' ring'];

const spellings = (ring: string): string[] => PEOPLE.map((word) => `${ring.replaceAll('-', ' ')}${word}`);
