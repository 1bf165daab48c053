import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { analysedSvg } from '../../../src/faces/svg/analysed.ts';
import { analysedText } from '../../../src/faces/text/analysed.ts';
import { widthOf } from '../../../src/faces/text/width.ts';
import { anAnalysis } from '../../helpers/series.ts';
import { golden } from '../../helpers/golden.ts';
import { loadTemplate as load } from '../../helpers/templates.ts';

const analysed = anAnalysis();
const shown = (width: number, colour = false, subject = 'refund-tax.csv') =>
  analysedText({ analysed: { ...analysed, subject }, written: [], load, screen: { width, colour } });

describe('an analysis for people', () => {
  it('reads like this', async () => {
    for (const width of [80, 40]) {
      const text = await shown(width);
      expect(text).toBe(await golden(`analysis.${width}.txt`, text));
    }
  });

  it('says the same with colours, and is never wider than the terminal', async () => {
    for (const width of [40, 80, 120]) {
      const text = await shown(width, true);
      expect(stripVTControlCharacters(text)).toBe(await shown(width));
      for (const line of stripVTControlCharacters(text).split('\n')) expect(widthOf(line)).toBeLessThanOrEqual(width);
    }
  });

  it('lets nothing that a file is called act on a reader', async () => {
    const evil = '\u001b[2J"><script>alert(1)</script>\u202e.csv';
    const text = await shown(80, false, evil);
    expect(text).not.toContain('\u001b[2J');
    expect(text).not.toContain('\u202e');
    const svg = analysedSvg({ ...analysed, subject: evil });
    expect(svg).not.toContain('<script');
    expect(svg).not.toContain('\u001b');
  });

  it('is drawn with both arms, every trigger and what was decided', () => {
    const svg = analysedSvg(analysed);
    for (const { trigger } of analysed.judged) expect(svg).toContain(`>${trigger}<`);
    for (const word of ['with the change', 'rolls back', 'holds', 'Error rate']) expect(svg).toContain(word);
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
  });
});
