import { formatPercent } from '../values/percent.ts';
import type { Capabilities } from './capabilities.ts';
import { type FlagState, reachesNobody } from './flag-state.ts';

/** Why a flag system of those capabilities cannot hold this flag; undefined where it can. What reaches nobody is off, and off can be held anywhere. */
export const whyNotHeld = (flag: FlagState, can: Capabilities): string | undefined => {
  if (reachesNobody(flag)) return undefined;
  const shares = [flag, ...flag.rings, ...(flag.variants ?? [])].map(({ percent }) => percent);
  const odd = shares.find(
    (percent) => Math.abs(percent / can.stepPercent - Math.round(percent / can.stepPercent)) > 1e-6,
  );
  if (odd !== undefined)
    return `${formatPercent(odd)} % is finer than its steps of ${formatPercent(can.stepPercent)} %`;
  if (!can.segments && flag.rings.length > 0) return 'it knows no rings';
  if (!can.conditions && flag.targeting?.length) return 'it knows no conditions';
  if (!can.allowList && flag.allow.length > 0) return 'it cannot name single users';
  if (!can.places && flag.place.is !== 'everywhere') return `it cannot serve some ${flag.place.is} only`;
  if (!can.variants && flag.variants?.length) return 'it knows on and off, and no arms';
  return undefined;
};
