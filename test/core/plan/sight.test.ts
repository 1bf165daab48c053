import { describe, expect, it } from 'vitest';
import { lint } from '../../../src/core/plan/lint/index.ts';
import { isError } from '../../../src/core/problem.ts';
import { sightsInWords } from '../../../src/core/plan/report/sights.ts';
import type { Monitor } from '../../../src/core/plan/watch.ts';
import { DEFAULT_POLICY } from '../../../src/core/policy/defaults/index.ts';
import { toMs } from '../../../src/core/values/duration.ts';
import { aPlan } from '../../helpers/samples.ts';

const at = <T>(rows: Readonly<Record<string, T>>, name: string): T => {
  const row = rows[name];
  if (row === undefined) throw new Error(`no ${name}`);
  return row;
};
const codes = (plan: ReturnType<typeof aPlan>): string[] =>
  lint(plan, { policy: DEFAULT_POLICY }).flatMap(({ code }) => (code === 'R074' || code === 'R075' ? [code] : []));

describe('a plan that knows how many come by', () => {
  it('says what each phase can see', () => {
    expect(sightsInWords(aPlan('high', { usersPerDay: 2_000_000 }))[0]).toMatch(
      /^1 % for 1 d, 20,000 with it: sees Error rate × 1\.\d of 1 % \(assumed\), not × 1\.\d; /,
    );
    expect(sightsInWords(aPlan('high', { usersPerDay: 12_000 }))[0]).toMatch(
      /^1 % for 1 d, 120 with it: sees Error rate × \d+ of 1 % \(assumed\), not × 2 before \d+ d.*; nothing of P99 latency, not × 2$/,
    );
  });

  it('one line for each phase, every guard in it', () => {
    const plan = aPlan('high', { usersPerDay: 20_000_000 });
    const lines = sightsInWords(plan);
    expect(lines).toHaveLength(plan.phases.length - 1);
    for (const line of lines) expect(line).toMatch(/Error rate × .*; P99 latency × /);
  });

  it('goes by the effect that a guard is there to see', () => {
    const plan = aPlan('high', { usersPerDay: 2_000_000 });
    const hard = {
      ...plan,
      triggers: plan.triggers.map((one) => (one.rule.is === 'regression' ? { ...one, sees: 1.05 } : one)),
    };
    expect(codes(hard)).toContain('R074');
    expect(sightsInWords(hard)[0]).toMatch(/Error rate × 1\.\d of 1 % \(assumed\), not × 1\.05 before \d+ d/);
  });

  it('knows what is counted in its opposite, and what is counted by the hour', () => {
    const plan = aPlan('high', { usersPerDay: 20_000_000 });
    const first = plan.triggers.find(({ rule }) => rule.is === 'regression');
    const about = (monitor: Partial<Monitor>) =>
      sightsInWords({
        ...plan,
        monitors: plan.monitors.map((one) => (one.id === first?.monitor ? { ...one, ...monitor } : one)),
      })[0];
    const [failures, rare, hourly] = [
      about({ good: 'up', baseline: 98 }),
      about({ good: 'up', baseline: 2 }),
      about({ kind: 'count', unit: '/h', baseline: 400 }),
    ];
    for (const line of [failures, rare, hourly]) expect(line).toMatch(/sees Error rate × [\d.]+ of/);
    expect(about({ good: 'up' })).not.toContain('Error rate');
  });

  it('knows a ring by the traffic that comes from it, and says of which nobody knows', () => {
    const traffic = { perDay: 2_000_000 };
    const rings = { ...DEFAULT_POLICY.rings, internal: { ...at(DEFAULT_POLICY.rings, 'internal'), traffic: 3 } };
    const policy = { ...DEFAULT_POLICY, traffic, rings };
    const [internal, beta] = sightsInWords(aPlan('critical', {}, { policy }));
    expect(internal).toMatch(/^1 ring for \d+ .*, [\d,]+ with it: sees Error rate × /);
    expect(beta).toMatch(/; nobody said how many of beta come by$/);
    expect(sightsInWords(aPlan('critical', { usersPerDay: 10 }))[0]).toMatch(
      /: nobody said how many of internal come by$/,
    );
  });

  it('says nothing where nobody knows', () => expect(sightsInWords(aPlan('high'))).toEqual([]));

  it('is warned of phases that see too little, and of triggers that never have enough', () => {
    expect(new Set(codes(aPlan('high', { usersPerDay: 12_000 })))).toEqual(new Set(['R074', 'R075']));
    expect(codes(aPlan('high', { usersPerDay: 20_000_000 }))).toEqual([]);
  });

  it('lasts longer where the team asks for that, deadlines too', () => {
    const policy = { ...DEFAULT_POLICY, traffic: { perDay: 60_000, lengthen: true } };
    const [short, long] = [aPlan('high', { usersPerDay: 60_000 }), aPlan('high', {}, { policy })];
    expect(toMs(long.phases[0]?.soak ?? '')).toBeGreaterThan(toMs(short.phases[0]?.soak ?? ''));
    const late = long.phases.filter(({ soak, deadline }) => soak && deadline && toMs(deadline.after) <= toMs(soak));
    expect(late).toEqual([]);
    expect(codes(long)).not.toContain('R074');
  });

  it('has windows in which its least samples come together, where the team asks for that', () => {
    const policy = { ...DEFAULT_POLICY, traffic: { perDay: 600 * 1440, lengthen: true } };
    const [short, long] = [aPlan('high', { usersPerDay: 600 * 1440 }), aPlan('high', {}, { policy })];
    const windows = ({ triggers }: typeof long) => triggers.find(({ id }) => id === 'latency-doubled')?.window;
    expect([windows(short), windows(long)]).toEqual(['PT5M', 'PT50M']);
    expect(codes(short)).toContain('R075');
    expect(codes(long)).not.toContain('R075');
    expect(lint(long, { policy }).filter(isError)).toEqual([]);
    const ample = aPlan('high', {}, { policy: { ...policy, traffic: { perDay: 1e8, lengthen: true } } });
    expect(windows(ample)).toBe('PT5M');
  });
});
