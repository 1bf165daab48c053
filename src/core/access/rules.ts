import { z } from 'zod';
import { failed, isError, ok, problem, type Problem, type Result } from '../problem.ts';
import { checked } from '../values/issues.ts';
import { isLoopback } from '../values/loopback.ts';
import { KnownAs, namesOf } from '../values/names.ts';
import { quoted } from '../values/quote.ts';
import { Line, text } from '../values/text.ts';
import { type Roles, Teams } from './caller.ts';
import { rolesFrom } from './grant.ts';

/** Signed with a private key, all of them: with a shared secret whoever can verify could sign. */
const Algorithm = z.enum(['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA']);

const Granted = z.strictObject({
  roles: z.array(text(120)).max(20).default([]),
  teams: Teams.default([]).meta({ description: 'roles and teams of people, as approvals name them' }),
});
type Granted = z.infer<typeof Granted>;

const Person = Granted.extend({ knownAs: KnownAs.default([]) });
type Person = z.infer<typeof Person>;

const Address = text(2000).meta({ description: 'an address: https, or http on this machine' });

/** Who comes in by an identity provider, and what they may do: a file of whoever runs the service. */
const AccessFile = z.strictObject({
  oidc: z.strictObject({
    issuer: Address,
    audience: text(300).meta({ description: 'as whom the provider knows this service; tokens for others are refused' }),
    algorithms: z.array(Algorithm).min(1).max(10).default(['RS256', 'ES256']),
    jwks: Address.optional().meta({ description: 'where its keys are; else it says so itself' }),
    name: text(100).default('email').meta({ description: 'the claim that names a person, always the same for one' }),
    groups: text(100).default('groups').meta({ description: 'the claim that lists their groups' }),
  }),
  groups: z.record(text(300), Granted).default({}),
  people: z.record(Line, Person).default({}),
  everybody: Granted.optional(),
});

export type Oidc = z.infer<typeof AccessFile>['oidc'];

/** What somebody is given by one line of the rules. */
export type Given = { readonly roles: Roles; readonly teams: readonly string[] };

/** The same for one person, and what else they are known as. */
export type GivenTo = Given & { readonly knownAs: readonly string[] };

export type AccessRules = {
  readonly oidc: Oidc;
  readonly groups: ReadonlyMap<string, Given>;
  readonly people: ReadonlyMap<string, GivenTo>;
  readonly everybody: Given | undefined;
};

/** The rules, or everything that is wrong with them at once. */
export const accessRules = (value: unknown, environments: readonly string[]): Result<AccessRules> => {
  const read = checked<z.infer<typeof AccessFile>>(AccessFile, value, 'access');
  if (!read.ok) return read;
  const { oidc, groups, people, everybody } = read.value;
  const problems = [...oddAddress('oidc.issuer', oidc.issuer), ...oddAddress('oidc.jwks', oidc.jwks)];
  const given = (granted: Granted, path: string): Given => {
    const roles = rolesFrom(granted.roles, environments);
    if (!roles.ok) problems.push(...roles.problems.filter(isError).map((found) => at(found, path)));
    return { roles: roles.ok ? roles.value : {}, teams: granted.teams };
  };
  const rules: AccessRules = {
    oidc,
    groups: mapped(groups, (granted, name) => given(granted, `groups.${name}`)),
    people: mapped(people, (person, name) => ({ ...given(person, `people.${name}`), knownAs: person.knownAs })),
    everybody: everybody && given(everybody, 'everybody'),
  };
  problems.push(...sharedNames(people));
  if (problems.length > 0) return failed(...problems);
  return opens(rules) ? ok(rules) : failed(opensNothing());
};

const mapped = <A, B>(table: Readonly<Record<string, A>>, make: (value: A, name: string) => B): Map<string, B> =>
  new Map(Object.entries(table).map(([name, value]) => [name, make(value, name)]));

/** Two of whom each is taken for the other could keep each other from saying yes, or count as one. */
const sharedNames = (people: Readonly<Record<string, Person>>): readonly Problem[] => {
  const whose = new Map<string, string>();
  return Object.entries(people).flatMap(([name, { knownAs }]) =>
    [...namesOf({ name, knownAs })].flatMap((one) => {
      const other = whose.get(one);
      whose.set(one, other ?? name);
      return other === undefined ? [] : [sharedName(one, name, other)];
    }),
  );
};

const sharedName = (one: string, name: string, other: string): Problem =>
  problem({
    kind: 'invalid',
    code: 'access-shared-name',
    path: `people.${name}.knownAs`,
    message: `${quoted(one)} is what ${quoted(other)} is known as`,
    hint: 'give it to the one whose it is',
  });

const at = (found: Problem, path: string): Problem => ({
  ...found,
  kind: 'invalid',
  path: `${path}.${found.path.replace('grant', 'roles')}`,
});

const opens = ({ groups, people, everybody }: AccessRules): boolean =>
  [...groups.values(), ...people.values(), ...(everybody ? [everybody] : [])].some(
    ({ roles }) => Object.keys(roles).length > 0,
  );

const oddAddress = (path: string, address: string | undefined): readonly Problem[] => {
  if (address === undefined || isSafe(address)) return [];
  return [
    problem({
      kind: 'invalid',
      code: 'access-address',
      path,
      message: 'what is said there could be changed on its way, or this is no address',
      hint: 'name one that begins with https://; http:// is for this machine alone',
    }),
  ];
};

/** Keys that come over plain HTTP could be anybody's. */
export const isSafe = (address: string): boolean => {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname, username, password } = new URL(address);
  return (
    username === '' && password === '' && (protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname)))
  );
};

const opensNothing = (): Problem =>
  problem({
    kind: 'invalid',
    code: 'access-opens-nothing',
    path: 'groups',
    message: 'nobody is given a role by it',
    hint: 'give one: groups: { engineering: { roles: [viewer] } }; people and everybody can have some as well',
  });
