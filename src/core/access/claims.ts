import { failed, ok, problem, type Problem, type Result } from '../problem.ts';
import { plain, plainLine } from '../values/quote.ts';
import type { Caller, Role } from './caller.ts';
import type { AccessRules, Given, GivenTo } from './rules.ts';

/** What a token of an identity provider says, once its signature is verified. */
export type Claims = Readonly<Record<string, unknown>>;

/** Somebody, as an identity provider vouches for them, until when. */
export type Vouched = { readonly caller: Caller; readonly expiresAtMs: number };

const MOST_GROUPS = 1000;

/** Whom the claims describe, and what the rules give them: what everybody has, what their groups have, what is theirs. */
export const callerFrom = (claims: Claims, rules: AccessRules): Result<Vouched> => {
  const name = nameIn(claims, rules);
  if (!name.ok) return name;
  const groups = groupsIn(claims[rules.oidc.groups]).flatMap((group) => rules.groups.get(group) ?? []);
  const own = rules.people.get(name.value);
  const given = [...(rules.everybody ? [rules.everybody] : []), ...groups, ...(own ? [own] : [])];
  const { exp, sub } = claims;
  return ok({
    caller: {
      name: name.value,
      roles: rolesIn(given),
      teams: [...new Set(given.flatMap(({ teams }) => teams))],
      ...knownAs(claims, name.value, own),
      proof: plainLine(`${rules.oidc.issuer} ${String(sub ?? '')}`),
    },
    expiresAtMs: typeof exp === 'number' ? exp * 1000 : 0,
  });
};

/** What the rules say, and an address that the provider has verified. */
const knownAs = (
  { email, email_verified }: Claims,
  name: string,
  own: GivenTo | undefined,
): Pick<Caller, 'knownAs'> => {
  const address = typeof email === 'string' && email_verified === true ? email.trim() : '';
  const addresses = address === '' ? [] : [plainLine(address)].filter((one) => one !== name);
  const all = [...(own?.knownAs ?? []), ...addresses].slice(0, MOST_NAMES);
  return all.length > 0 ? { knownAs: all } : {};
};

/** As many as an actor can have. */
const MOST_NAMES = 20;

/**
 * The name under which somebody approves. One that people could give themselves, an address that nobody verified or the
 * name of a team, would let them say yes as somebody else.
 */
const nameIn = (claims: Claims, rules: AccessRules): Result<string> => {
  const { name: claim } = rules.oidc;
  const name = claims[claim];
  if (typeof name !== 'string' || name.trim() === '') return failed(unnamed(claim));
  if (claim === 'email' && claims['email_verified'] !== true) return failed(unverified());
  const said = plainLine(name.trim());
  return teamsOf(rules).has(said.toLowerCase()) ? failed(namedAsTeam(said)) : ok(said);
};

const teamsOf = ({ groups, people, everybody }: AccessRules): ReadonlySet<string> =>
  new Set(
    [...groups.values(), ...people.values(), ...(everybody ? [everybody] : [])].flatMap(({ teams }) =>
      teams.map((team) => team.trim().toLowerCase()),
    ),
  );

const groupsIn = (claim: unknown): readonly string[] => {
  const all: readonly unknown[] = Array.isArray(claim) ? claim.slice(0, MOST_GROUPS) : [claim];
  return [...new Set(all.filter((one) => typeof one === 'string'))];
};

const rolesIn = (given: readonly Given[]): Caller['roles'] => {
  const roles = new Map<string, Set<Role>>();
  for (const one of given)
    for (const [environment, some] of Object.entries(one.roles))
      roles.set(environment, new Set([...(roles.get(environment) ?? []), ...some]));
  return Object.fromEntries([...roles].map(([environment, some]) => [environment, [...some]]));
};

const refused = (message: string, hint: string): Problem =>
  problem({ kind: 'refused', code: 'not-known', message, hint });

const unnamed = (claim: string): Problem =>
  refused(
    `the identity provider says no ${plain(claim)} of whoever asks`,
    'whoever runs this service names another claim in oidc.name, or has this one put into its tokens',
  );

const unverified = (): Problem =>
  refused(
    'the identity provider does not say that this address was verified',
    'whoever runs this service names another claim in oidc.name: sub, for one',
  );

const namedAsTeam = (name: string): Problem =>
  refused(`${plain(name)} is the name of a team here, and cannot be that of a person`, 'ask for a token of ours');
