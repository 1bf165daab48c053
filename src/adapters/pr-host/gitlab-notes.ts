import { z } from 'zod';
import { ok, type Result } from '../../core/problem.ts';
import type { PrComment } from '../../ports/pr-host.ts';
import { type Graph, PageInfo } from './gitlab-graph.ts';

const MOST_PAGES = 30;

const Notes = z.object({
  notes: z.object({
    nodes: z.array(
      z.object({
        id: z.string(),
        body: z.string(),
        system: z.boolean(),
        createdAt: z.string(),
        lastEditedAt: z.string().nullable(),
        author: z.object({ username: z.string(), bot: z.boolean() }).nullable(),
      }),
    ),
    pageInfo: PageInfo,
  }),
});
type Note = z.infer<typeof Notes>['notes']['nodes'][number];

const FIELDS = `notes(first: 100, after: $after) {
  nodes { id body system createdAt lastEditedAt author { username bot } }
  pageInfo { hasNextPage endCursor }
}`;

/**
 * What the host itself notes down, a push or a new label, is no comment. Its REST interface does not tell when a note was
 * edited: the time of its last change moves with each thumb that somebody gives it.
 */
export const notesOn = async (graph: Graph, number: number): Promise<Result<readonly PrComment[]>> => {
  const found: Note[] = [];
  let after: string | undefined;
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const said = await graph('its comments', number, { schema: Notes, fields: FIELDS, after });
    if (!said.ok) return said;
    const { nodes, pageInfo } = said.value.notes;
    found.push(...nodes);
    after = pageInfo.endCursor ?? undefined;
    if (!pageInfo.hasNextPage || after === undefined) break;
  }
  return ok(
    found
      .filter(({ system }) => !system)
      .map(commentIn)
      .toSorted((one, other) => Number(one.id) - Number(other.id)),
  );
};

/** `gid://gitlab/DiffNote/301`: notes of all kinds are numbered together. */
const commentIn = ({ id, author, body, lastEditedAt }: Note): PrComment => ({
  id: /\d+$/.exec(id)?.[0] ?? id,
  author: author?.username ?? '',
  body,
  edited: lastEditedAt !== null,
  bot: author?.bot ?? true,
});
