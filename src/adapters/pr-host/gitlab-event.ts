import { z } from 'zod';
import { failed, ok, problem, type Result } from '../../core/problem.ts';
import type { PrEvent } from '../../ports/pr-host.ts';

const number = z.int().min(1).max(1e9);
const User = z.object({ id: z.int().optional(), username: z.string().min(1).max(300) });
const Project = z.object({ path_with_namespace: z.string().max(2000) });

/** A note hook. Servers before 16 do not say what was done to it: what has changed since is seen when it is read. */
const Noted = z.object({
  object_kind: z.literal('note'),
  user: User,
  project: Project,
  object_attributes: z.object({
    id: z.int().min(1),
    note: z.string().max(1_000_000),
    noteable_type: z.string().max(100),
    author_id: z.int().optional(),
    action: z.enum(['create', 'update']).optional(),
  }),
  merge_request: z.object({ iid: number }).optional(),
});

const Merged = z.object({
  object_kind: z.literal('merge_request'),
  user: User,
  project: Project,
  object_attributes: z.object({
    iid: number,
    action: z.string().max(100).optional(),
    state: z.string().max(100),
    last_commit: z.object({ id: z.string().max(64) }),
  }),
});

const Any = z.object({ object_kind: z.string(), project: Project });

/** What GitLab tells a webhook, and through it the pipeline that it starts: https://docs.gitlab.com/user/project/integrations/webhook_events. */
export const gitlabEvent = (payload: unknown): Result<PrEvent> => {
  const noted = Noted.safeParse(payload);
  if (noted.success) return ok(commentIn(noted.data));
  const merged = Merged.safeParse(payload);
  if (merged.success) {
    const { user, project, object_attributes: pull } = merged.data;
    const isMerged = pull.action === 'merge' && pull.state === 'merged';
    return ok({
      is: 'pull',
      how: isMerged || pull.action === 'close' ? 'closed' : (pull.action ?? ''),
      repository: project.path_with_namespace,
      number: pull.iid,
      merged: isMerged,
      by: user.username,
      head: pull.last_commit.id,
    });
  }
  const other = Any.safeParse(payload);
  return other.success ? ok({ is: 'other', repository: other.data.project.path_with_namespace }) : failed(noEvent());
};

const commentIn = ({
  user,
  project,
  object_attributes: note,
  merge_request: merge,
}: z.infer<typeof Noted>): PrEvent => ({
  is: 'comment',
  how: note.action === 'update' ? 'edited' : 'created',
  repository: project.path_with_namespace,
  number: merge?.iid ?? 0,
  onPull: note.noteable_type === 'MergeRequest' && merge !== undefined,
  id: String(note.id),
  author: note.author_id === undefined || note.author_id === user.id ? user.username : '',
  body: note.note,
  by: user.username,
});

const noEvent = () =>
  problem({
    kind: 'invalid',
    code: 'not-an-event',
    path: '--event',
    message: 'this is no event of GitLab: it names no project',
    hint: 'give the file that TRIGGER_PAYLOAD names',
  });
