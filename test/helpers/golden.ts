import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = new URL('../faces/golden/', import.meta.url);

/**
 * What was last agreed to: `expect(text).toBe(await golden('show.txt', text))`. `UPDATE_GOLDEN=1` agrees to the new
 * text instead: look at it first, and at the diff.
 */
export const golden = async (name: string, text: string): Promise<string> => {
  const file = fileURLToPath(new URL(name, ROOT));
  if (process.env['UPDATE_GOLDEN'] === '1') {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  return existsSync(file) ? readFile(file, 'utf8') : `no golden file ${name}: run once with UPDATE_GOLDEN=1\n`;
};
