import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { link } from '../../../src/faces/text/escape-markdown.ts';

describe('an address in Markdown', () => {
  it.each([
    ['https://grafana.example/d/login?from=1&to=2', '<https://grafana.example/d/login?from=1&to=2>'],
    ['http://wiki.example/a b', '<http://wiki.example/a%20b>'],
    ['javascript:alert(1)', '`javascript:alert(1)`'],
    ['https://good.example@evil.example/', '`https://good.example@evil.example/`'],
    ['docs/runbook.md', '`docs/runbook.md`'],
    ['', '` `'],
  ])('writes %j as %j', (text, written) => expect(link(text)).toBe(written));

  it('is one address or code, whatever it is made of', () => {
    const parts = fc.constantFrom(
      'https://',
      'x.example',
      '/',
      '>',
      '<',
      '`',
      ' ',
      '\n',
      '@',
      ':',
      '"',
      '(',
      'é',
      '\u202E',
    );
    fc.assert(
      fc.property(fc.array(parts), (made) => {
        expect(link(made.join(''))).toMatch(/^(?:<https:\/\/[^\s<>]+>|(`+)(?!`).*(?<!`)\1)$/);
      }),
    );
  });
});
