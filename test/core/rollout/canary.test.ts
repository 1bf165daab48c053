import { describe, expect, it } from 'vitest';
import { canaryOf, withShare, withUsers } from '../../../src/core/rollout/canary.ts';
import type { FlagEvent } from '../../../src/core/rollout/flag-events.ts';
import { aFlag } from '../../helpers/flags.ts';
import { ANNA, NINE } from '../../helpers/rollout.ts';

const where = { backend: 'flagd', place: 'flags.json' };
const set = (on: boolean, users: string[], place = 'flags.json'): FlagEvent => ({
  schemaVersion: 1,
  type: 'canary-set',
  atMs: NINE,
  by: ANNA,
  reason: 'x',
  backend: 'flagd',
  place,
  on,
  users,
});

describe('a share set by hand', () => {
  it('keeps rings and canary on the way up', () => {
    const flag = aFlag({ percent: 1, allow: ['ada'], rings: [{ ring: 'beta', match: [], percent: 50 }] });
    expect(withShare(flag, 10)).toEqual({ ...flag, percent: 10 });
  });

  it('at 0 leaves the canary, and nobody else', () => {
    const flag = aFlag({ percent: 20, allow: ['ada'], rings: [{ ring: 'beta', match: [], percent: 50 }] });
    expect(withShare(flag, 0)).toMatchObject({ enabled: true, percent: 0, rings: [], allow: ['ada'] });
    expect(withShare(aFlag({ percent: 20 }), 0)).toMatchObject({ enabled: false, percent: 0 });
  });

  it('at 0 switches off what a standing rule would go on serving', () => {
    const when = { attribute: 'country', is: 'equal-to' as const, values: ['de'] };
    const flag = aFlag({ percent: 20, allow: ['ada'], targeting: [{ when, serve: true }] });
    expect(withShare(flag, 0)).toMatchObject({ enabled: false, allow: [] });
  });

  it('brings nothing back that a flag held when it was switched off', () => {
    const off = aFlag({
      enabled: false,
      percent: 80,
      allow: ['ada'],
      rings: [{ ring: 'beta', match: [], percent: 50 }],
    });
    expect(withShare(off, 1)).toMatchObject({ enabled: true, percent: 1, rings: [], allow: [] });
    expect(withUsers(off, ['bob'])).toMatchObject({ enabled: true, percent: 0, rings: [], allow: ['bob'] });
  });

  it('switches off with its last user what nobody else has', () =>
    expect(withUsers(aFlag({ percent: 0, allow: ['ada'] }), [])).toMatchObject({ enabled: false, allow: [] }));
});

describe('a canary', () => {
  it('is what the flag holds, where somebody changed it elsewhere', () =>
    expect(canaryOf([set(true, ['ada'])], where, aFlag({ allow: ['bob'] }))).toEqual({ on: true, users: ['bob'] }));

  it('is kept while it is off, for one place and no other', () => {
    const events = [set(false, ['ada']), set(true, ['bob'], 'others.json')];
    expect(canaryOf(events, where, aFlag())).toMatchObject({ on: false, users: ['ada'] });
    expect(canaryOf(events, { ...where, backend: 'unleash' }, aFlag())).toEqual({ on: false, users: [] });
  });
});
