import { z } from 'zod';
import { type Plan, planDigest } from '../core/plan/plan.ts';
import { failed, ok, problem, type Result } from '../core/problem.ts';
import { checkOf } from '../core/review/check.ts';
import { db } from './executor/fields.ts';
import { policyFile, words } from './fields.ts';
import { lookAround } from './look-around.ts';
import { operation, type Outcome, outcome, type Ports } from './operation.ts';
import { changeFields, opinionField } from './plan-input.ts';
import { failOnField, hostField, repoField } from './review/fields.ts';
import { hear } from './review/hear.ts';
import { commentFor, say } from './review/say.ts';
import { see } from './review/see.ts';
import { weigh } from './review/weigh.ts';

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

const Input = z.strictObject({
  ...changeFields,
  ...opinionField,
  repo: repoField.optional(),
  pr: z
    .int()
    .min(1)
    .max(1e9)
    .optional()
    .meta(words('the number of the pull request', { value: 'N' })),
  host: hostField,
  failOn: failOnField,
  quietBelow: z
    .enum(['never', 'medium', 'high', 'critical'])
    .default('medium')
    .meta(words('below this level only the check is written, no comment', { value: 'LEVEL' })),
  commands: z.boolean().default(false).meta(words('name commands for comments: where rampart respond answers them')),
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
    { command: 'rampart comment --repo acme/shop --pr 12', what: 'in a pipeline, with GITHUB_TOKEN' },
  ],
  input: Input,
  output: Commented,
  run: async (input, ports) => (input.dryRun ? printed(input, ports) : posted(input, ports)),
});

/** Nobody's host: what is said where nobody knows where lines can be looked at. */
const NOWHERE = { maxLength: 65_536, linkTo: () => '' };

const printed = async (input: Input, ports: Ports): Promise<Result<Outcome<Commented>>> => {
  const known = await lookAround(input, ports);
  if (!known.ok) return known;
  const { owners, policy } = known.value;
  const rules = { review: policy.policy.review, owners, authors: [] };
  const weighed = await weigh({ known: known.value, hearing: { heard: [], rules }, meant: {}, db: input.db }, ports);
  if (!weighed.ok) return weighed;
  const head = known.value.change.head ?? '';
  const said = commentFor({ ...weighed.value, slash: input.commands, head, before: undefined });
  const body = await (await ports.review()).text(said.comment, weighed.value.plan, NOWHERE, said.assumed);
  const { plan, state } = weighed.value;
  const { conclusion } = checkOf({ plan, head, state, failOn: input.failOn });
  return answered(plan, { did: 'printed', why: 'nothing was written anywhere', body, conclusion });
};

const posted = async (input: Input, ports: Ports): Promise<Result<Outcome<Commented>>> => {
  const { repo, pr } = input;
  if (repo === undefined || pr === undefined) return failed(whichPullRequest());
  const known = await lookAround(input, ports);
  if (!known.ok) return known;
  const host = await ports.openHost(input.host, repo);
  const seen = host.ok ? await see(host.value, pr, ports) : host;
  if (!seen.ok) return seen;
  if (!seen.value.pull.open) return failed(isClosed(pr));
  const { owners, policy } = known.value;
  const hearing = await hear(seen.value, { policy: policy.policy, owners });
  if (!hearing.ok) return hearing;
  const meant = seen.value.before?.meant ?? {};
  const weighed = await weigh({ known: known.value, hearing: hearing.value, meant, db: input.db }, ports);
  if (!weighed.ok) return weighed;
  const { failOn, quietBelow, commands: slash } = input;
  const said = await say(seen.value, { weighed: weighed.value, failOn, quietBelow, slash });
  return said.ok ? answered(weighed.value.plan, said.value) : said;
};

const answered = (
  plan: Plan,
  said: Pick<Commented, 'did' | 'why' | 'body' | 'conclusion'>,
): Result<Outcome<Commented>> =>
  ok(outcome<Commented>({ schemaVersion: 1, level: plan.risk.level, digest: planDigest(plan), ...said }));

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
