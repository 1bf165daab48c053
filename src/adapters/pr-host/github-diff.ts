import type { Octokit } from '@octokit/core';
import type { HostDiff } from '../../ports/pr-host.ts';
import { asDiff, type ListedFile } from './as-diff.ts';

type Client = Pick<Octokit, 'request'>;
type At = { readonly owner: string; readonly repo: string };

/** All that GitHub lists, in as many pages. */
const MOST_FILES = 3000;
const PAGE = 100;

/**
 * The change as GitHub shows it: whole as one diff, or, where that is too large for it, file by file. Of a large file it
 * lists the name alone, and of a very large change the first three thousand files.
 */
export const diffOn = async (client: Client, at: At, pull: number): Promise<HostDiff> =>
  (await wholeDiff(client, at, pull)) ?? listed(client, at, pull);

const wholeDiff = async (client: Client, at: At, pull_number: number): Promise<HostDiff | undefined> => {
  try {
    const { data } = await client.request('GET /repos/{owner}/{repo}/pulls/{pull_number}', {
      ...at,
      pull_number,
      mediaType: { format: 'diff' },
      request: { retries: 0 },
    });
    return { text: String(data), left: [] };
  } catch (error) {
    if (isTooLarge(error)) return undefined;
    throw error;
  }
};

/** Not acceptable: more than 300 files, 20,000 lines or a megabyte. */
const isTooLarge = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'status' in error && (error.status === 406 || error.status === 422);

const listed = async (client: Client, at: At, pull_number: number): Promise<HostDiff> => {
  const files: ListedFile[] = [];
  for (let page = 1; files.length < MOST_FILES; page += 1) {
    const { data } = await client.request('GET /repos/{owner}/{repo}/pulls/{pull_number}/files', {
      ...at,
      pull_number,
      per_page: PAGE,
      page,
    });
    files.push(...data.map(fileOf));
    if (data.length < PAGE) return { text: asDiff(files), left: [] };
  }
  return { text: asDiff(files), left: ['the files behind the first 3,000: GitHub lists no more'] };
};

type RawFile = {
  readonly filename: string;
  readonly previous_filename?: string;
  readonly status: string;
  readonly changes: number;
  readonly patch?: string;
};

const STATUS: Readonly<Record<string, ListedFile['status']>> = {
  added: 'added',
  copied: 'added',
  removed: 'deleted',
  renamed: 'renamed',
};

/** A pure rename has no lines; any other file without them is kept back. */
const fileOf = ({ filename, previous_filename, status, changes, patch }: RawFile): ListedFile => ({
  path: filename,
  oldPath: status === 'renamed' ? previous_filename : undefined,
  status: STATUS[status] ?? 'modified',
  hunks: patch ?? (status === 'renamed' && changes === 0 ? '' : undefined),
});
