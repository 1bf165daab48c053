import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { analyze, check, decide, evolve, fold, initialState, plan, planDigest, simulate } from '../../src/index.ts';

const diff = readFileSync(new URL('../../fixtures/demo/refund-tax.diff', import.meta.url), 'utf8');

/** What docs/library.md shows, and more: whoever imports us has this to rely on. */
describe('the library', () => {
  const analyzed = analyze({ diff, title: 'Recalculate tax on refunds' });
  if (!analyzed.ok) throw new Error('the sample is a diff');
  const planned = plan(analyzed.value);
  if (!planned.ok) throw new Error('the sample can be planned');

  it('judges a change, from text or bytes alike', () => {
    expect(analyzed.value.assessment).toMatchObject({ level: 'critical', floor: 'critical' });
    expect(analyze({ diff: new TextEncoder().encode(diff), title: 'Recalculate tax on refunds' })).toEqual(analyzed);
  });

  it('plans it, and the same again, byte for byte', () => {
    expect(planned.value.strategy.kind).toBe('ring');
    const again = plan(analyzed.value);
    expect(again.ok && planDigest(again.value)).toBe(planDigest(planned.value));
  });

  it('checks a plan, as text and as value, and says all that is wrong', () => {
    expect(check(planned.value).ok).toBe(true);
    expect(check(JSON.stringify(planned.value)).ok).toBe(true);
    const broken = check({ ...planned.value, phases: planned.value.phases.toReversed(), extra: 1 });
    expect(broken.ok).toBe(false);
    expect(check('{}').ok).toBe(false);
  });

  it('simulates it', () => {
    const { runs } = simulate(planned.value, { scenarios: ['healthy'] });
    expect(runs.map(({ outcome }) => outcome)).toEqual(['completed']);
  });

  it('decides what follows, and what state that makes', () => {
    const state = initialState(planned.value, 'refunds');
    const by = { name: 'Ana', roles: [] };
    const pause = { is: 'pause', by, reason: 'wait', atMs: 1 } as const;
    const refused = decide(planned.value, state, pause);
    expect(refused.ok).toBe(false);
    const frozen = decide(planned.value, state, { is: 'freeze', by, reason: 'holidays', atMs: 1 });
    const events = frozen.ok ? frozen.value : [];
    expect(fold(state, events)).toMatchObject({ ok: true, value: { frozen: { reason: 'holidays' } } });
    expect(events.every((event) => event.type !== 'frozen' || evolve(state, event).ok)).toBe(true);
  });

  it('says what is no diff', () => {
    expect(analyze({ diff: 'hello' })).toMatchObject({ ok: false, problems: [{ code: 'not-a-diff' }] });
  });
});
