import { z } from 'zod';
import { Line, text } from '../values/text.ts';

/** What somebody may do in the service, each including what stands before it where `ROLES` says so. */
export type Right = 'evaluate' | 'look' | 'operate' | 'approve' | 'administer';

const ROLES = {
  client: ['evaluate'],
  viewer: ['evaluate', 'look'],
  operator: ['evaluate', 'look', 'operate'],
  approver: ['evaluate', 'look', 'approve'],
  admin: ['evaluate', 'look', 'operate', 'approve', 'administer'],
} as const satisfies Readonly<Record<string, readonly Right[]>>;

export const Role = z.enum(['client', 'viewer', 'operator', 'approver', 'admin']);
export type Role = z.infer<typeof Role>;

/** The roles that have a right, in the order of the list. */
export const rolesWith = (right: Right): readonly Role[] =>
  Role.options.filter((role) => (ROLES[role] as readonly Right[]).includes(right));

export const EVERYWHERE = '*';

/** Roles by environment; `*` stands for all of them. */
export type Roles = Readonly<Record<string, readonly Role[]>>;
export const Roles: z.ZodType<Roles> = z.record(text(100), z.array(Role).min(1).max(5));

export const Teams = z.array(Line).max(50);

/** Who asks, as it was proved. */
export type Caller = {
  readonly name: string;
  readonly roles: Roles;
  /** Roles and teams of people, as approvals name them. */
  readonly teams: readonly string[];
  /** Other names and addresses of theirs, as whoever let them in knows them; no request can say any. */
  readonly knownAs?: readonly string[] | undefined;
  /** What proved it, for the record; never the proof itself. */
  readonly proof?: string;
};

/** What is not of one environment is asked for with `*`, and only a role in all of them opens it. */
export const mayIn = ({ roles }: Pick<Caller, 'roles'>, right: Right, environment: string): boolean =>
  [...rolesIn(roles, EVERYWHERE), ...(environment === EVERYWHERE ? [] : rolesIn(roles, environment))].some((role) =>
    (ROLES[role] as readonly Right[]).includes(right),
  );

/** In any environment at all: for lists, which then show what is theirs. */
export const maySomewhere = (caller: Pick<Caller, 'roles'>, right: Right): boolean =>
  Object.keys(caller.roles).some((environment) => mayIn(caller, right, environment));

/** An environment may have any name, also that of something every object has. */
const rolesIn = (roles: Roles, environment: string): readonly Role[] =>
  Object.hasOwn(roles, environment) ? (roles[environment] ?? []) : [];
