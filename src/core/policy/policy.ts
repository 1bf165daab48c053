import { z } from 'zod';
import { Capabilities } from '../flags/capabilities.ts';
import { Condition, ringShape } from '../values/audience.ts';
import { WrittenDuration } from '../values/duration.ts';
import { Freeze, TimeZone, WeeklyHours } from '../values/hours.ts';
import { LEVELS } from '../values/level.ts';
import { metricShape, triggerShape } from '../values/metric.ts';
import { approvalShape, ChecklistItem, Communication, Dependency, Risk } from '../values/people.ts';
import { StrategyKind } from '../values/strategy-kind.ts';
import { Id, Line, Paragraph, text } from '../values/text.ts';
import { AnnounceRule } from './announce-rules.ts';
import { Ladder } from './ladder.ts';
import { POLICY_VERSION } from './names.ts';
import { ReviewRules } from './review-rules.ts';
import { RuleName, TeamRule } from './team-rule.ts';

/** A table whose rows have names: a team's file adds rows and changes single fields of the built-in ones. */
const named = <T extends z.ZodType>(row: T) => z.record(Id, row);

const levelRow = z.strictObject({
  strategy: StrategyKind,
  ladder: Id,
  days: z
    .strictObject({ from: z.number().min(0), to: z.number().min(0) })
    .meta({ description: 'how long a rollout of this level should take' }),
  approvals: z
    .array(z.strictObject({ before: z.enum(['first-phase', 'last-phase', 'every-phase']), ...approvalShape }))
    .max(20),
});

const Metric = z.strictObject({
  ...metricShape,
  critical: z.boolean().meta({ description: 'watched even in phases that watch only the critical ones' }),
});

const WrittenTrigger = z.strictObject({ metric: Id, ...triggerShape(WrittenDuration) });

const FlagRules = z.strictObject({
  owner: Line,
  bucketBy: text(100),
  sticky: z.boolean(),
  targeting: z.array(z.strictObject({ when: Condition, serve: z.boolean() })).max(100),
  removeAfter: WrittenDuration,
});

const RollbackRules = z.strictObject({
  deadline: WrittenDuration,
  deadlineWithoutFlag: WrittenDuration.meta({ description: 'where going back takes a deployment' }),
  phaseWithin: WrittenDuration.meta({ description: 'for phases that do not say otherwise' }),
  steps: z.array(Line).min(1).max(50).meta({ description: 'by hand, where a flag holds the change' }),
  stepsWithoutFlag: z.array(Line).min(1).max(50),
  dataProcedure: Paragraph,
  communication: z.strictObject({ internal: Line, external: Line }),
});

const ExperimentRules = z.strictObject({
  ladder: Id,
  primaryMetric: Id,
  metrics: z.array(Id).min(1).max(50),
  baselinePercent: z.number().gt(0).lt(100),
  minimumDetectableEffect: z.number().gt(0).max(1000),
  alpha: z.number().gt(0).lt(1),
  power: z.number().gt(0).lt(1),
  minimumSample: z.int().min(1),
  guardrails: z
    .array(z.strictObject({ metric: Id, tolerate: z.number().min(0).max(1000) }))
    .max(20)
    .meta({ description: 'what must not get worse, and by how many percent of itself that is no harm' }),
  undecided: z
    .enum(['pause', 'rollback', 'go-on'])
    .meta({ description: 'what happens when no arm is found better: a person says, nobody has it, or everybody' }),
  days: z.strictObject({ from: z.int().min(1), to: z.int().min(1).max(3650) }),
});

const ScheduleRules = z.strictObject({
  timeZone: TimeZone,
  windows: z.array(WeeklyHours).max(50),
  peakHours: z.array(WeeklyHours).max(50).meta({ description: 'nothing is raised in them' }),
  freezes: z.array(Freeze).max(200),
  preparation: z.strictObject({ takes: WrittenDuration, what: Line }),
  phaseDeadline: z
    .strictObject({
      timesSoak: z.number().min(1).max(100),
      atLeast: WrittenDuration,
      action: z.enum(['notify', 'hold', 'pause', 'rollback']),
    })
    .meta({ description: 'for steps that do not say how long they may take' }),
});

/** How an environment differs: a soak for every step, and whether windows and approvals count there. */
export const EnvironmentRules = z.strictObject({
  soak: WrittenDuration.optional(),
  windows: z.boolean(),
  approvals: z.boolean(),
});

