import { z } from 'zod';
import { Level } from '../core/values/level.ts';
import { WrittenRate } from '../core/values/rate.ts';
import { WebLink } from '../core/values/text.ts';
import { StrategyKind } from '../core/values/strategy-kind.ts';
import { force, optionalPath, policyFile, words } from './fields.ts';

const said = (about: string, value = 'TEXT') => z.string().min(1).max(4000).optional().meta(words(about, { value }));
const many = (about: string, value: string) =>
  z.array(z.string().min(1).max(300)).max(100).optional().meta(words(about, { value }));
const isSwitch = (about: string) => z.boolean().optional().meta(words(about));

/** Which change is meant. */
export const changeFields = {
  diff: optionalPath('a diff on a file, or - for standard input; left out: the change of this git repository'),
  request: optionalPath('the change as one JSON document, {description, diff}, on a file or - for standard input'),
  description: said('what the change is for: the text, or a file with it', 'TEXT'),
  base: said('the commit or branch it goes into', 'REF'),
  head: said('the commit or branch that holds it', 'REF'),
  staged: isSwitch('only what is staged'),
  history: z
    .boolean()
    .default(true)
    .meta(
      words('what was fixed and reverted in the touched files before is looked at', {
        off: 'without a look at what was fixed and reverted in the touched files before',
      }),
    ),
};

export const opinionField = {
  ai: z
    .enum(['auto', 'required', 'never'])
    .optional()
    .meta(
      words('auto: ask Claude where ANTHROPIC_API_KEY is set; required: no plan without an answer (see adviser.use)', {
        value: 'MODE',
        no: { is: 'never', about: 'ask no model, and send nothing anywhere' },
      }),
    ),
  model: said('the model that is asked, in place of the one of the policy', 'NAME'),
  replayOpinion: optionalPath('what a model said before, from a transcript: the same plan again without asking'),
  opinion: optionalPath("an adviser's opinion (schema: rampart schema opinion)"),
  fork: isSwitch('the change comes from a fork: no adviser may clear a suspicion of it'),
};

const theJudgement = {
  level: Level.optional().meta(
    words('low, medium, high or critical, in place of what was found; lower takes --by and --reason', {
      value: 'LEVEL',
    }),
  ),
  by: said('who decides', 'NAME'),
  reason: said('why'),
  ...opinionField,
};

const theWay = {
  policy: policyFile,
  environment: said('where it is rolled out', 'NAME'),
  backend: said('the flag system', 'NAME'),
  strategy: StrategyKind.optional().meta(
    words('immediate, percentage, canary, ab or ring, in place of what the level asks for', { value: 'NAME' }),
  ),
  pace: z
    .enum(['fixed', 'evidence'])
    .optional()
    .meta(words('evidence: phases end early once enough is ruled out; fixed: by the clock', { value: 'KIND' })),
  ladder: said('a ladder of the policy, by name', 'NAME'),
  flag: many('the flag that holds the change; may be given again', 'KEY'),
  needs: many('a flag that must be fully on first; may be given again', 'KEY'),
  inventory: optionalPath('what a flag system has, by rampart import: holds the flags of the plan against it'),
  allow: many('a user who has it from the first phase on; may be given again', 'USER'),
  owner: said('who owns the flag and its removal', 'NAME'),
  feature: said('what people call it: its name'),
  link: WebLink.optional().meta(words('where people look at the change, as its pull request', { value: 'URL' })),
  changes: many('something users will notice; may be given again', 'TEXT'),
  dataRollback: said('how what it does to stored data is undone'),
};

const theExperiment = {
  hypothesis: said('the question of an A/B test; makes it one'),
  metric: said('the primary metric of that test', 'ID'),
  arm: many('an arm of that test and its share, NAME=PERCENT, control first; may be given again', 'ARM'),
  traffic: WrittenRate.optional().meta(
    words('how many come by that the change can reach, as 12000/day, 500/h or 8/s: users of a test, requests else', {
      value: 'RATE',
    }),
  ),
  metrics: optionalPath('a metric source that is asked how many came by on the day before, and what was usual'),
};

/** Everything `rampart plan` can be told. */
export const PlanInput = z.strictObject({
  ...changeFields,
  report: optionalPath('carry on from a rollout-planner report in place of a diff'),
  ...theJudgement,
  ...theWay,
  ...theExperiment,
  transcript: optionalPath('where to write what was put to the model, and what it said'),
  showPrompt: isSwitch('print what would be sent to the model, and send nothing'),
  out: optionalPath('where the plan is written (rollout.plan.json; with --json or --format: nowhere)'),
  force,
  format: z
    .enum(['rollout-planner', 'markdown'])
    .optional()
    .meta(words('print it as rollout-planner or markdown', { value: 'KIND' })),
});
export type PlanInput = z.infer<typeof PlanInput>;
