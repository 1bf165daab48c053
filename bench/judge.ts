import { createHash } from 'node:crypto';
import { createDiffReader } from '../src/core/change/reader.ts';
import type { FileDiff } from '../src/core/change/change.ts';
import { assess } from '../src/core/assessment/assess.ts';
import type { Assessment } from '../src/core/assessment/assessment.ts';
import { createAnalysis } from '../src/core/signals/analysis.ts';

const CHUNK = 1 << 16;

/** The whole way from bytes and a message to an assessment, as the program goes it. */
export const judge = (diff: Uint8Array, message: string): Assessment => {
  const reader = createDiffReader();
  const analysis = createAnalysis();
  const see = (files: readonly FileDiff[]): void => files.forEach((file) => analysis.see(file));
  for (let at = 0; at < diff.length; at += CHUNK) see(reader.push(diff.subarray(at, at + CHUNK)));
  const { files, unread } = reader.end();
  see(files);
  const [title = '', ...rest] = message.split('\n');
  const change = {
    title: title.slice(0, 300),
    description: rest.join('\n').trim(),
    author: undefined,
    base: undefined,
    head: undefined,
    diffSha256: createHash('sha256').update(diff).digest('hex'),
    files: [],
    added: 0,
    removed: 0,
    unread,
  };
  return assess(change, analysis.finish());
};
