import { failed, ok } from '../../core/problem.ts';
import type { Files } from '../../ports/files.ts';
import { inPieces } from '../../ports/pieces.ts';
import { fileProblems } from './problems.ts';

/** Files that live as long as the map they are in: for trying things out and for tests. */
export const memoryFiles = (files: Map<string, string>): Files => ({
  read: async (path, maxBytes) => {
    const text = files.get(path);
    if (text === undefined) return failed(fileProblems.missing(path));
    return new TextEncoder().encode(text).length > maxBytes ? failed(fileProblems.tooLarge(path, maxBytes)) : ok(text);
  },
  stream: async (path) => {
    const text = files.get(path);
    return text === undefined ? failed(fileProblems.missing(path)) : ok(inPieces(text));
  },
  write: async (path, text, { replace }) => {
    if (files.has(path) && !replace) return failed(fileProblems.exists(path));
    files.set(path, text);
    return ok(path);
  },
  exists: async (path) => files.has(path),
});