/** Who may advise, and how far that goes. What is never taken from an opinion is no rule of a team's: docs/taken.md. */
const AdviserRules = z.strictObject({
  use: z
    .enum(['auto', 'never', 'required'])
    .meta({ description: 'auto: a model is asked where there is a key; required: no plan without its answer' }),
  model: text(100),
  secondModel: text(100).meta({
    description: 'asked as well where the level is critical or two away from the floor; none: nobody is',
  }),
  promptTokens: z
    .int()
    .min(6000)
    .max(90_000)
    .meta({ description: 'the most a prompt may come to; above 100,000 the usual model costs five times as much' }),
  maxTokens: z
    .int()
    .min(1000)
    .max(2_000_000)
    .meta({ description: 'of a run, whatever it takes, questions and answers' }),
  maxDollars: z.number().gt(0).max(1000).meta({ description: 'of a run, at list prices' }),
  timeout: WrittenDuration,
  clearing: z
    .enum(['never', 'trusted-authors', 'every-author'])
    .meta({ description: 'for whose changes an adviser may clear suspicions; for those of forks never' }),
  trustedAuthors: z
    .array(Line)
    .max(1000)
    .meta({ description: 'names or addresses, as git tells them; all authors of a change have to be among them' }),
});

const PaceRules = z.strictObject({
  kind: z.enum(['fixed', 'evidence']).meta({
    description: 'evidence: a phase ends before its soak where enough is ruled out; never at critical risk',
  }),
  budget: z
    .int()
    .min(1)
    .max(1e9)
    .meta({ description: 'bad requests that the worst effect not yet ruled out may cost, just after the next step' }),
  least: WrittenDuration.meta({ description: 'no phase is shorter, whatever is ruled out' }),
  holdback: z
    .int()
    .min(1)
    .max(50)
    .meta({ description: 'percent of everyone that is still without it in a phase before the last' }),
});

const BackendRules = z.strictObject({
  about: Line,
  capabilities: Capabilities,
  commands: z
    .strictObject({ status: text(2000), set: text(2000), off: text(2000) })
    .meta({ description: 'by hand, for the runbook: {flag} and {percent} are filled in' }),
});

const WithheldPath = text(500).regex(/^[^[\]\\]*[^[\]\\/][^[\]\\]*$/, 'not a pattern: names with *, ** and ?');

export type EnvironmentRules = z.infer<typeof EnvironmentRules>;

/** The team's rules as data. `rampart policy` prints the one in force and says where each value came from. */
export const Policy = z.strictObject({
  version: z.literal(POLICY_VERSION),
  levels: z.strictObject(
    Object.fromEntries(LEVELS.map((level) => [level, levelRow])) as Record<(typeof LEVELS)[number], typeof levelRow>,
  ),
  rules: z.record(RuleName, TeamRule).meta({ description: 'what the team knows of its own paths and words' }),
  withheld: named(z.array(WithheldPath).min(1).max(100)).meta({
    description: 'what no model is ever shown, as in a .rampartignore; the rules look at it all the same',
  }),
  ladders: named(Ladder),
  rings: named(z.strictObject(ringShape)),
  metrics: named(Metric),
  triggers: named(named(WrittenTrigger)),
  traffic: z
    .strictObject({
      perDay: z.int().min(1).max(1e12).meta({ description: 'how many come by in a day, where a plan is not told' }),
      lengthen: z.boolean().optional().meta({
        description:
          'soaks become as long as their guards take to see what they are there for, and windows as their least samples take',
      }),
    })
    .optional(),
  pace: PaceRules,
  flags: FlagRules,
  rollback: RollbackRules,
  experiment: ExperimentRules,
  adviser: AdviserRules,
  review: ReviewRules.meta({ description: 'who may ask for what in a comment on a pull request' }),
  unknownAuthors: z.enum(['told', 'refused']).optional().meta({
    description:
      'what becomes of a rollout whose authors may not approve it, where nobody who may come in is known as one of them; else told',
  }),
  schedule: ScheduleRules,
  environments: named(EnvironmentRules),
  backend: Id,
  backends: named(BackendRules),
  dashboards: z
    .array(
      z.strictObject({
        name: Line,
        url: z
          .url({ protocol: /^https?$/ })
          .max(2000)
          .optional(),
      }),
    )
    .max(50),
  checklists: z.strictObject({
    before: named(ChecklistItem.omit({ id: true })),
    during: named(ChecklistItem.omit({ id: true })),
    after: named(ChecklistItem.omit({ id: true })),
  }),
  communications: named(Communication.omit({ id: true })),
  announce: named(AnnounceRule)
    .optional()
    .meta({ description: 'who is told when a rollout begins, goes on, stops, goes back or ends' }),
  dependencies: named(Dependency),
  risks: named(z.strictObject({ ...Risk.shape, levels: z.array(z.enum(LEVELS)).min(1) })),
  recommendations: named(z.strictObject({ text: Line, levels: z.array(z.enum(LEVELS)).min(1) })),
  successCriteria: named(
    z.strictObject({ text: Line, metric: Id.optional(), rule: triggerShape(WrittenDuration).rule.optional() }),
  ),
});
export type Policy = z.infer<typeof Policy>;
