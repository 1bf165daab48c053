import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { screens } from '../../scripts/screens.ts';

it('the screens in the README are what is drawn today: node scripts/screens.ts', async () => {
  for (const [file, svg] of Object.entries(await screens()))
    expect(svg === readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8'), file).toBe(true);
});
