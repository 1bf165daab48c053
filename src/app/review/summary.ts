import { failed, ok, problem, type Result } from '../../core/problem.ts';
import type { Plan } from '../../core/plan/plan.ts';
import type { Ports, ReviewWriting } from '../operation.ts';
import type { Said } from './say.ts';

type Place = {
  readonly plan: Plan;
  /** A file whose Markdown is shown beside the run. */
  readonly summary: string | undefined;
  readonly writing: ReviewWriting;
};

type Told = { readonly did: Said['did'] | 'summarised' | 'printed'; readonly why: string };

/** The comment and the whole plan beside the run, where it has such a place; where nothing could be written, nowhere else. */
export const toldElsewhere = async (
  { did, why, isCommented, body }: Said,
  { plan, summary, writing }: Place,
  ports: Ports,
): Promise<Result<Told>> => {
  if (summary !== undefined) {
    const written = await summarise(summary, { comment: body, report: await writing.report(plan) }, ports);
    if (!written.ok) return written;
  }
  if (isCommented) return ok({ did, why });
  return ok(
    summary === undefined
      ? { did: 'printed', why: 'this token may not write comments' }
      : { did: 'summarised', why: 'this token may not write comments: it stands in the summary of the run' },
  );
};

/** What a run may show beside it: GitHub takes a mebibyte a step, and nothing of more. */
const MOST_BYTES = 1024 * 1024;

type Parts = { readonly comment: string; readonly report: string };

/** Behind what this step has said there before. */
const summarise = async (file: string, { comment, report }: Parts, { files }: Ports): Promise<Result<string>> => {
  const before = (await files.exists(file)) ? await files.read(file, MOST_BYTES) : ok('');
  if (!before.ok) return before;
  const whole = [before.value, comment, '\n---\n\n', report].join('');
  const less = [before.value, comment, TOO_LONG].join('');
  const text = [whole, less].find((one) => bytesOf(one) <= MOST_BYTES);
  return text === undefined ? failed(noRoom(file)) : files.write(file, text, { replace: true });
};

const TOO_LONG = '\n*The whole plan is too long to be shown here: keep it as an artefact, with `--out`.*\n';

const noRoom = (file: string) =>
  problem({
    kind: 'invalid',
    code: 'summary-full',
    path: file,
    message: 'the summary of this step is full',
    hint: 'give rampart comment a step of its own',
  });

const bytesOf = (text: string): number => new TextEncoder().encode(text).length;
