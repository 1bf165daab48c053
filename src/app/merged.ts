import { z } from 'zod';
import { type Plan, planDigest } from '../core/plan/plan.ts';
import { mergedBy } from '../core/policy/review-rules.ts';
import { failed, ok, problem, type Problem, type Result } from '../core/problem.ts';
import { actorOf, mayNot, type Person, teamsNamed } from '../core/review/people.ts';
import { duesInWords } from '../core/review/votes.ts';
import type { PrCommands, PrEvent } from '../ports/pr-host.ts';
import { words } from './fields.ts';
import { operation, type Outcome, outcome, type Ports } from './operation.ts';
import { toldHere } from './review/event.ts';
import { RespondInput } from './review/fields.ts';
import { keptEverywhere } from './review/keep.ts';
import { PLAN_FOLDER } from './review/shelf.ts';
import { type Judged, judged } from './review/review.ts';
import { wordsFor } from './review/say.ts';
import { see, type Seen } from './review/see.ts';
import { carryOut } from './review/start.ts';
import { refusalOf, standingInWords } from './review/words.ts';

const Merged = z.strictObject({
  schemaVersion: z.literal(1),
  digest: z.string().meta({ description: 'of the plan that was kept; empty where none was' }),
  kept: z.array(z.string()).meta({ description: 'files of the run, and what was put on a branch or beside a release' }),
  started: z.boolean(),
  why: z.string(),
});
type Merged = z.infer<typeof Merged>;

const { failOn: _, ...asked } = RespondInput.shape;
const Input = z.strictObject({
  ...asked,
  out: z
    .string()
    .min(1)
    .max(4096)
    .default(PLAN_FOLDER)
    .meta(words('the folder that plan and approvals are written to, by their fingerprint', { value: 'FOLDER' })),
  keep: z
    .enum(['artefact', 'branch', 'release'])
    .optional()
    .meta(words('keep it on a branch or beside a release as well; left out: as the policy says', { value: 'WHERE' })),
  start: z
    .boolean()
    .optional()
    .meta(words('start it as well, where whoever merged may ask for that; left out: as the policy says')),
});
type Input = z.infer<typeof Input>;

export const merged = operation({
  name: 'merged',
  summary: 'Keeps the plan that was agreed to, once its pull request is merged, and starts it where it is told to.',
  effect: 'acts',
  examples: [
    {
      command: 'rampart merged --event event.json',
      what: 'in a pipeline on closed pull requests: --event "$GITHUB_EVENT_PATH"',
    },
    {
      command: 'rampart merged --event event.json --start',
      what: 'and takes the first turn; then: rampart tick --all',
    },
  ],
  input: Input,
  output: Merged,
  run: async (given, ports) => {
    const heard = await toldHere(given, ports);
    if (!heard.ok) return heard;
    const { event, commands, input, host } = heard.value;
    if (event.is !== 'pull' || event.how !== 'closed' || !event.merged) return ok(nothing('nothing was merged'));
    const seen = await see(host, event.number, ports);
    if (!seen.ok) return seen;
    const { merged: isMerged, head } = seen.value.pull;
    if (!isMerged || head !== event.head) return failed(notAsTold());
    const all = await judged(
      { seen: seen.value, input: { ...input, failOn: 'never' }, now: undefined, known: undefined },
      ports,
    );
    return all.ok ? kept({ input, event, commands, seen: seen.value, all: all.value }, ports) : all;
  },
});

type Matter = {
  readonly input: Input;
  readonly event: Extract<PrEvent, { is: 'pull' }>;
  readonly commands: PrCommands;
  readonly seen: Seen;
  readonly all: Judged;
};

/** Nothing is kept of what nobody agreed to: a file that looks like an approved plan is one. */
const kept = async (matter: Matter, ports: Ports): Promise<Result<Outcome<Merged>>> => {
  const { input, seen, all } = matter;
  const { plan, state, tally } = all.weighed;
  if (plan.risk.skip) return ok(nothing('no staged rollout is due'));
  if (state === 'not-approved') return failed(notAgreed(plan, duesInWords(tally.dues)));
  const digest = planDigest(plan);
  const done = await keptEverywhere({ seen, all, out: input.out, keep: input.keep }, ports);
  if (!done.ok) return done;
  const { written, there, on } = done.value;
  const starts = input.start ?? mergedBy(all.policy.review).start;
  const begun = starts ? await started(matter, ports) : { started: false, why: 'nobody asked to start it' };
  const warnings = await told(matter, {
    started: begun.started,
    words: `sha256:${digest} is kept ${on}\n${begun.why}`,
  });
  const document: Merged = { schemaVersion: 1, digest, kept: [...written, ...there], ...begun };
  return ok(outcome(document, { written, warnings: [...done.warnings, ...warnings] }));
};

type Begun = Pick<Merged, 'started' | 'why'>;

/** By the right of whoever merged; and never by itself where the change has a say in what would be done with it. */
const started = async (matter: Matter, ports: Ports): Promise<Begun> => {
  const { input, event, commands, seen, all } = matter;
  const { weighed, hearing } = all;
  if (weighed.guarded !== undefined)
    return {
      started: false,
      why: `not started by itself: it changes ${weighed.guarded}; somebody says /rampart apply ${weighed.plan.id}`,
    };
  const person: Result<Person> = await commands.person(event.by, teamsNamed(all.policy, hearing.rules.owners));
  if (!person.ok) return { started: false, why: `not started: ${refusalOf(person.problems).why}` };
  const forbidden = mayNot(person.value, 'apply', hearing.rules);
  if (forbidden !== undefined) return { started: false, why: `not started: ${forbidden}` };
  const by = actorOf(person.value, hearing.rules.review);
  const done = await carryOut(
    { weighed, hearing, by, reason: 'it was merged', number: seen.pull.number, input },
    ports,
  );
  return done.ok
    ? { started: true, why: standingInWords(done.value) }
    : { started: false, why: `not started: ${refusalOf(done.problems).why}` };
};

type News = { readonly started: boolean; readonly words: string };

/** In the comment that is there, which says where the plan stands from now on. */
const told = async (
  { seen, all }: Matter,
  { started: isUnderWay, words: answer }: News,
): Promise<readonly Problem[]> => {
  if (seen.mine === undefined) return [];
  const weighed = isUnderWay ? { ...all.weighed, state: 'running' as const } : all.weighed;
  const worded = await wordsFor(seen, { weighed, slash: true, answer });
  const { host, pull, mine } = seen;
  const done = worded.ok ? await host.put(pull.number, mine.id, worded.value.body) : worded;
  return done.ok ? [] : done.problems.map((found) => ({ ...found, severity: 'warning' as const }));
};

const nothing = (why: string): Outcome<Merged> =>
  outcome({ schemaVersion: 1, digest: '', kept: [], started: false, why });

const notAgreed = (plan: Plan, dues: string) =>
  problem({
    kind: 'refused',
    code: 'no-approved-plan',
    path: plan.id,
    message: `it was merged, and sha256:${planDigest(plan)} is not agreed to: ${dues}`,
    hint: 'plan it again from here: rampart plan, rampart apply; or revert the merge',
  });

const notAsTold = () =>
  problem({
    kind: 'stale',
    code: 'not-merged',
    path: '--event',
    message: 'the host tells of another commit than the event, or of nothing merged',
    hint: 'give the event of the run that this is',
  });
