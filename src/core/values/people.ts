import { z } from 'zod';
import { Id, Line } from './text.ts';

/** Something to confirm: by a machine that runs a check, or by a person with a role. */
export const ChecklistItem = z.strictObject({
  id: Id,
  text: Line,
  confirm: z.enum(['check', 'person']),
  by: Line.meta({ description: 'the name of the check, or the role of the person' }),
});
export type ChecklistItem = z.infer<typeof ChecklistItem>;

export const Checklists = z.strictObject({
  before: z.array(ChecklistItem).max(100),
  during: z.array(ChecklistItem).max(100),
  after: z.array(ChecklistItem).max(100),
});
export type Checklists = z.infer<typeof Checklists>;

const Weight = z.enum(['low', 'medium', 'high']);

export const Risk = z.strictObject({
  risk: Line,
  likelihood: Weight,
  impact: Weight,
  mitigation: Line,
  contingency: Line.optional(),
});
export type Risk = z.infer<typeof Risk>;

/** Who is told, when, and where. The words come from the template of that moment. */
export const Communication = z.strictObject({
  id: Id,
  when: z.enum(['before', 'progress', 'complete', 'rollback', 'in-product']),
  to: Line,
  channel: Line,
});
export type Communication = z.infer<typeof Communication>;

/** Who must agree before a phase starts. The author of the change counts only where that is allowed. */
export const approvalShape = {
  from: z
    .array(Line)
    .min(1)
    .max(20)
    .meta({ description: 'roles, teams or people; one of them is enough for one approval' }),
  count: z.int().min(1).max(20),
  authorMayApprove: z.boolean(),
  why: Line,
};

/** Something outside this plan that it rests on. */
export const Dependency = z.strictObject({
  name: Line,
  kind: z.enum(['flag', 'plan', 'tool', 'service']),
  needs: z.enum(['fully-on', 'available']),
  why: Line.optional(),
});
export type Dependency = z.infer<typeof Dependency>;
