import { z } from 'zod';
import { type Plan, planDigest } from '../core/plan/plan.ts';
import { failed, ok, problem, type Problem, type Result } from '../core/problem.ts';
import { checkOf } from '../core/review/check.ts';
import { jsonText } from '../core/values/json-text.ts';
import type { Change } from '../core/change/change.ts';
import type { Pipeline, PullRequest } from '../ports/pr-host.ts';
import { db } from './executor/fields.ts';
import { optionalPath, policyFile, words } from './fields.ts';
import { lookAround } from './look-around.ts';
import { operation, type Outcome, outcome, type Ports } from './operation.ts';
import { comparedHere, placedHere } from './pipeline.ts';
import { changeFields, opinionField } from './plan-input.ts';
import { claimed } from './review/claimed.ts';
import { failOnField, placeOfReview } from './review/fields.ts';
import { hear } from './review/hear.ts';
import { asTheHostHasIt } from './review/from-host.ts';
import { ownTemplates } from './review/own-templates.ts';
import { commentFor, say } from './review/say.ts';
import { toldElsewhere } from './review/summary.ts';
import { see } from './review/see.ts';
import { weigh } from './review/weigh.ts';
import { rulesBefore } from './rules-place.ts';

const Commented = z.strictObject({
  schemaVersion: z.literal(1),
  level: z.string(),
  digest: z.string(),
  did: z.enum(['nothing', 'created', 'updated', 'printed', 'summarised']),
  why: z.string(),
  conclusion: z.enum(['success', 'neutral', 'failure']),
  body: z.string(),
});
type Commented = z.infer<typeof Commented>;

const Input = z.strictObject({
  ...changeFields,
  ...opinionField,
  ...placeOfReview,
  pr: z
    .int()
    .min(1)
    .max(1e9)
    .optional()
    .meta(words('the number of the pull or merge request; left out: the one of the pipeline', { value: 'N' })),
  failOn: failOnField,
  quietBelow: z
    .enum(['never', 'medium', 'high', 'critical'])
    .optional()
    .meta(
      words('below this level only the check is written, no comment; left out: as the policy says', { value: 'LEVEL' }),
    ),
  fromHost: z
    .boolean()
    .default(false)
    .meta(words('read the change from the host: for where its commits are not here, or must not be')),
  out: optionalPath('where the whole plan is written as well, for the artefacts of the run'),
  commands: z.boolean().default(false).meta(words('name commands for comments: where rampart respond answers them')),
  expectHead: z
    .string()
    .regex(/^[0-9a-f]{40,64}$/, 'the whole name of a commit')
    .optional()
    .meta(
      words('the commit that it has to end at; then base and head are those that the host names', { value: 'COMMIT' }),
    ),
  claimed: optionalPath('a plan from a run that nobody trusts: read, checked, compared, and never believed'),
  dryRun: z.boolean().default(false).meta(words('print the comment, and write nothing anywhere')),
  policy: policyFile,
  db,
});
type Input = z.infer<typeof Input>;

export const comment = operation({
  name: 'comment',
  summary: 'Says on a pull request what its change risks and how it will be rolled out: one comment, one check.',
  effect: 'acts',
  examples: [
    { command: 'rampart comment --dry-run', what: 'what would be said of this branch' },
    { command: 'rampart comment', what: 'in a pipeline of GitHub or GitLab, with GITHUB_TOKEN or GITLAB_TOKEN' },
    { command: 'rampart comment --repo acme/shop --pr 12', what: 'from anywhere, with GITHUB_TOKEN' },
  ],
  input: Input,
  output: Commented,
  run: async (given, ports) => {
    const pipeline = await ports.pipeline();
    const input = placedHere(given.expectHead === undefined ? comparedHere(given, pipeline) : given, pipeline);
    return input.dryRun ? printed(input, ports) : posted(input, pipeline, ports);
  },
});

/** Nobody's host: what is said where nobody knows where lines can be looked at. */
const NOWHERE = { maxLength: 65_536, linkTo: () => '' };

const printed = async (input: Input, ports: Ports): Promise<Result<Outcome<Commented>>> => {
  const known = await lookAround(input, ports, rulesBefore);
  if (!known.ok) return known;
  const { owners, policy, change } = known.value;
  const rules = { review: policy.policy.review, owners, authors: [] };
  const weighed = await weigh({ known: known.value, hearing: { heard: [], rules }, meant: {}, db: input.db }, ports);
  if (!weighed.ok) return weighed;
  const head = change.head ?? '';
  const said = commentFor({ ...weighed.value, slash: input.commands, head, before: undefined });
  const { plan, state } = weighed.value;
  const own = await ownTemplates(known.value.place);
  if (!own.ok) return own;
  const beside = { assumed: said.assumed, own: own.value };
  const body = await (await ports.review()).text(said.comment, plan, NOWHERE, beside);
  if (!body.ok) return body;
  const { conclusion } = checkOf({ plan, head, state, failOn: input.failOn ?? rules.review.failOn });
  const done = { did: 'printed' as const, why: 'nothing was written anywhere', body: body.value, conclusion };
  return kept(input.out, plan, answered(plan, done, [...known.warnings, ...own.warnings]), ports);
};

