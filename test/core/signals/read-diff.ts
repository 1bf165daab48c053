import { createDiffReader } from '../../../src/core/change/reader.ts';
import type { Change, FileDiff } from '../../../src/core/change/change.ts';
import { assess } from '../../../src/core/assessment/assess.ts';
import type { Assessment } from '../../../src/core/assessment/assessment.ts';
import { createAnalysis } from '../../../src/core/signals/analysis.ts';
import type { Findings } from '../../../src/core/signals/kept.ts';
import type { NamedRule } from '../../../src/core/policy/team-rule.ts';

export type Read = { readonly files: readonly FileDiff[]; readonly unread: readonly string[] };

export const readDiff = (diff: string): Read => {
  const reader = createDiffReader();
  const first = reader.push(new TextEncoder().encode(diff));
  const { files, unread } = reader.end();
  return { files: [...first, ...files], unread };
};

/** One file with one hunk: lines as a diff has them, each with its mark. */
export const diffOf = (path: string, lines: string, { section = '', isNew = false } = {}): string => {
  const body = lines
    .replace(/^\n/, '')
    .replace(/\n\s*$/, '')
    .split('\n');
  const old = body.filter((line) => !line.startsWith('+')).length;
  const now = body.filter((line) => !line.startsWith('-')).length;
  const from = isNew ? '/dev/null' : `a/${path}`;
  const head = [
    `diff --git a/${path} b/${path}`,
    ...(isNew ? ['new file mode 100644'] : []),
    `--- ${from}`,
    `+++ b/${path}`,
  ];
  return [...head, `@@ -${isNew ? 0 : 10},${old} +${isNew ? 1 : 10},${now} @@ ${section}`.trimEnd(), ...body, ''].join(
    '\n',
  );
};

export const changeOf = (title: string, { files, unread }: Read): Change => ({
  title,
  description: '',
  author: undefined,
  base: undefined,
  head: undefined,
  diffSha256: '0'.repeat(64),
  files,
  added: 0,
  removed: 0,
  unread,
});

export const findingsOf = (diff: string, rules: readonly NamedRule[] = []): Findings => {
  const analysis = createAnalysis({ rules });
  for (const file of readDiff(diff).files) analysis.see(file);
  return analysis.finish();
};

export const assessDiff = (diff: string, title = 'a change', rules: readonly NamedRule[] = []): Assessment => {
  const read = readDiff(diff);
  return assess(changeOf(title, read), findingsOf(diff, rules));
};

/** `id level` of every signal; `!` where it is established. */
export const said = (diff: string): readonly string[] =>
  findingsOf(diff).signals.map((one) => `${one.id} ${one.level}${one.certainty === 'established' ? '!' : ''}`);
