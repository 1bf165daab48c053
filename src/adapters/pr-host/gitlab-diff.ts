import { z } from 'zod';
import { type Result, ok } from '../../core/problem.ts';
import type { HostDiff } from '../../ports/pr-host.ts';
import { asDiff, type ListedFile } from './as-diff.ts';
import type { Ask } from './gitlab-ask.ts';

const PAGE = 100;
const MOST_PAGES = 30;

const Diffs = z.array(
  z.object({
    old_path: z.string().min(1),
    new_path: z.string().min(1),
    a_mode: z.string().nullish(),
    b_mode: z.string().nullish(),
    diff: z.string().nullish(),
    new_file: z.boolean(),
    renamed_file: z.boolean(),
    deleted_file: z.boolean(),
    collapsed: z.boolean().nullish(),
    too_large: z.boolean().nullish(),
  }),
);
type RawDiff = z.infer<typeof Diffs>[number];

/** "1000+" where there are more than the host keeps. */
const Count = z.object({ changes_count: z.string().nullish() });

/** The change as GitLab keeps it, page by page; what it collapsed or left out for its size is named, not shown. */
export const diffOf = async (ask: Ask, merge: string): Promise<Result<HostDiff>> => {
  const count = await ask('the merge request', Count, { method: 'GET', path: merge });
  if (!count.ok) return count;
  const files: ListedFile[] = [];
  let isWhole = false;
  for (let page = 1; page <= MOST_PAGES && !isWhole; page += 1) {
    const query = { per_page: String(PAGE), page: String(page), unidiff: 'true' };
    const listed = await ask('its diff', Diffs, { method: 'GET', path: `${merge}/diffs`, query });
    if (!listed.ok) return listed;
    files.push(...listed.value.said.map(fileOf));
    isWhole = listed.value.said.length < PAGE;
  }
  const isCut = count.value.said.changes_count?.endsWith('+') === true;
  const left = isWhole && !isCut ? [] : [`the files behind the first ${files.length}: GitLab gives no more`];
  return ok({ text: asDiff(files), left });
};

/** What has no lines and was not kept back is a rename, another mode or an empty file; a binary says so in its lines. */
const fileOf = (raw: RawDiff): ListedFile => ({
  path: raw.new_path,
  oldPath: raw.renamed_file ? raw.old_path : undefined,
  status: statusOf(raw),
  hunks: raw.collapsed === true || raw.too_large === true ? undefined : hunksIn(raw),
  oldMode: raw.a_mode ?? undefined,
  newMode: raw.b_mode ?? undefined,
});

const statusOf = ({ new_file, deleted_file, renamed_file }: RawDiff): ListedFile['status'] => {
  if (new_file) return 'added';
  if (deleted_file) return 'deleted';
  return renamed_file ? 'renamed' : 'modified';
};

/** From the first hunk on: the names before it are written by us. */
const hunksIn = ({ diff, renamed_file, a_mode, b_mode }: RawDiff): string | undefined => {
  const text = diff ?? '';
  const from = text.startsWith('@@') ? 0 : text.indexOf('\n@@') + 1;
  if (text.startsWith('@@') || from > 0) return text.slice(from);
  return text === '' && (renamed_file || a_mode !== b_mode) ? '' : undefined;
};
