import { describe, expect, it } from 'vitest';
import { resultOf } from '../../../src/core/rollout/result.ts';
import { resultMarkdown, resultText } from '../../../src/faces/text/result.ts';
import { widthOf } from '../../../src/faces/text/width.ts';
import { aTest, ran } from '../../helpers/experiments.ts';
import { golden } from '../../helpers/golden.ts';
import { loadTemplate as load } from '../../helpers/templates.ts';

const found = () => {
  const world = ran(aTest(), { 'conversion-rate': { control: 20, treatment: 26 } }, 5, {
    newUsers: { control: 30, treatment: 31 },
  });
  const result = resultOf(world.plan, world.state);
  if (!result.ok) throw new Error('no result');
  return result.value;
};

describe('the result of an experiment', () => {
  it('reads like this', async () => {
    for (const width of [80, 40]) {
      const text = await resultText(found(), load, { width, colour: false });
      expect(text).toBe(await golden(`result.${width}.txt`, text));
      for (const line of text.split('\n')) expect(widthOf(line)).toBeLessThanOrEqual(width);
    }
    const markdown = await resultMarkdown(found(), load);
    expect(markdown).toBe(await golden('result.md', markdown));
  });

  it('lets nothing that a plan says act on a reader', async () => {
    const evil = { ...found(), hypothesis: '\u001b[2J<script>|\u202e', feature: '[x](javascript:alert(1))' };
    expect(await resultText(evil, load, { width: 80, colour: false })).not.toContain('\u001b');
    expect(await resultMarkdown(evil, load)).not.toMatch(/<script|(?<!\\)\]\(/);
  });
});
