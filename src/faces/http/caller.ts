import type { Caller } from '../../core/access/caller.ts';
import type { Actor } from '../../core/rollout/words.ts';

export { type Caller, mayIn, maySomewhere, type Right, type Role } from '../../core/access/caller.ts';

export const actorOf = ({ name, teams }: Caller): Actor => ({ name, roles: [...teams] });
