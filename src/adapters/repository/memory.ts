import { failed, ok } from '../../core/problem.ts';
import type { History } from '../../core/signals/history.ts';
import { DAY } from '../../core/values/duration.ts';
import type { DiffWords, Repository } from '../../ports/repository.ts';
import { memoryFiles } from '../files/memory.ts';
import { repositoryProblems } from './problems.ts';

export type HeldChange = Partial<DiffWords> & {
  readonly diff: string | Uint8Array;
  readonly compared?: string;
  /** What came before the change; left out: nothing did. */
  readonly past?: History;
  /** The files that are kept, by their paths. */
  readonly files?: Readonly<Record<string, string>>;
  /** The files at the top of what it goes into, by their paths from there; left out: there are none. */
  readonly before?: Readonly<Record<string, string>>;
};

const LONGEST_LINE = 500;
const CHUNK_BYTES = 65_536;
const SILENT: DiffWords = {
  title: undefined,
  description: undefined,
  author: undefined,
  base: undefined,
  head: undefined,
};

/** A repository that holds one change, whatever is asked of it; without one it is none. For demonstrations and tests. */
export const memoryRepository = (held: HeldChange | undefined): Repository => ({
  read: async () => {
    if (!held) return failed(repositoryProblems.notARepository('memory'));
    const { diff, compared = 'the change in memory', past: _, before: __, files: ___, ...words } = held;
    const bytes = typeof diff === 'string' ? new TextEncoder().encode(diff) : diff;
    if (bytes.length === 0) return failed(repositoryProblems.nothing(compared));
    return ok({ bytes: chunksOf(bytes), words: { ...SILENT, ...words }, compared });
  },
  history: async ({ commits, days }) => {
    if (!held) return failed(repositoryProblems.notARepository('memory'));
    const { atMs, commits: all } = held.past ?? { atMs: 0, commits: [] };
    const sinceMs = atMs - days * DAY;
    return ok({ atMs, commits: all.filter((commit) => commit.atMs >= sinceMs).slice(0, commits) });
  },
  search: async ({ words }) => {
    if (!held) return failed(repositoryProblems.notARepository('memory'));
    const hits = Object.entries(held.files ?? {}).flatMap(([path, text]) =>
      text.split('\n').map((line, at) => ({ path, line: at + 1, text: line.slice(0, LONGEST_LINE) })),
    );
    return ok({ hits: hits.filter(({ text }) => words.some((word) => text.includes(word))), whole: true });
  },
  before: async () => {
    if (!held) return failed(repositoryProblems.notARepository('memory'));
    const rows = Object.entries(held.before ?? {}).map(([path, text]) => [`/${path}`, text] as const);
    return ok({
      commit: held.base,
      folder: '/',
      files: memoryFiles(new Map([...rows, ['/.git', '']])),
      list: async (folder) => rows.flatMap(([path]) => namesIn(folder, path)),
    });
  },
});

const namesIn = (folder: string, path: string): readonly string[] => {
  const from = folder === '/' ? '/' : `${folder}/`;
  const name = path.startsWith(from) ? path.slice(from.length) : '';
  return name === '' || name.includes('/') ? [] : [name];
};

async function* chunksOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) yield bytes.subarray(at, at + CHUNK_BYTES);
}
