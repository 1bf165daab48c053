import { describe, expect, it } from 'vitest';
import { consentOf } from '../../../src/faces/mcp/consent.ts';
import { TOOLS } from '../../../src/faces/mcp/tools.ts';

const row = TOOLS.find(({ is }) => is === 'acts');
const shown = async (args: Readonly<Record<string, unknown>>): Promise<string> => {
  const lines: string[] = [];
  const { agreed } = consentOf({
    seal: undefined as never,
    random: () => '12345678',
    nowMs: () => 0,
    show: (line) => void lines.push(line),
  });
  if (!row) throw new Error('no tool acts');
  await agreed({ row, args, about: 'plan refunds-1', canAsk: false }, undefined as never);
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
