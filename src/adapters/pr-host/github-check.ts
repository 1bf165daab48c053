import type { CheckRun } from '../../core/review/check.ts';
import type { At, Client } from './github-client.ts';

const CHECK = 'rampart';
const ANNOTATIONS_A_CALL = 50;

/** The host takes fifty annotations a call, and adds those of later calls to the same run. */
export const writeCheck = async (
  client: Client,
  at: At,
  { head, conclusion, title, summary, annotations }: CheckRun,
): Promise<void> => {
  const batches = batchesOf(annotations);
  const output = (nth: number) => ({ title, summary: summary.slice(0, 65_000), annotations: batches[nth] ?? [] });
  const { data } = await client.request('POST /repos/{owner}/{repo}/check-runs', {
    ...at,
    name: CHECK,
    head_sha: head,
    status: 'completed',
    conclusion,
    output: output(0),
  });
  for (let nth = 1; nth < batches.length; nth += 1)
    await client.request('PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}', {
      ...at,
      check_run_id: data.id,
      output: output(nth),
    });
};

const batchesOf = (annotations: CheckRun['annotations']) => {
  const rows = annotations.map(({ path, line, level, message }) => ({
    path,
    start_line: line,
    end_line: line,
    annotation_level: level,
    message,
  }));
  return Array.from({ length: Math.ceil(rows.length / ANNOTATIONS_A_CALL) }, (_, nth) =>
    rows.slice(nth * ANNOTATIONS_A_CALL, (nth + 1) * ANNOTATIONS_A_CALL),
  );
};
