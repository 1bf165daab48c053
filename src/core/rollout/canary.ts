import { type FlagState, reachesNobody, switchedOff } from '../flags/flag-state.ts';
import type { FlagEvent } from './flag-events.ts';
import { exposure } from '../flags/flag-state.ts';

/** The users of a flag's allow-list, and whether it counts. While it does not, the flag system does not know them. */
export type Canary = { readonly on: boolean; readonly users: readonly string[] };

type Where = { readonly backend: string; readonly place: string };

/** What a flag holds is believed before what was written down of it: somebody may have changed it elsewhere. */
export const canaryOf = (events: readonly FlagEvent[], { backend, place }: Where, flag?: FlagState): Canary => {
  const held = flag?.enabled ? flag.allow : [];
  const said = events.findLast(
    (event) => event.type === 'canary-set' && event.backend === backend && event.place === place,
  );
  if (said?.type !== 'canary-set') return { on: held.length > 0, users: held };
  return held.length > 0 || said.on ? { on: true, users: flag?.enabled ? held : said.users } : said;
};

/** The flag with that share of everyone. At 0 it is taken from rings too, and what is left is the canary. */
export const withShare = (flag: FlagState, percent: number): FlagState => {
  const held = inForce(flag);
  if (percent > 0) return { ...held, enabled: true, percent };
  const bare = { ...held, percent: 0, rings: [] };
  return exposure(bare) > 0 || reachesNobody(bare) ? switchedOff(flag) : bare;
};

/** The flag with those users on its allow-list, and whoever else has it. */
export const withUsers = (flag: FlagState, users: readonly string[]): FlagState => {
  const held = { ...inForce(flag), enabled: true, allow: [...users] };
  return reachesNobody(held) ? switchedOff(flag) : held;
};

/** What a flag that is off once held must not come back with it. */
const inForce = (flag: FlagState): FlagState => (flag.enabled ? flag : switchedOff(flag));
