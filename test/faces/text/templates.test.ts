import { readdir } from 'node:fs/promises';
import Handlebars from 'handlebars';
import { describe, expect, it } from 'vitest';
import { complaintsAbout, partialsOf } from '../../../src/faces/text/check.ts';
import { escapersOf, PLAIN_SCREEN, PROFILES } from '../../../src/faces/text/helpers.ts';
import { loadTemplate, TEMPLATES } from '../../helpers/templates.ts';

const files = (await readdir(TEMPLATES, { recursive: true })).filter((file) => file.endsWith('.hbs'));
const names = files.map((file) => file.replace(/\.hbs$/, ''));

describe('every template', () => {
  it('is found', () => expect(names).toContain('show.txt'));

  it.each(names)('%s prints through escapers of its own kind only, and calls partials that exist', async (name) => {
    const profile = PROFILES.find((one) => name.endsWith(`.${one}`));
    expect(profile, 'a name says what it makes').toBeDefined();
    const ast = Handlebars.parse(await loadTemplate(name));
    expect(complaintsAbout(ast, Object.keys(escapersOf(profile ?? 'txt', PLAIN_SCREEN)))).toEqual([]);
    for (const partial of partialsOf(ast)) {
      expect(names).toContain(partial);
      expect(partial.endsWith(`.${profile}`), `${partial} is of another kind`).toBe(true);
    }
  });
});
