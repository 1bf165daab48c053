import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadPolicy } from '../../src/app/policy-file.ts';
import { memoryFiles } from '../../src/adapters/files/memory.ts';
import { DEFAULT_POLICY } from '../../src/core/policy/defaults/index.ts';
import { Policy } from '../../src/core/policy/policy.ts';
import { problemsAsText } from '../../src/faces/cli/problems.ts';

const page = readFileSync(new URL('../../docs/policy.md', import.meta.url), 'utf8');

const load = (text: string) =>
  loadPolicy({ files: memoryFiles(new Map([['/rampart.yaml', text]])), folder: '/' }, undefined);

/** What stands between three backticks and `yaml` and the next three backticks, with the line it begins on. */
const snippets = page.split('```yaml\n').flatMap((part, at, parts) => {
  const before = parts.slice(0, at).join('```yaml\n');
  return at === 0 ? [] : [{ line: before.split('\n').length + 1, text: part.split('```')[0] ?? '' }];
});

const namesIn = (heading: string): string[] => {
  const section = page.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  return [...section.matchAll(/^\| (`[^|]+`) \|/gm)].flatMap(([, cell = '']) =>
    cell.split(', ').map((name) => name.replaceAll('`', '')),
  );
};

describe('docs/policy.md', () => {
  it('has snippets', () => {
    expect(snippets.length).toBeGreaterThan(7);
  });

  it.each(snippets)('holds at line $line what is a valid policy and says something', async ({ text }) => {
    const loaded = await load(text);
    expect(loaded.ok ? [] : loaded.problems).toEqual([]);
    expect(loaded.ok && loaded.value.origins.size).toBeGreaterThan(0);
  });

  it('names every table, ladder and trigger set, in their order', () => {
    expect(namesIn('Ladders')).toEqual(Object.keys(DEFAULT_POLICY.ladders));
    expect(namesIn('Trigger sets')).toEqual(Object.keys(DEFAULT_POLICY.triggers));
    expect(namesIn('The tables')).toEqual(Object.keys(Policy.shape).filter((name) => name !== 'version'));
  });

  it('shows problems as they are said', async () => {
    const loaded = await load('version: 1\nbackend: flagdd\nlevels:\n  low:\n    ladder: at-onec\n');
    const said = problemsAsText('rampart.yaml', loaded.ok ? [] : loaded.problems, false);
    expect(page).toContain(`\`\`\`text\n${said}\`\`\``);
  });
});
