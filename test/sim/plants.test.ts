import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { bugsPage, type Found, foundBugs, hunt, inTurn } from './bugs.ts';
import { SRC } from './planted.ts';
import { PLANTS } from './plants.ts';

const found = foundBugs();

describe('a planted bug', () => {
  it('has a name of its own, and stands where it can be planted', () => {
    const names = PLANTS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const { name, file, find, put } of PLANTS) {
      expect(readFileSync(new URL(file, SRC), 'utf8').split(find), name).toHaveLength(2);
      expect(put, name).not.toBe(find);
    }
  });

  it('was found by one of the first thousand seeds; if not, run "npm run sim -- --bugs"', () => {
    expect(Object.keys(found)).toEqual(PLANTS.map(({ name }) => name));
    for (const { seed } of Object.values(found)) expect(seed).toBeLessThanOrEqual(1000);
    expect(new Set(PLANTS.map(({ promise }) => promise)).size).toBe(13);
  });

  it('stands in the table of the documents', () => {
    expect(readFileSync(new URL('../docs/sim-bugs.md', SRC), 'utf8')).toBe(bugsPage(PLANTS, found));
  });

  it('is still found by its seed', async () => {
    const again: Record<string, Found | undefined> = {};
    await inTurn(PLANTS, async (plant) => {
      again[plant.name] = await hunt(plant, found[plant.name]?.seed ?? 1, 1);
    });
    expect(again).toEqual(found);
  }, 300_000);
});
