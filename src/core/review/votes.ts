import { type Plan, planDigest } from '../plan/plan.ts';
import type { Approval } from '../plan/safety.ts';
import { approvalsBefore, notCounted } from '../rollout/approvals.ts';
import { type Level, rank } from '../values/level.ts';
import type { StrategyKind } from '../values/strategy-kind.ts';
import { actorOf, isAuthor, mayNot, type Person, type PeopleRules } from './people.ts';
import { nameOf, type Slash } from './slash.ts';

/** A command that somebody gave in a comment that nobody has edited since. */
export type Heard = { readonly id: string; readonly by: Person; readonly slash: Slash };

/** How the plan is to be, by those who may say so: the last word of each kind. */
export type Wishes = {
  readonly strategy?: { readonly strategy: StrategyKind; readonly by: string };
  readonly override?: { readonly level: Level; readonly reason: string; readonly by: string };
};

export const wishesIn = (heard: readonly Heard[], rules: PeopleRules): Wishes => {
  const allowed = heard.filter(({ by, slash }) => mayNot(by, nameOf(slash), rules) === undefined);
  const [strategy] = allowed
    .flatMap(({ by, slash }) => (slash.is === 'strategy' ? [{ ...slash, by: by.name }] : []))
    .slice(-1);
  const [override] = allowed
    .flatMap(({ by, slash }) => (slash.is === 'override' ? [{ ...slash, by: by.name }] : []))
    .slice(-1);
  return { ...(strategy ? { strategy } : {}), ...(override ? { override } : {}) };
};

/** What commands have made less careful than the policy would: somebody agrees to that, to this very plan. */
export const loosenedIn = (plain: Plan, wished: Plan, { strategy }: Wishes): readonly ('override' | 'strategy')[] => [
  ...(rank(wished.risk.level) < rank(plain.risk.level) ? (['override'] as const) : []),
  ...(strategy !== undefined && wished.strategy.kind !== plain.strategy.kind ? (['strategy'] as const) : []),
];

/** A yes that the first phase waits for, and whose counts already. */
export type Due = {
  readonly from: readonly string[];
  readonly count: number;
  readonly why: string;
  readonly got: readonly string[];
};

/** One yes: what became of it. */
export type Vote = { readonly id: string; readonly name: string; readonly refused: string | undefined };

export type Tally = { readonly dues: readonly Due[]; readonly votes: readonly Vote[]; readonly isDone: boolean };

export type Asked = {
  readonly plan: Plan;
  readonly loosened: readonly ('override' | 'strategy')[];
  readonly heard: readonly Heard[];
  readonly rules: PeopleRules;
  /** What a short fingerprint meant when it was given, by the comment it stood in. */
  readonly meant: Readonly<Record<string, string>>;
};

/** Whose yes counts for this very plan. A yes names the fingerprint, and that holds the commit: another push needs another yes. */
export const tallyOf = (asked: Asked): Tally => {
  const ballots = [...approvalsBefore(asked.plan, 0).map((due) => forApproval(due, asked)), ...forLoosened(asked)];
  const votes = asked.heard.flatMap((heard) => (heard.slash.is === 'approve' ? [voteOf(heard, ballots, asked)] : []));
  const counted = asked.heard.filter(({ id }) => votes.some((vote) => vote.id === id && vote.refused === undefined));
  const dues = ballots.map(({ not, ...due }) => ({
    ...due,
    got: [...new Set(counted.filter(({ by }) => not(by) === undefined).map(({ by }) => by.name))],
  }));
  return { dues, votes, isDone: dues.every(({ got, count }) => got.length >= count) };
};

type Ballot = Omit<Due, 'got'> & { readonly not: (person: Person) => string | undefined };

const forApproval = (approval: Approval, { rules }: Asked): Ballot => ({
  from: approval.from,
  count: approval.count,
  why: approval.why,
  not: (person) =>
    notCounted({ authors: rules.authors.map((name) => `@${name}`) }, approval, actorOf(person, rules.review)),
});

const forLoosened = ({ loosened, rules }: Asked): readonly Ballot[] =>
  loosened.map((command) => ({
    from: [`somebody who may ask for ${command}`],
    count: 1,
    why: command === 'override' ? 'a comment lowers the level' : 'a comment chooses the strategy',
    not: (person) =>
      isAuthor(person, rules) ? 'the author does not agree to what is less careful' : mayNot(person, command, rules),
  }));

const voteOf = ({ id, by, slash }: Heard, ballots: readonly Ballot[], { plan, rules, meant }: Asked): Vote => {
  const digest = planDigest(plan);
  const said = slash.is === 'approve' ? slash.digest : '';
  const refused = (why: string): Vote => ({ id, name: by.name, refused: why });
  const forbidden = mayNot(by, 'approve', rules);
  if (forbidden !== undefined) return refused(forbidden);
  if ((said.length === digest.length ? said : meant[id]) !== digest)
    return refused(`that is another plan than sha256:${digest}`);
  if (ballots.length === 0) return refused('no approval is due for this plan');
  const reasons = ballots.map(({ not }) => not(by));
  return reasons.some((reason) => reason === undefined)
    ? { id, name: by.name, refused: undefined }
    : refused(`${by.name} does not count: ${[...new Set(reasons)].join('; ')}`);
};

/** `1 of 2 agree: zoe`. */
export const duesInWords = (dues: readonly Due[]): string =>
  dues
    .map(
      ({ got, count, from }) =>
        `${got.length} of ${count} (${from.join(' or ')})${got.length > 0 ? `: ${got.join(', ')}` : ''}`,
    )
    .join('; ');
