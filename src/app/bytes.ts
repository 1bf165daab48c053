import { failed, ok, problem, type Result } from '../core/problem.ts';
import type { Ports } from './operation.ts';

/** A file by name, or `-` for what is piped in. Nobody is left waiting at a silent terminal. */
export const openBytes = async (name: string, { files, input }: Ports): Promise<Result<AsyncIterable<Uint8Array>>> => {
  if (name !== '-') return files.stream(name);
  if (!input.typed) return ok(input.stream());
  return failed(
    problem({
      kind: 'usage',
      code: 'nothing-piped',
      path: '-',
      message: 'standard input is a terminal, and nothing is piped in',
      hint: 'git diff main | rampart plan --diff -',
    }),
  );
};
