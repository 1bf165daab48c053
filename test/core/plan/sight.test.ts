import { describe, expect, it } from 'vitest';
import { lint } from '../../../src/core/plan/lint/index.ts';
import { sightsInWords } from '../../../src/core/plan/report/sights.ts';
import { DEFAULT_POLICY } from '../../../src/core/policy/defaults/index.ts';
import { toMs } from '../../../src/core/values/duration.ts';
import { aPlan } from '../../helpers/samples.ts';

const codes = (plan: ReturnType<typeof aPlan>): string[] =>
  lint(plan, { policy: DEFAULT_POLICY }).flatMap(({ code }) => (code === 'R074' || code === 'R075' ? [code] : []));

describe('a plan that knows how many come by', () => {
  it('says what each phase can see', () => {
    expect(sightsInWords(aPlan('high', { usersPerDay: 2_000_000 }))[0]).toMatch(
      /^1 % for 1 d, 20,000 with it: sees × 1\.\d of Error rate 1 % \(assumed\)$/,
    );
    expect(sightsInWords(aPlan('high', { usersPerDay: 12_000 }))[0]).toMatch(
      /^1 % for 1 d, 120 with it: sees × \d+ of Error rate 1 % \(assumed\), not × 2: that takes \d+ d/,
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
});
