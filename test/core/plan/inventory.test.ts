import { describe, expect, it } from 'vitest';
import type { Inventory, ListedFlag } from '../../../src/core/flags/inventory.ts';
import { againstInventory } from '../../../src/core/plan/inventory.ts';
import { DAY, MINUTE } from '../../../src/core/values/duration.ts';
import { aFlag } from '../../helpers/flags.ts';
import { aPlan } from '../../helpers/samples.ts';

const PLAN = aPlan('high', { flags: ['new-login'], prerequisites: ['checkout-v2'] });
const NOW = 100 * DAY;

const anInventory = (flags: readonly ListedFlag[], more: Partial<Inventory> = {}): Inventory => ({
  schemaVersion: 1,
  backend: PLAN.provenance.backend,
  place: '/srv/flags.json',
  readAtMs: NOW - MINUTE,
  flags: [...flags],
  unread: [],
  ...more,
});

const READY: ListedFlag = { flag: aFlag({ key: 'checkout-v2', percent: 100 }) };
const told = (inventory: Inventory) =>
  againstInventory(PLAN, inventory, NOW).map(({ code, severity }) => [code, severity]);

describe('a plan, held against what a flag system has', () => {
  it('fits where its flag is not there yet or reaches nobody, and what it needs is fully on', () => {
    expect(PLAN.flags.map(({ prerequisites }) => prerequisites)).toEqual([['checkout-v2']]);
    expect(told(anInventory([READY]))).toEqual([]);
    expect(told(anInventory([READY, { flag: aFlag({ key: 'new-login', percent: 0 }) }]))).toEqual([]);
  });

  it.each<[string, Inventory, string, string]>([
    ['what it needs is not there', anInventory([]), 'inventory-no-such-flag', 'error'],
    [
      'what it needs is off',
      anInventory([{ flag: aFlag({ key: 'checkout-v2', percent: 0 }) }]),
      'inventory-needs-more',
      'warning',
    ],
    [
      'what it needs is on for some',
      anInventory([{ flag: aFlag({ key: 'checkout-v2', percent: 40 }) }]),
      'inventory-needs-more',
      'warning',
    ],
    ['what it needs is in doubt', anInventory([{ ...READY, doubt: 'odd' }]), 'inventory-needs-more', 'warning'],
    [
      'what it needs cannot be read',
      anInventory([], { unread: [{ name: 'checkout-v2', why: 'odd' }] }),
      'inventory-unread',
      'warning',
    ],
    [
      'its flag is on already',
      anInventory([READY, { flag: aFlag({ key: 'new-login', percent: 5 }) }]),
      'inventory-in-use',
      'warning',
    ],
    [
      'its flag has users',
      anInventory([READY, { flag: aFlag({ key: 'new-login', percent: 0, allow: ['ana'] }) }]),
      'inventory-in-use',
      'warning',
    ],
    [
      'its flag is shaped by hand',
      anInventory([READY, { flag: aFlag({ key: 'new-login' }), doubt: 'odd' }]),
      'inventory-edited',
      'warning',
    ],
    [
      'its flag cannot be read',
      anInventory([READY], { unread: [{ name: 'new-login', why: 'odd' }] }),
      'inventory-unread',
      'error',
    ],
    ['the inventory is old', anInventory([READY], { readAtMs: NOW - 2 * DAY }), 'inventory-old', 'warning'],
    [
      'the inventory is of another flag system',
      anInventory([READY], { backend: 'unleash' }),
      'inventory-other-backend',
      'error',
    ],
  ])('%s', (_, inventory, code, severity) => expect(told(inventory)).toEqual([[code, severity]]));

  it('says everything at once, each with a way out, and whom it took for a typing mistake', () => {
    const found = againstInventory(
      PLAN,
      anInventory([{ flag: aFlag({ key: 'checkout-v3', percent: 100 }) }, { flag: aFlag({ key: 'new-login' }) }]),
      NOW,
    );
    expect(found.map(({ code }) => code)).toEqual(['inventory-in-use', 'inventory-no-such-flag']);
    expect(found[1]).toMatchObject({
      path: 'flags[0].prerequisites[0]',
      message: expect.stringContaining('checkout-v3'),
    });
    for (const { hint } of found) expect(hint).not.toBe('');
  });

  it('does not tell dashes and capitals apart where the flag system does not', () => {
    const listed = [{ flag: aFlag({ key: 'checkout_v2', percent: 100 }) }];
    expect(told(anInventory(listed, { folded: true }))).toEqual([]);
    expect(told(anInventory(listed))).toEqual([['inventory-no-such-flag', 'error']]);
  });
});
