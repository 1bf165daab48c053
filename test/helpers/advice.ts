import { readFile } from 'node:fs/promises';
import { type Prompt, promptFor } from '../../src/app/advice/prompt.ts';
import { createGathering, type Discretion, type Gathered } from '../../src/core/advice/gather.ts';
import { assess } from '../../src/core/assessment/assess.ts';
import type { Assessment } from '../../src/core/assessment/assessment.ts';
import type { Change, ChangedFile, FileDiff } from '../../src/core/change/change.ts';
import { createDiffReader } from '../../src/core/change/reader.ts';
import { DEFAULT_POLICY } from '../../src/core/policy/defaults/index.ts';
import { createAnalysis } from '../../src/core/signals/analysis.ts';
import { aChange } from './samples.ts';

const REPOSITORY = new URL('../../', import.meta.url);
export const bundle = { read: (name: string) => readFile(new URL(name, REPOSITORY), 'utf8') };
export const FENCE = 'abcdefghijklmnopqrstuvwx';

export type Looked = { readonly change: Change; readonly found: Assessment; readonly gathered: Gathered };

/** A diff, looked at as the program looks at it. */
export const lookedAt = (diff: string, words: Partial<Change> = {}, discretion?: Discretion): Looked => {
  const reader = createDiffReader();
  const analysis = createAnalysis();
  const gathering = createGathering(discretion);
  const files: ChangedFile[] = [];
  const see = (file: FileDiff): void => {
    const { hunks: _, ...summary } = file;
    analysis.see(file);
    gathering.see(file);
    files.push(summary);
  };
  reader.push(new TextEncoder().encode(diff)).forEach(see);
  const end = reader.end();
  end.files.forEach(see);
  const change = aChange({
    title: 'A change',
    files,
    added: files.reduce((sum, { added }) => sum + added, 0),
    removed: files.reduce((sum, { removed }) => sum + removed, 0),
    unread: end.unread,
    ...words,
  });
  return { change, found: assess(change, analysis.finish()), gathered: gathering.done() };
};

type Asked = { readonly words?: Partial<Change>; readonly budget?: number; readonly discretion?: Discretion };

export const promptOf = async (diff: string, { words, budget = 24_000, discretion }: Asked = {}): Promise<Prompt> => {
  const looked = lookedAt(diff, words, discretion);
  const made = await promptFor({ ...looked, policy: DEFAULT_POLICY, budget, fence: FENCE }, bundle);
  if (!made.ok) throw new Error(JSON.stringify(made.problems));
  return made.value;
};
