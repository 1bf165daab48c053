import { describe, expect, it } from 'vitest';
import { render, type Load } from '../../../src/faces/text/render.ts';

const from =
  (files: Record<string, string>): Load =>
  (name) =>
    files[name] === undefined ? Promise.reject(new Error(`no ${name}`)) : Promise.resolve(files[name]);

const made = (source: string, values: object, more: Record<string, string> = {}, name = 'a.txt') =>
  render(name, values, from({ ...more, [name]: source }));

describe('a template', () => {
  it('prints values through escapers', async () => {
    expect(await made('{{term a.b}}!', { a: { b: '\u001b[2J' } })).toBe(`${String.raw`\x1b[2J`}!\n`);
    expect(await made('{{md a}}', { a: '<b>' }, {}, 'a.md')).toBe('&lt;b&gt;');
    expect(await made('{{html a}}', { a: '<b>' }, {}, 'a.html')).toBe('&lt;b&gt;');
  });

  it.each([
    ['{{a}}', /not one of/],
    ['{{{term a}}}', /prints as it is/],
    ['{{&term a}}', /prints as it is/],
    ['{{md a}}', /not one of/],
    ['{{term}}', /nothing to escape/],
    ['{{#with a}}x{{/with}}', /is not one of/],
    ['{{term (lookup a "b")}}', /before the template/],
    ['{{term a b=(lookup a "b")}}', /before the template/],
    ['{{#if a}}{{b}}{{/if}}', /not one of/],
    ['{{#if a}}x{{else}}{{b}}{{/if}}', /not one of/],
    ['{{> (lookup . "a")}}', /plain name/],
    ['{{#> p.txt}}x{{/p.txt}}', /no place/],
    ['{{#*inline "p"}}x{{/inline}}', /no place/],
  ])('with %s is refused', async (source, why) => {
    await expect(made(source, { a: 'x', b: 'y' })).rejects.toThrow(why);
  });

  it('is checked down to its partials', async () => {
    const files = { 'partials/p.txt': '{{#if a}}{{> q.txt}}{{/if}}', 'q.txt': '{{term a}}' };
    expect(await made('{{> partials/p.txt}}', { a: 'x' }, files)).toBe('x\n');
    await expect(made('{{> partials/p.txt}}', { a: 'x' }, { ...files, 'q.txt': '{{a}}' })).rejects.toThrow(/^q\.txt/);
    await expect(made('{{> r.txt}}', {})).rejects.toThrow('no r.txt');
  });

  it.each(['{{term b}}', '{{term a.b}}', '{{#if b}}x{{/if}}', '{{#unless b}}x{{/unless}}', '{{#each b}}x{{/each}}'])(
    'with %s stops at a name that the values do not have',
    async (source) => {
      await expect(made(source, { a: {} })).rejects.toThrow(/do not have/);
    },
  );

  it.each([['{{term a}}'], ['{{table a columns="<"}}']])('with %s takes no object for a text', async (source) => {
    await expect(made(source, { a: [{ toString: 1 }] })).rejects.toThrow(/due/);
  });

  it('leaves no hole where a section was left out', async () => {
    const source = 'a\n\n{{#if no}}\nb\n{{/if}}\n\n\nc   \n\n';
    expect(await made(source, { no: false })).toBe('a\n\nc\n');
  });

  it('says what kind of document it makes', async () => {
    await expect(made('x', {}, {}, 'a.rtf')).rejects.toThrow(/txt, md, html/);
  });
});
