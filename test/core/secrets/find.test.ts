import { describe, expect, it } from 'vitest';
import { secretsIn } from '../../../src/core/secrets/find.ts';
import { createMasker } from '../../../src/core/secrets/mask.ts';
import { negatives, positives } from './made-up.ts';

const rows = positives().map((one, at) => ({ ...one, name: `${at} ${one.kind}` }));

describe('credentials that were made up', () => {
  it('are more than sixty, and so is what only looks like one', () => {
    expect(rows.length).toBeGreaterThanOrEqual(60);
    expect(negatives().length).toBeGreaterThanOrEqual(60);
  });

  it.each(rows)('$name is found and nothing of it is left', ({ text, value, kind }) => {
    const masked = createMasker().text(text);
    expect(masked).not.toContain(value);
    expect(masked).not.toContain(value.slice(0, 12));
    expect(masked).not.toContain(value.slice(-12));
    expect(secretsIn(text).map((one) => one.kind)).toContain(kind);
  });

  it.each(rows)('$name leaves what stands around it', ({ text, value, kind }) => {
    if (kind === 'private-key') return;
    const [before = '', after = ''] = text.split(value);
    const masked = createMasker().text(text);
    expect(masked.startsWith(before)).toBe(true);
    expect(masked.endsWith(after)).toBe(true);
  });

  it.each(negatives())('not in %s', (text) => {
    expect(createMasker().text(text)).toBe(text);
  });
});