const posted = async (input: Input, { summary }: Pipeline, ports: Ports): Promise<Result<Outcome<Commented>>> => {
  const { repo, pr, host: name = 'github' } = input;
  if (repo === undefined || pr === undefined) return failed(whichPullRequest());
  const host = await ports.openHost(name, repo);
  const seen = host.ok ? await see(host.value, pr, ports) : host;
  if (!seen.ok) return seen;
  const { pull, before } = seen.value;
  if (!pull.open) return failed(isClosed(pr));
  if (input.expectHead !== undefined && input.expectHead !== pull.head) return failed(headMoved(pull.head));
  const asked = input.fromHost ? await asTheHostHasIt(input, seen.value) : ok(comparedThere(input, pull));
  const known = asked.ok ? await lookAround(asked.value, ports, rulesBefore) : asked;
  if (!known.ok) return known;
  const { owners, policy, change } = known.value;
  const hearing = await hear(seen.value, { policy: policy.policy, owners });
  if (!hearing.ok) return hearing;
  const meant = before?.meant ?? {};
  const weighed = await weigh({ known: known.value, hearing: hearing.value, meant, db: input.db }, ports);
  if (!weighed.ok) return weighed;
  const { plan, state } = weighed.value;
  const { failOn = policy.policy.review.failOn, quietBelow = policy.policy.review.quietBelow, commands: slash } = input;
  if (hasMovedOn(change, pull)) {
    const { conclusion } = checkOf({ plan, head: pull.head, state, failOn });
    return answered(plan, { ...MOVED_ON(pull.head), body: '', conclusion }, known.warnings);
  }
  const said = await say(seen.value, { weighed: weighed.value, failOn, quietBelow, slash });
  if (!said.ok) return said;
  const claim = await claimed(input.claimed, plan, ports);
  const told = await toldElsewhere(said.value, { plan, summary, writing: seen.value.writing }, ports);
  if (!told.ok) return told;
  const { isChecked, conclusion, body } = said.value;
  const warnings = [...known.warnings, ...said.warnings, ...claim];
  const done = answered(plan, { ...told.value, body, conclusion }, warnings);
  return kept(input.out, plan, isChecked || conclusion !== 'failure' ? done : holding(done), ports);
};

/** Another run looks at what has come since; what this one has read is nobody's concern any more. */
const hasMovedOn = ({ head }: Pick<Change, 'head'>, pull: PullRequest): boolean =>
  head !== undefined && pull.head !== '' && head !== pull.head;

const MOVED_ON = (head: string) => ({
  did: 'nothing' as const,
  why: `the branch is at ${head.slice(0, 7)} by now: the run of that commit says what is so`,
});

/** The commits as the host tells them, where somebody has said which one to expect; it may not know yet what they go onto. */
const comparedThere = (input: Input, { base, head, fork, into }: PullRequest): Input =>
  input.expectHead === undefined
    ? input
    : { ...input, base: base || `refs/remotes/origin/${into}`, head, fork: fork || input.fork === true };

const answered = (
  plan: Plan,
  { did, why, body, conclusion }: Pick<Commented, 'did' | 'why' | 'body' | 'conclusion'>,
  warnings: readonly Problem[],
): Result<Outcome<Commented>> => {
  const said = { did, why, conclusion, body };
  const document = { schemaVersion: 1 as const, level: plan.risk.level, digest: planDigest(plan), ...said };
  return ok(outcome<Commented>(document, { warnings }));
};

/** What no check could hold back, the run itself does. */
const holding = (done: Result<Outcome<Commented>>): Result<Outcome<Commented>> =>
  done.ok ? ok({ ...done.value, failing: 'refused' }) : done;

/** The plan as a file, for whoever looks later. */
const kept = async (
  out: string | undefined,
  plan: Plan,
  done: Result<Outcome<Commented>>,
  { files }: Ports,
): Promise<Result<Outcome<Commented>>> => {
  if (out === undefined || !done.ok) return done;
  const written = await files.write(out, jsonText(plan), { replace: true });
  return written.ok ? ok({ ...done.value, written: [out] }) : written;
};

const whichPullRequest = () =>
  problem({
    kind: 'usage',
    code: 'which-pull-request',
    path: '--repo, --pr',
    message: 'nobody said which pull request this is about',
    hint: 'name it: --repo acme/shop --pr 12, or see the comment with: --dry-run',
  });

const isClosed = (pr: number) =>
  problem({
    kind: 'stale',
    code: 'pull-request-closed',
    path: `#${pr}`,
    message: 'this pull request is closed',
    hint: 'nothing is said on what is over; open it again, or look at the plan with: rampart show',
  });

const headMoved = (head: string) =>
  problem({
    kind: 'stale',
    code: 'head-moved',
    path: '--expect-head',
    message: `the pull request ends at ${head.slice(0, 12)} by now`,
    hint: 'the run of that commit says what there is to say',
  });
