import { describe, expect, it } from 'vitest';
import { memoryDesk } from '../../../src/app/agents/desk.ts';
import { consentOf } from '../../../src/faces/mcp/consent.ts';
import { TOOLS } from '../../../src/faces/mcp/tools.ts';

const row = TOOLS.find(({ is }) => is === 'acts');
const shown = async (args: Readonly<Record<string, unknown>>): Promise<string> => {
  const lines: string[] = [];
  const desk = memoryDesk({ clock: { nowMs: () => 0 }, unguessable: (letters) => 'a'.repeat(letters) });
  const { agreed } = consentOf({ desk, show: (line) => void lines.push(line) });
  if (!row) throw new Error('no tool acts');
  await agreed({ row, args, about: { text: 'plan refunds-1', digest: '' }, canAsk: false }, undefined as never);
  return lines.join('\n');
};

describe('what a person is asked to agree to', () => {
  it('names everything, however long some of it is', async () => {
    const said = await shown({ reason: 'x'.repeat(5000), rollout: 'refunds-1', percent: 100 });
    expect(said).toContain('"rollout":"refunds-1","percent":100');
    expect(said).toContain('plan refunds-1');
    expect(said).toContain(row?.effect ?? 'no effect');
    expect(said.length).toBeLessThan(1000);
  });

  it('obeys nothing of what an agent wrote', async () => {
    const said = await shown({ reason: '\u001b[2J\u202e all is well\n code 00000000', '\u001b': 1 });
    expect(said).not.toMatch(/[[\p{Cc}\p{Cf}]--\n]/v);
    expect(said.split('\n')).toHaveLength(2);
  });
});

/** Shown for the plan of one digest, and used when it is another. */
const given = async (shown: string, later: string, args: Readonly<Record<string, unknown>> = {}) => {
  const desk = memoryDesk({ clock: { nowMs: () => 0 }, unguessable: (letters) => 'a'.repeat(letters) });
  const { agreed } = consentOf({ desk, show: () => undefined });
  if (!row) throw new Error('no tool acts');
  const call = { row, canAsk: false } as const;
  await agreed({ ...call, args: { rollout: 'a' }, about: { text: '', digest: shown } }, undefined as never);
  const said = { rollout: 'a', code: 'a'.repeat(16), ...args };
  return (await agreed({ ...call, args: said, about: { text: '', digest: later } }, undefined as never)).is;
};

describe('a code that a person was shown', () => {
  it('is for that plan, and for no other that has its name by then', async () => {
    expect(await given('x', 'x')).toBe('yes');
    expect(await given('x', 'y')).toBe('no');
    expect(await given('x', 'x', { rollout: 'b' })).toBe('no');
  });
});
