import type { Policy } from '../../core/policy/policy.ts';
import { failed, ok, type Result } from '../../core/problem.ts';
import { type PeopleRules, type Person, teamsNamed } from '../../core/review/people.ts';
import { readSlash, type Slash } from '../../core/review/slash.ts';
import type { Heard } from '../../core/review/votes.ts';
import type { PrCommands, PrComment } from '../../ports/pr-host.ts';
import type { Seen } from './see.ts';

/** What was asked for in comments, in order, and by whom: as the host tells it now, so that a right that is gone counts no more. */
export type Hearing = { readonly heard: readonly Heard[]; readonly rules: PeopleRules };

type Known = { readonly policy: Policy; readonly owners: readonly string[] };

/** Each person is a question to the host; whoever comes after so many is not heard, which never makes a plan looser. */
const MOST_PEOPLE = 50;

/** Comments are the record: nothing is believed of what stands in a comment of ours, which others may be able to edit. */
export const hear = async (
  { host, comments, pull, me }: Pick<Seen, 'host' | 'comments' | 'pull' | 'me'>,
  { policy, owners }: Known,
): Promise<Result<Hearing>> => {
  const { review } = policy;
  const said = comments.filter(({ author }) => author !== me).flatMap(lasting);
  const nobody = { heard: [], rules: { review, owners, authors: [pull.author] } };
  if (said.length === 0) return ok(nobody);
  const authors = await host.commands.authors(pull.number);
  if (!authors.ok) return authors;
  const people = await peopleIn(said, host.commands, teamsNamed(policy, owners));
  if (!people.ok) return people;
  const heard = said.flatMap(({ id, author, slash }) => {
    const by = people.value.get(author);
    return by === undefined ? [] : [{ id, by, slash }];
  });
  return ok({ heard, rules: { review, owners, authors: authors.value } });
};

type Said = { readonly id: string; readonly author: string; readonly slash: Slash };

/** What holds for longer than its moment. Of what was edited nobody knows who wrote it, and programs ask for nothing. */
const lasting = ({ id, author, body, edited, bot }: PrComment): readonly Said[] => {
  if (edited || bot) return [];
  const read = readSlash(body);
  return read.is === 'command' && LASTING.has(read.command.is) ? [{ id, author, slash: read.command }] : [];
};

const LASTING: ReadonlySet<Slash['is']> = new Set(['strategy', 'override', 'approve']);

const peopleIn = async (
  said: readonly Said[],
  commands: PrCommands,
  teams: readonly string[],
): Promise<Result<ReadonlyMap<string, Person>>> => {
  const names = [...new Set(said.map(({ author }) => author))].slice(0, MOST_PEOPLE);
  const asked = await Promise.all(names.map((name) => commands.person(name, teams)));
  const problems = asked.flatMap((one) => (one.ok ? [] : one.problems));
  if (problems.length > 0) return failed(...problems);
  return ok(new Map(asked.flatMap((one, nth) => (one.ok ? [[names[nth] ?? '', one.value] as const] : []))));
};
