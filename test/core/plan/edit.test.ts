import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EDITABLE, edited, writtenAs } from '../../../src/core/plan/edit.ts';
import { Plan } from '../../../src/core/plan/plan.ts';
import { DEFAULT_POLICY } from '../../../src/core/policy/defaults/index.ts';
import { aPlan } from '../../helpers/samples.ts';
import { worked } from '../../helpers/log.ts';

const plan = aPlan('high', { strategy: 'canary' });
const write = (phase: number, field: (typeof EDITABLE)[number], text: string) =>
  edited(plan, { phase, field, text }, DEFAULT_POLICY);

describe('a phase that is edited by hand', () => {
  it('takes a share, and says so in its words', () => {
    const phase = worked(write(1, 'percent', '7.5 %')).phases[1];
    expect(phase?.audience).toMatchObject({ percent: 7.5, who: expect.stringContaining('7.5 %') });
    expect(phase?.name).toContain('7.5 %');
  });

  it('takes a soak as people write it, and none', () => {
    expect(worked(write(0, 'soak', '36h')).phases[0]?.soak).toBe('P1DT12H');
    expect(worked(write(0, 'soak', ' ')).phases[0]).not.toHaveProperty('soak');
  });

  it('takes rings, each with its share', () => {
    expect(worked(write(0, 'rings', 'internal, beta 20')).phases[0]?.audience.rings).toEqual([
      { ring: 'internal', percent: 100 },
      { ring: 'beta', percent: 20 },
    ]);
  });

  it('takes whose yes it needs, keeps why, and lets nobody be asked', () => {
    const given = worked(write(1, 'approval', '2 of product, engineering'));
    const asked = given.approvals.find(({ before }) => before === plan.phases[1]?.id);
    expect(asked).toMatchObject({ count: 2, from: ['product', 'engineering'], authorMayApprove: false });
    const none = worked(edited(given, { phase: 1, field: 'approval', text: '' }, DEFAULT_POLICY));
    expect(none.approvals.some(({ before }) => before === plan.phases[1]?.id)).toBe(false);
  });

  it.each([
    ['percent', '101'],
    ['percent', 'half'],
    ['soak', 'a while'],
    ['rings', 'Beta!'],
    ['rings', 'beta 200'],
    ['approval', '0 of product'],
  ] as const)('%s %s is none, and it is said how it is written', (field, text) => {
    const read = write(0, field, text);
    expect(read).toMatchObject({ ok: false, problems: [{ code: 'not-understood', path: `phases[0].${field}` }] });
  });

  it('reads what it shows: every field of every phase goes round', () => {
    for (const level of ['medium', 'high', 'critical'] as const) {
      const one = aPlan(level);
      one.phases.forEach((_, phase) =>
        EDITABLE.forEach((field) => {
          const text = writtenAs(one, phase, field);
          const again = worked(edited(one, { phase, field, text }, DEFAULT_POLICY));
          expect(writtenAs(again, phase, field)).toBe(text);
        }),
      );
    }
  });

  it('never makes what is no plan', () => {
    fc.assert(
      fc.property(fc.constantFrom(...EDITABLE), fc.string({ maxLength: 40 }), fc.nat(7), (field, text, phase) => {
        const made = write(phase, field, text);
        return !made.ok || Plan.safeParse(made.value).success;
      }),
    );
  });
});
