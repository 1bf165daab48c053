import { describe, expect, it } from 'vitest';
import { narrowed, paged } from '../../../src/faces/mcp/answers.ts';
import { TOOLS, type ToolRow } from '../../../src/faces/mcp/tools.ts';

const rowOf = (name: string): ToolRow => {
  const row = TOOLS.find((one) => one.name === name);
  if (!row) throw new Error(`no tool ${name}`);
  return row;
};
const numbers = (count: number): number[] => Array.from({ length: count }, (_, at) => at);

describe('a long answer', () => {
  it('comes in pages that leave nothing out and repeat nothing', () => {
    const whole = { schemaVersion: 1, rollouts: numbers(120) };
    const seen: unknown[] = [];
    let cursor: string | undefined;
    do {
      const page: Record<string, unknown> = paged(whole, rowOf('list_rollouts'), { cursor, limit: 50 });
      expect(page['of']).toBe(120);
      seen.push(...(page['rollouts'] as number[]));
      cursor = page['nextCursor'] as string | undefined;
    } while (cursor !== undefined);
    expect(seen).toEqual(numbers(120));
  });

  it('of several runs is as long as the longest of them', () => {
    const runs = [
      { scenario: 'a', events: numbers(3) },
      { scenario: 'b', events: numbers(70) },
    ];
    const page = paged({ schemaVersion: 1, runs }, rowOf('simulate_plan'), { cursor: '50' });
    expect(page).toMatchObject({ of: 70, runs: [{ scenario: 'a', events: [] }, { events: numbers(70).slice(50) }] });
    expect(page).not.toHaveProperty('nextCursor');
  });

  it('says how it goes on, whatever fields are asked for', () => {
    const page = paged({ schemaVersion: 1, rollouts: numbers(9) }, rowOf('list_rollouts'), { limit: 4 });
    expect(narrowed(page, rowOf('list_rollouts'), { fields: ['none'] })).toEqual({
      schemaVersion: 1,
      of: 9,
      nextCursor: '4',
    });
  });

  it('is whole where nothing in it is long', () => {
    const whole = { schemaVersion: 1, id: 'R010' };
    expect(paged(whole, rowOf('explain'), {})).toBe(whole);
  });
});
