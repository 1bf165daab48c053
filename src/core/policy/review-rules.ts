import { z } from 'zod';
import { Permission } from '../values/permission.ts';
import { Id, Line, text } from '../values/text.ts';

/** Asked for with `/rampart …` in a comment. */
export type ReviewCommand =
  | 'help'
  | 'plan'
  | 'strategy'
  | 'override'
  | 'approve'
  | 'apply'
  | 'pause'
  | 'resume'
  | 'rollback';

const READING = Permission.exclude(['none']);
const ACTING = Permission.exclude(['none', 'read']);

const rowFor = <P extends z.ZodType<Permission>>(permission: P) =>
  z.strictObject({
    permission: permission.meta({ description: 'what the host lets them do, at least' }),
    of: z
      .array(Line)
      .max(50)
      .meta({ description: 'roles, @person, @org/team or code-owners; where some are named, one of them as well' }),
    authors: z.boolean().meta({ description: 'whether those who made the change may, too' }),
  });

/** What only speaks may be open to whoever can read; what changes something takes more, whatever a team writes. */
const speaking = rowFor(READING);
const acting = rowFor(ACTING);

/** What a branch, a tag and a package may all be called. */
const SHELF = /^[A-Za-z0-9][A-Za-z0-9_-]{0,79}$/;

const MergedRules = z.strictObject({
  keep: z.enum(['artefact', 'branch', 'release']).optional().meta({
    description: 'where the plan is kept that was agreed to: in the folder of the run alone, or there as well',
  }),
  name: z
    .string()
    .regex(SHELF, 'up to 80 letters, digits, dashes and underscores')
    .optional()
    .meta({ description: 'of that branch, or the tag of that release; else rampart-plans' }),
  start: z.boolean().optional().meta({ description: 'whether it is started as well, by the right of whoever merged' }),
});

export const ReviewRules = z.strictObject({
  quietBelow: z
    .enum(['never', 'medium', 'high', 'critical'])
    .meta({ description: 'below this level the check alone, no comment, where nothing else is asked for' }),
  failOn: z
    .enum(['critical', 'unapproved', 'never'])
    .meta({ description: 'when the check holds a merge back, where nothing else is asked for' }),
  roles: z
    .record(
      Id,
      z.strictObject({
        permission: z
          .enum(['nobody', ...ACTING.options])
          .meta({ description: 'everybody whom the host lets do that much; nobody: the members alone' }),
        members: z.array(Line).max(200).meta({ description: '@person or @org/team' }),
      }),
    )
    .meta({ description: 'who of the host is meant by the roles that approvals ask for' }),
  guarded: z.array(text(500)).max(100).meta({
    description:
      'globs of files that judge changes or carry them out: a change of one is critical, and never begins by itself',
  }),
  merged: MergedRules.optional().meta({ description: 'what becomes of a plan once its pull request is merged' }),
  commands: z.strictObject({
    help: speaking,
    plan: speaking,
    strategy: acting,
    override: acting,
    approve: acting,
    apply: acting,
    pause: acting,
    resume: acting,
    rollback: acting,
  } satisfies Record<ReviewCommand, unknown>),
});
export type ReviewRules = z.infer<typeof ReviewRules>;

/** Where and whether, with what goes without saying. */
export const mergedBy = ({ merged }: ReviewRules) => ({
  keep: merged?.keep ?? 'artefact',
  name: merged?.name ?? 'rampart-plans',
  start: merged?.start ?? false,
});
