import { z } from 'zod';
import { type Plan, planDigest } from '../core/plan/plan.ts';
import { failed, ok, problem, type Result } from '../core/problem.ts';
import { checkOf, FAIL_ON } from '../core/review/check.ts';
import { type Comment, commentOf, isSame, type Remembered, type ReviewState } from '../core/review/comment.ts';
import { scenarios } from '../core/simulation/scenarios.ts';
import { simulateAll } from '../core/simulation/simulate-all.ts';
import { rank } from '../core/values/level.ts';
import { HOSTS, type PrComment } from '../ports/pr-host.ts';
import { type Agreement, agreementOn } from './approved.ts';
import { db } from './executor/fields.ts';
import { policyFile, words } from './fields.ts';
import { lookAround } from './look-around.ts';
import { makePlan } from './make-plan.ts';
import { operation, type Outcome, outcome, type Ports } from './operation.ts';
import { comparedHere, placedHere } from './pipeline.ts';
import { rulesBefore } from './rules-place.ts';
import { changeFields, opinionField } from './plan-input.ts';

const Commented = z.strictObject({
  schemaVersion: z.literal(1),
  level: z.string(),
  digest: z.string(),
  did: z.enum(['nothing', 'created', 'updated', 'printed']),
  why: z.string(),
  conclusion: z.enum(['success', 'neutral', 'failure']),
  body: z.string(),
});
type Commented = z.infer<typeof Commented>;

/** An owner and a name; on GitLab with as many groups in between as there are. */
const REPOSITORY = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,254}(?:\/[A-Za-z0-9_.-][A-Za-z0-9._-]{0,254}){1,20}$/;

const Input = z.strictObject({
  ...changeFields,
  ...opinionField,
  repo: z
    .string()
    .regex(REPOSITORY, 'owner/name')
    .optional()
    .meta(words('the repository on the host; left out: the one of the pipeline', { value: 'OWNER/NAME' })),
  pr: z
    .int()
    .min(1)
    .max(1e9)
    .optional()
    .meta(words('the number of the pull or merge request; left out: the one of the pipeline', { value: 'N' })),
  host: z
    .enum(HOSTS)
    .optional()
    .meta(words('where it is reviewed: github or gitlab; left out: where the pipeline runs', { value: 'NAME' })),
  failOn: z
    .enum(FAIL_ON)
    .default('never')
    .meta(words('when the check holds a merge back: critical, unapproved or never', { value: 'WHEN' })),
  quietBelow: z
    .enum(['never', 'medium', 'high', 'critical'])
    .default('medium')
    .meta(words('below this level only the check is written, no comment', { value: 'LEVEL' })),
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
    const input = placedHere(comparedHere(given, pipeline), pipeline);
    const known = await lookAround(input, ports, rulesBefore);
    if (!known.ok) return known;
    const made = makePlan(known.value, input);
    if (!made.ok) return made;
    const agreement = await agreementOn(made.value, input.db, ports);
    if (!agreement.ok) return agreement;
    const state = stateOf(made.value, agreement.value);
    const about: About = { plan: made.value, state, head: known.value.change.head ?? '', input };
    const said = input.dryRun ? await printed(about, ports) : await posted(about, ports);
    return said.ok ? ok({ ...said.value, warnings: known.warnings }) : said;
  },
});

type About = { readonly plan: Plan; readonly state: ReviewState; readonly head: string; readonly input: Input };

const stateOf = (plan: Plan, { state, missing }: Agreement): ReviewState => {
  if (state?.startedAtMs !== undefined) return 'started';
  if (plan.approvals.length === 0 || plan.risk.skip) return 'no-approval-due';
  return missing.length > 0 ? 'not-approved' : 'approved';
};

/** Nobody's host: what is said where nobody knows where lines can be looked at. */
const NOWHERE = { maxLength: 65_536, linkTo: () => '' };

const printed = async (about: About, ports: Ports): Promise<Result<Outcome<Commented>>> => {
  const [said, writing] = [commentFor(about, undefined), await ports.review()];
  const body = await writing.text(said.comment, about.plan, NOWHERE, said.assumed);
  return answered(about, body, { did: 'printed', why: 'nothing was written anywhere' });
};

const posted = async (about: About, ports: Ports): Promise<Result<Outcome<Commented>>> => {
  const { repo, pr, host: name = 'github' } = about.input;
  if (repo === undefined || pr === undefined) return failed(whichPullRequest());
  const host = await ports.openHost(name, repo);
  if (!host.ok) return host;
  const [pull, me, comments] = await Promise.all([host.value.pull(pr), host.value.me(), host.value.comments(pr)]);
  if (!pull.ok || !me.ok || !comments.ok)
    return failed(...[pull, me, comments].flatMap((part) => (part.ok ? [] : part.problems)));
  if (!pull.value.open) return failed(isClosed(pr));
  const [here, writing] = [{ ...about, head: pull.value.head }, await ports.review()];
  const mine = comments.value.findLast(({ author, body }) => author === me.value && writing.isMarked(body));
  const said = commentFor(here, mine && writing.remembered(mine.body));
  const linkTo = (path: string, line: number): string => host.value.linkTo(here.head, path, line);
  const shown = { maxLength: host.value.maxLength, linkTo };
  const body = await writing.text(said.comment, here.plan, shown, said.assumed);
  const check = await host.value.check({ ...checkOf({ ...here, failOn: about.input.failOn }), summary: body });
  if (!check.ok) return check;
  const next = nextStep(here, { mine, said: said.comment, before: mine && writing.remembered(mine.body) });
  if (next.did === 'nothing') return answered(here, body, next);
  const done = await host.value.put(pr, mine?.id, body);
  return done.ok ? answered(here, body, next) : done;
};

type Seen = {
  readonly mine: PrComment | undefined;
  readonly said: Comment;
  readonly before: Remembered | undefined;
};

/** One comment, written once, then edited where there is something new; none where the level is too low to speak. */
const nextStep = ({ plan, input }: About, { mine, said, before }: Seen): Pick<Commented, 'did' | 'why'> => {
  const isQuiet = input.quietBelow !== 'never' && rank(plan.risk.level) < rank(input.quietBelow);
  if (mine === undefined) {
    return isQuiet
      ? { did: 'nothing', why: `${plan.risk.level} changes get a check alone` }
      : { did: 'created', why: 'there was none' };
  }
  return isSame(before, said.remembered)
    ? { did: 'nothing', why: 'nothing in it has changed' }
    : { did: 'updated', why: said.changed || 'it could not be read any more' };
};

const commentFor = ({ plan, state, head }: About, before: Remembered | undefined) => {
  const story = plan.risk.skip ? [] : scenarios.filter(({ name }) => name === 'errors-at-10');
  const { runs, assumed } = simulateAll(plan, story, { seed: 1, requestsPerDay: undefined });
  return { comment: commentOf({ plan, head, state, before, bad: runs[0] }), assumed };
};

const answered = (
  { plan, head, state, input }: About,
  body: string,
  said: Pick<Commented, 'did' | 'why'>,
): Result<Outcome<Commented>> => {
  const { conclusion } = checkOf({ plan, head, state, failOn: input.failOn });
  const { level } = plan.risk;
  return ok(outcome<Commented>({ schemaVersion: 1, level, digest: planDigest(plan), ...said, conclusion, body }));
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
