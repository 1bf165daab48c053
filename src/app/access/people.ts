import { hasAddress, strangersAmong } from '../../core/access/strangers.ts';
import { ok, problem, type Problem, type Result } from '../../core/problem.ts';
import type { Actor } from '../../core/rollout/words.ts';
import { plain } from '../../core/values/quote.ts';
import type { Known } from '../../core/values/names.ts';
import type { EventLog } from '../../ports/event-log.ts';
import type { Ports } from '../operation.ts';
import { liveAmong, tokenLedger } from './tokens.ts';

/** Whoever may come in, with all that they are known as: as the service knows them, or as the log does. */
const peopleKnown = async (log: EventLog, { people, clock }: Ports): Promise<Result<readonly Known[]>> => {
  if (people) return people();
  const tokens = await tokenLedger(log, clock).now();
  return tokens.ok ? ok(liveAmong(tokens.value.state, clock.nowMs())) : tokens;
};

type Starting = {
  readonly authors: readonly string[];
  readonly by: Actor;
  /** Whether a rollout of authors whom nobody knows may begin. */
  readonly unknownAuthors: 'told' | 'refused';
};

/** Before a rollout begins of which its authors may not approve. */
export const authorsAtStart = async (
  { authors, by, unknownAuthors }: Starting,
  log: EventLog,
  ports: Ports,
): Promise<readonly Problem[]> => {
  const people = await peopleKnown(log, ports);
  if (!people.ok) return people.problems;
  // Where nobody has a token people call themselves what they like, and git calls them the same.
  if (people.value.length === 0 && unknownAuthors === 'told') return [];
  const strangers = strangersAmong(authors, [...people.value, by]);
  return strangers.length === 0 ? [] : [unknown(strangers, unknownAuthors)];
};

/** What is told to somebody who approves, where nobody can tell that they are no author. */
export const authorsForApprover = async (
  authors: readonly string[],
  by: Actor,
  log: EventLog,
  ports: Ports,
): Promise<readonly Problem[]> => {
  const people = await peopleKnown(log, ports);
  if (!people.ok || people.value.length === 0) return people.ok ? [] : people.problems.map(asWarning);
  const strangers = strangersAmong(authors, [...people.value, by]);
  const dark = hasAddress(by) ? strangers.filter((one) => !hasAddress({ name: one })) : strangers;
  return dark.length === 0 ? [] : [unknown(dark, 'told')];
};

const asWarning = (found: Problem): Problem => ({ ...found, severity: 'warning' });

const unknown = (authors: readonly string[], is: Starting['unknownAuthors']): Problem =>
  problem({
    kind: 'refused',
    code: 'author-unknown',
    path: 'authors',
    severity: is === 'told' ? 'warning' : 'error',
    message: `nobody who may come in is known as ${authors.slice(0, 5).map(nameOf).join(', ')}: whether they approve their own change cannot be told`,
    hint: 'say what people are known as: rampart access issue --known-as, or knownAs under people in the access file',
  });

const nameOf = (author: string): string => plain(author, 80);
