import { ok, type Result } from '../../core/problem.ts';
import type { Files } from '../../ports/files.ts';

/** What a run may show beside it: GitHub takes a mebibyte a step, and nothing of more. */
const MOST_BYTES = 1024 * 1024;

type Parts = { readonly comment: string; readonly report: string };

/** The comment and the whole plan, for whoever looks at the run, behind what this step has said there before. */
export const summarise = async (file: string, { comment, report }: Parts, files: Files): Promise<Result<string>> => {
  const before = (await files.exists(file)) ? await files.read(file, MOST_BYTES) : ok('');
  if (!before.ok) return before;
  const whole = [before.value, comment, '\n---\n\n', report].join('');
  const text = bytesOf(whole) <= MOST_BYTES ? whole : [before.value, comment, TOO_LONG].join('');
  return files.write(file, text, { replace: true });
};

const TOO_LONG = '\n*The whole plan is too long to be shown here: keep it as an artefact, with `--out`.*\n';

const bytesOf = (text: string): number => new TextEncoder().encode(text).length;
