import type { Policy } from '../../policy/policy.ts';
import { formatPercent } from '../../values/percent.ts';
import type { Audience } from '../phase.ts';

/** Whom an audience reaches, in words; the widest part of it first. */
export const audienceInWords = (audience: Audience, policy: Policy): string => {
  if (audience.place.is !== 'everywhere') return placeInWords(audience.place);
  if (audience.percent === 100) return 'all users';
  const named = audience.rings.length > 0 ? ringsInWords(audience, policy) : allowInWords(audience);
  if (audience.percent === 0) return named ?? 'nobody';
  const share = `random ${formatPercent(audience.percent)} % of users`;
  return named ? `${share}, and ${named}` : share;
};

const placeInWords = (place: Exclude<Audience['place'], { is: 'everywhere' }>): string => {
  const noun = place.is === 'servers' ? 'server' : 'region';
  return `${place.count} ${noun}${place.count === 1 ? '' : 's'}, up to ${formatPercent(place.share)} % of traffic`;
};

const ringsInWords = ({ rings }: Audience, policy: Policy): string =>
  rings
    .map(({ ring, percent }) => {
      const who = policy.rings[ring]?.who ?? ring;
      return percent === 100 ? who : `${formatPercent(percent)} % of ${who}`;
    })
    .join('; ')
    .slice(0, 250);

const allowInWords = ({ allow }: Audience): string | undefined =>
  allow.length === 0 ? undefined : `${allow.length} named user${allow.length === 1 ? '' : 's'}`;

/** `5 %`, or the place, or the newest ring. */
export const audienceInShort = (audience: Audience): string => {
  if (audience.place.is === 'servers')
    return audience.place.count === 1 ? 'One server' : `${audience.place.count} servers`;
  if (audience.place.is === 'regions')
    return audience.place.count === 1 ? 'One region' : `${audience.place.count} regions`;
  const ring = audience.rings.at(-1)?.ring;
  return audience.percent === 0 && ring ? ring : `${formatPercent(audience.percent)} %`;
};
