import { z } from 'zod';
import { Assessment } from '../assessment/assessment.ts';
import { ringShape } from '../values/audience.ts';
import { digestOf, Sha256 } from '../values/digest.ts';
import { Checklists, Communication, Dependency, Risk } from '../values/people.ts';
import { Percent } from '../values/percent.ts';
import { StrategyKind } from '../values/strategy-kind.ts';
import { Id, Line, text, WebLink } from '../values/text.ts';
import { Experiment } from './experiment.ts';
import { Flag } from './flag.ts';
import { Pace } from './pace.ts';
import { Phase } from './phase.ts';
import { Approval, Cleanup, Rollback, Schedule } from './safety.ts';
import { Criterion, Dashboard, Monitor, Trigger } from './watch.ts';

export const PLAN_VERSION = 1;

const ChangeRecord = z.strictObject({
  title: text(300),
  base: text(200).optional(),
  head: text(200).optional(),
  link: WebLink.optional().meta({ description: 'where people look at the change: a pull request, a comparison' }),
  diffSha256: Sha256,
  files: z.int().min(0),
  added: z.int().min(0),
  removed: z.int().min(0),
});

const Strategy = z.strictObject({
  kind: StrategyKind,
  ladder: Id.optional().meta({
    description: 'the named ladder of the policy that the phases were made from; absent where they came from elsewhere',
  }),
  target: Percent.meta({ description: 'where the last phase ends' }),
  why: Line,
});

const Provenance = z.strictObject({
  tool: text(100),
  policySha256: Sha256,
  environment: Id,
  backend: Id,
  backendStateDigest: Sha256.optional(),
});

/**
 * How one change reaches everyone. This document is the wall: people and models have their say before it is written,
 * and the executor reads nothing but its typed fields. Texts are for people only.
 */
export const Plan = z.strictObject({
  schemaVersion: z.literal(PLAN_VERSION),
  id: Id,
  feature: Line,
  change: ChangeRecord,
  userFacingChanges: z.array(Line).max(100),
  risk: Assessment,
  strategy: Strategy,
  flags: z.array(Flag).max(50).meta({ description: 'none where the change ships to everyone at once' }),
  rings: z
    .array(z.strictObject({ name: Id, ...ringShape }))
    .max(50)
    .meta({ description: 'the rings that the phases use' }),
  phases: z.array(Phase).min(1).max(100),
  pace: Pace.optional(),
  traffic: z
    .strictObject({ perDay: z.int().min(1).max(1e12) })
    .optional()
    .meta({ description: 'how many come by in a day; absent where nobody said' }),
  monitors: z.array(Monitor).max(200),
  triggers: z.array(Trigger).max(500),
  dashboards: z.array(Dashboard).max(50),
  rollback: Rollback,
  experiment: Experiment.optional(),
  experimentForLater: Experiment.optional().meta({ description: 'thought through, and no part of this rollout' }),
  schedule: Schedule,
  approvals: z.array(Approval).max(100),
  dependencies: z.array(Dependency).max(100),
  checklists: Checklists,
  successCriteria: z.array(Criterion).max(100),
  communications: z.array(Communication).max(100),
  risks: z.array(Risk).max(100),
  recommendations: z.array(Line).max(100),
  questions: z.array(Line).max(100).optional().meta({ description: 'of an adviser, to the author of the change' }),
  cleanup: Cleanup,
  provenance: Provenance,
});
export type Plan = z.infer<typeof Plan>;

/** What an approval is bound to: any other plan, however alike, has another digest. */
export const planDigest = (plan: Plan): Sha256 => digestOf(plan);
