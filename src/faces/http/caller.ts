import type { Actor } from '../../core/rollout/words.ts';

/** What somebody may do in the service, each including what stands before it where `ROLES` says so. */
export type Right = 'look' | 'operate' | 'approve' | 'administer';

export const ROLES = {
  viewer: ['look'],
  operator: ['look', 'operate'],
  approver: ['look', 'approve'],
  admin: ['look', 'operate', 'approve', 'administer'],
} as const satisfies Readonly<Record<string, readonly Right[]>>;

export type Role = keyof typeof ROLES;

/** Who asks, as it was proved. */
export type Caller = {
  readonly name: string;
  /** By environment; `*` stands for all of them. */
  readonly roles: Readonly<Record<string, readonly Role[]>>;
  /** Roles and teams of people, as approvals name them. */
  readonly teams: readonly string[];
};

/** What is not of one environment is asked for with `*`, and only a role in all of them opens it. */
export const mayIn = ({ roles }: Caller, right: Right, environment: string): boolean =>
  [...(roles['*'] ?? []), ...(environment === '*' ? [] : (roles[environment] ?? []))].some((role) =>
    (ROLES[role] as readonly Right[]).includes(right),
  );

/** In any environment at all: for lists, which then show what is theirs. */
export const maySomewhere = (caller: Caller, right: Right): boolean =>
  Object.keys(caller.roles).some((environment) => mayIn(caller, right, environment));

export const actorOf = ({ name, teams }: Caller): Actor => ({ name, roles: [...teams] });
