import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FlagState } from '../../../src/core/flags/flag-state.ts';
import type { ListedFlag } from '../../../src/core/flags/inventory.ts';
import { spellingsOf, standsIn } from '../../../src/core/flags/spellings.ts';
import { type Past, staleAmong } from '../../../src/core/flags/stale.ts';
import { DAY } from '../../../src/core/values/duration.ts';
import { aFlag } from '../../helpers/flags.ts';

const NOW = 400 * DAY;

const listed = (key: string, more: Partial<FlagState> = {}, aside: Partial<ListedFlag> = {}): ListedFlag => ({
  flag: aFlag({ key, percent: 100, ...more }),
  ...aside,
});

const among = (flags: readonly ListedFlag[], pasts: Readonly<Record<string, Past>> = {}) =>
  staleAmong({
    inventory: { flags: [...flags] },
    pasts: new Map(Object.entries(pasts)),
    nowMs: NOW,
    usualMs: 30 * DAY,
  });

const ago = (days: number): number => NOW - days * DAY;
const ended = (days: number, as: 'on' | 'off' = 'on'): Past => ({ ended: { atMs: ago(days), as } });

describe('a flag has done its work', () => {
  it.each<[string, ListedFlag, Past, 'on' | 'off']>([
    ['on for everybody, as our log says', listed('a'), ended(40), 'on'],
    ['off for everybody, as our log says', listed('a', { percent: 0 }), ended(40, 'off'), 'off'],
    ['switched off with everything it holds', listed('a', { enabled: false, percent: 40 }), ended(40, 'off'), 'off'],
    ['on, as the flag system says', listed('a', {}, { changedAtMs: ago(31) }), {}, 'on'],
    ['its own plan lets it stand for less', listed('a'), { ...ended(8), waitMs: 7 * DAY }, 'on'],
  ])('%s', (_, flag, past, is) =>
    expect(among([flag], { a: past }).stale).toMatchObject([{ key: 'a', is, neededBy: [] }]),
  );

  it.each<[string, ListedFlag, Past, string]>([
    ['a rollout has it in hand', listed('a', {}, { changedAtMs: ago(90) }), { heldBy: 'r' }, 'held'],
    ['it reaches a share', listed('a', { percent: 99 }, { changedAtMs: ago(90) }), {}, 'between'],
    ['somebody never gets it', listed('a', never(), { changedAtMs: ago(90) }), {}, 'between'],
    ['some servers only', listed('a', somewhere(), { changedAtMs: ago(90) }), {}, 'between'],
    ['it has arms', listed('a', arms(), { changedAtMs: ago(90) }), {}, 'between'],
    ['what it is, is in doubt', listed('a', {}, { changedAtMs: ago(90), doubt: 'odd' }), {}, 'between'],
    ['it is meant to stay', listed('a', { percent: 0 }, { changedAtMs: ago(90), lasting: true }), {}, 'lasting'],
    ['it came to that a month ago', listed('a', {}, { changedAtMs: ago(30) }), {}, 'young'],
    ['its own plan lets it stand longer', listed('a'), { ...ended(40), waitMs: 60 * DAY }, 'young'],
    ['somebody set it again since', listed('a', {}, { changedAtMs: ago(3) }), ended(90), 'young'],
  ])('not: %s', (_, flag, past, why) => {
    const { stale, undated, counts } = among([flag], { a: past });
    expect([stale, undated]).toEqual([[], []]);
    expect(counts).toEqual({ held: 0, between: 0, young: 0, lasting: 0, [why]: 1 });
  });

  it.each<[string, ListedFlag, Past]>([
    ['nobody tells', listed('a', {}, { createdAtMs: ago(300) }), {}],
    ['the log tells of another end than what is there', listed('a', { percent: 0 }), ended(40, 'on')],
  ])('and since when is not known: %s', (_, flag, past) => {
    const { stale, undated } = among([flag], { a: past });
    expect(stale).toEqual([]);
    expect(undated).toMatchObject([{ key: 'a' }]);
  });
});

describe('the order in which they go', () => {
  const old = { changedAtMs: ago(90) };

  it('takes what rests on another before it, by the flag system and by our plans', () => {
    const flags = [listed('base', {}, old), listed('mid', { prerequisites: ['base'] }, old), listed('a-top', {}, old)];
    const { stale } = among(flags, { 'a-top': { needs: ['mid'] } });
    expect(stale.map(({ key }) => key)).toEqual(['a-top', 'mid', 'base']);
  });

  it('names who still rests on it', () => {
    const flags = [listed('base', {}, old), listed('live', { percent: 10, prerequisites: ['base'] })];
    expect(among(flags).stale).toMatchObject([{ key: 'base', neededBy: ['live'] }]);
  });

  it('holds for any flags, in circles too: each once, none before what rests on it unless they rest on each other', () =>
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(7), fc.nat(7)), { maxLength: 14 }), (pairs) => {
        const forward = pairs.filter(([a, b]) => a < b);
        const flags = Array.from({ length: 8 }, (__, at) =>
          listed(`f${at}`, { prerequisites: forward.filter(([a]) => a === at).map(([, b]) => `f${b}`) }, old),
        );
        const order = among(flags).stale.map(({ key }) => key);
        expect(order.toSorted()).toEqual(flags.map(({ flag }) => flag.key));
        for (const [a, b] of forward) expect(order.indexOf(`f${a}`)).toBeLessThan(order.indexOf(`f${b}`));
        const round = [listed('x', { prerequisites: ['y'] }, old), listed('y', { prerequisites: ['x'] }, old)];
        expect(among(round).stale).toHaveLength(2);
      }),
    ));
});

const words = (key: string): string[] => spellingsOf(key).map(({ word }) => word);

describe('how a flag stands in code', () => {
  it('is its key, and the names that people make of it', () => {
    expect(words('new-login')).toEqual(['new-login', 'new_login', 'NEW_LOGIN', 'newLogin', 'NewLogin']);
    expect(words('showNewCart')).toEqual([
      'showNewCart',
      'show_new_cart',
      'SHOW_NEW_CART',
      'ShowNewCart',
      'show-new-cart',
    ]);
    expect(words('search')).toEqual(['search']);
  });

  it.each([
    ["isOn('new-login')", true],
    ['flags.new-login', true],
    ["isOn('new-login-2')", false],
    ['renew-login', false],
    ['renew-login, new-login', true],
  ])('%s', (line, stands) => expect(standsIn(line, 'new-login')).toBe(stands));
});

function never(): Partial<FlagState> {
  return { targeting: [{ when: { attribute: 'country', is: 'equal-to', values: ['x'] }, serve: false }] };
}
function somewhere(): Partial<FlagState> {
  return { place: { is: 'servers', count: 1, share: 25 } };
}
function arms(): Partial<FlagState> {
  return { variants: ['a', 'b'].map((name) => ({ name, percent: 50 })) };
}
