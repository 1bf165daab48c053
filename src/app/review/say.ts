import { ok, type Problem, type Result } from '../../core/problem.ts';
import { type CheckRun, checkOf, type FailOn } from '../../core/review/check.ts';
import { type Comment, type CommentAsked, commentOf, isSame } from '../../core/review/comment.ts';
import { duesInWords } from '../../core/review/votes.ts';
import { scenarios } from '../../core/simulation/scenarios.ts';
import { simulateAll } from '../../core/simulation/simulate-all.ts';
import { type Level, rank } from '../../core/values/level.ts';
import { isMoreThanOne, leaveOne } from './one.ts';
import { ownTemplates } from './own-templates.ts';
import type { Seen } from './see.ts';
import type { Weighed } from './weigh.ts';

export type Saying = {
  readonly weighed: Weighed;
  readonly failOn: FailOn;
  readonly quietBelow: 'never' | Level;
  /** Whether comments command something here. */
  readonly slash: boolean;
  /** To whoever asked for something in a comment: then the comment is written in any case. */
  readonly answer?: string | undefined;
};

export type Did = 'nothing' | 'created' | 'updated';
export type Said = {
  readonly did: Did;
  /** Whether all of it stands where it should; a token that may only read writes neither comment nor check. */
  readonly isCommented: boolean;
  readonly isChecked: boolean;
  readonly why: string;
  readonly body: string;
  readonly conclusion: CheckRun['conclusion'];
};

/** One comment and one check: both as the plan is now, and the comment only where there is something new to read. */
export const say = async (seen: Seen, saying: Saying): Promise<Result<Said>> => {
  const { host, pull, mine } = seen;
  const { failOn, weighed } = saying;
  const { plan, state } = weighed;
  const worded = await wordsFor(seen, saying);
  if (!worded.ok) return worded;
  const { comment, text, body } = worded.value;
  const run = checkOf({ plan, head: pull.head, state, failOn });
  const check = await host.check({ ...run, summary: text });
  if (!check.ok && !isForbidden(check.problems)) return check;
  const next = nextStep(seen, saying, comment);
  const put = next.did === 'nothing' ? ok(undefined) : await host.put(pull.number, mine?.id, body);
  const done = put.ok && (next.did === 'created' || isMoreThanOne(seen)) ? await leaveOne(seen, body) : put;
  if (!done.ok && !isForbidden(done.problems)) return done;
  const stands = { isCommented: done.ok, isChecked: check.ok };
  const warnings = [...worded.warnings, ...notDone(check, done)];
  return ok({ ...next, ...stands, body, conclusion: run.conclusion }, warnings);
};

type Words = { readonly comment: Comment; readonly text: string; readonly body: string };

/** The comment as it would be now, without its answer and with it. */
export const wordsFor = async (
  { host, pull, before, writing }: Seen,
  { weighed, slash, answer }: Pick<Saying, 'weighed' | 'slash' | 'answer'>,
): Promise<Result<Words>> => {
  const said = commentFor({ ...weighed, slash, head: pull.head, before });
  const linkTo = (path: string, line: number): string => host.linkTo(pull.head, path, line);
  const own = await ownTemplates(weighed.place);
  if (!own.ok) return own;
  const beside = { assumed: said.assumed, own: own.value };
  const text = await writing.text(said.comment, weighed.plan, { maxLength: host.maxLength, linkTo }, beside);
  if (!text.ok) return text;
  const body = answer === undefined ? text.value : writing.answered(text.value, answer, host.maxLength);
  return ok({ comment: said.comment, text: text.value, body }, own.warnings);
};

const isForbidden = (problems: readonly Problem[]): boolean => problems.every(({ code }) => code === 'host-forbidden');

/** What a token may not do is said, and done elsewhere as far as that goes. */
const notDone = (...parts: readonly Result<void>[]): readonly Problem[] =>
  parts.flatMap((part) => (part.ok ? [] : part.problems.map((one) => ({ ...one, severity: 'warning' as const }))));

/** Written once, then edited where there is something new; none where the level is too low to speak. */
const nextStep = (
  { mine, before }: Seen,
  { weighed: { plan }, quietBelow, answer }: Saying,
  comment: Comment,
): Pick<Said, 'did' | 'why'> => {
  if (answer !== undefined) return { did: mine ? 'updated' : 'created', why: 'somebody asked' };
  const isQuiet = quietBelow !== 'never' && rank(plan.risk.level) < rank(quietBelow);
  if (mine === undefined) {
    return isQuiet
      ? { did: 'nothing', why: `${plan.risk.level} changes get a check alone` }
      : { did: 'created', why: 'there was none' };
  }
  return isSame(before, comment.remembered)
    ? { did: 'nothing', why: 'nothing in it has changed' }
    : { did: 'updated', why: comment.changed || (before ? 'who agrees has changed' : 'it could not be read any more') };
};

type About = Pick<Weighed, 'plan' | 'state' | 'tally' | 'meant'> & Pick<CommentAsked, 'head' | 'before' | 'slash'>;

/** The comment as values, and what was assumed for its simulation. */
export const commentFor = ({ tally, ...about }: About) => {
  // Where everybody gets it at once there is nothing to compare with everybody getting it at once.
  const story = about.plan.phases.length < 2 ? [] : scenarios.filter(({ name }) => name === 'errors-at-10');
  const { runs, assumed } = simulateAll(about.plan, story, { seed: 1, requestsPerDay: undefined });
  const agreed = tally.votes.length > 0 ? duesInWords(tally.dues) : '';
  return { comment: commentOf({ ...about, bad: runs[0], agreed }), assumed };
};
