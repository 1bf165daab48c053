import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { generatedPages, rulesPage } from '../../scripts/docs.ts';
import { rules } from '../../src/core/plan/lint/index.ts';

describe('the generated pages', () => {
  it('are what the code says: if not, run "node scripts/docs.ts"', async () => {
    const pages = await generatedPages();
    const kept = await Promise.all(
      [...pages.keys()].map((name) => readFile(new URL(`../../docs/${name}`, import.meta.url), 'utf8')),
    );
    expect(kept).toEqual([...pages.values()]);
  });

  it('has one row for each rule, whatever stands in its texts', () => {
    const [first] = rules;
    if (!first) throw new Error('there are no rules');
    const rows = rulesPage([{ ...first, why: 'a | b\nc' }])
      .split('\n')
      .filter((line) => line.startsWith('| R'));
    expect(rows).toEqual([`| R001 | error | ${first.title} | a \\| b c | ${first.fix} |`]);
    expect(rulesPage(rules).match(/^\| R\d{3} \|/gm)).toHaveLength(rules.length);
  });
});
