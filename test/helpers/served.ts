import { describe, expect, it } from 'vitest';
import type { FlagState } from '../../src/core/flags/flag-state.ts';
import { whyNotHeld } from '../../src/core/flags/held.ts';
import type { FlagBackend } from '../../src/ports/flag-backend.ts';
import { aFlag } from './flags.ts';
import { worked } from './log.ts';

/** Somebody who is asked for; without an id, somebody whom nobody knows. */
export type Person = {
  readonly id?: string;
  readonly account?: string;
  readonly attributes?: Readonly<Record<string, string>>;
};

/** A flag system with its own evaluator behind it, which answers for what the flag is when it is asked for. */
export type Evaluated = {
  readonly backend: FlagBackend;
  readonly evaluator: (key: string) => Promise<(person: Person) => boolean | Promise<boolean>>;
};

const flag = (more: Partial<FlagState>): FlagState => aFlag({ targeting: [], variants: [], ...more });

/** Writes the flag over what is there. */
export const put = async ({ backend }: Evaluated, one: FlagState): Promise<void> => {
  const [found] = worked(await backend.read([one.key]));
  worked(await backend.write(one, found?.revision));
};

/** The flag as it is then, seen by its vendor. */
export const asked = async (evaluated: Evaluated, one: FlagState) => {
  await put(evaluated, one);
  return evaluated.evaluator(one.key);
};

/** What each flag system has to prove by its vendor's own evaluator. */
export const servesAsAsked = (
  vendor: string,
  opened: () => Promise<Evaluated>,
  strangers = [false, false, false, true],
): unknown =>
  describe(`as the evaluator of ${vendor} sees it`, () => {
    it('10,000 users get what was asked for, nobody loses it on the way up, and named users always have it', async () =>
      expect(await faultsOnTheWayUp(await opened())).toEqual([]));

    it.each(OPERATORS)('a condition %s compares as it does here', async (is, values, expected) => {
      const evaluated = await opened();
      const rings = [{ ring: 'r', match: [{ attribute: 'user.city', is, values: [...values] }], percent: 100 }];
      const one = flag({ percent: 0, rings });
      const can = whyNotHeld(one, evaluated.backend.capabilities) === undefined;
      const has = can ? await asked(evaluated, one) : undefined;
      const cities = ['ab', 'abc', 'cb', 'x', 'AB', ''];
      const given: unknown[] = [];
      for (const city of cities) given.push(await has?.({ id: 'ana', attributes: { city } }));
      given.push(await has?.({ id: 'ana' }));
      expect(given).toEqual(can ? [...expected, false, false] : Array(7).fill(undefined));
    });

    it('standing rules come before the share, and named users before them', async () => {
      const evaluated = await opened();
      const { conditions, allowList } = evaluated.backend.capabilities;
      expect(conditions && allowList ? await ruled(evaluated) : RULED).toEqual(RULED);
    });

    it(`whoever has no id has it, at 1, 50, 99 and 100 %: ${strangers.join(', ')}`, async () => {
      const evaluated = await opened();
      const given: unknown[] = [];
      for (const percent of [1, 50, 99, 100]) given.push(await (await asked(evaluated, flag({ percent })))({}));
      expect(given).toEqual(strangers);
    });
  });

const HOW_MANY = 10_000;
type Named = Person & { readonly id: string; readonly isBeta: boolean };
const PEOPLE: readonly Named[] = Array.from({ length: HOW_MANY }, (_, nth) => {
  const isBeta = nth % 10 === 7;
  return { id: `user-${nth}`, isBeta, attributes: { tier: isBeta ? 'beta' : 'all' } };
});
const NAMED = PEOPLE.slice(0, 50).map(({ id }) => id);
const OTHERS = PEOPLE.slice(NAMED.length);

const whoHas = async (evaluated: Evaluated, one: FlagState): Promise<ReadonlySet<string>> => {
  const has = await asked(evaluated, one);
  const found = new Set<string>();
  for (const person of PEOPLE) if (await has(person)) found.add(person.id);
  return found;
};

/** Everyone's share, and that of the ring. */
const LADDER = [
  [0, 0],
  [0, 10],
  [0.1, 10],
  [1, 60],
  [5, 60],
  [25, 60],
  [50, 60],
  [80, 60],
  [99.9, 100],
  [100, 100],
] as const;

const step = ([percent, ring]: readonly [number, number], { allowList, segments }: FlagBackend['capabilities']) => {
  const match = [{ attribute: 'user.tier', is: 'equal-to' as const, values: ['beta'] }];
  const rings = segments ? [{ ring: 'beta', match, percent: ring }] : [];
  return flag({ percent, rings, allow: allowList ? NAMED : [] });
};

/** Up through shares and a ring, then off. */
const faultsOnTheWayUp = async (evaluated: Evaluated): Promise<readonly string[]> => {
  const can = evaluated.backend.capabilities;
  const steps = LADDER.map((one) => step(one, can)).filter((one) => whyNotHeld(one, can) === undefined);
  const faults: string[] = steps.length < 6 ? [`only ${steps.length} steps can be held`] : [];
  let before: ReadonlySet<string> = new Set();
  for (const one of steps) {
    const now = await whoHas(evaluated, one);
    const lost = [...before].filter((id) => !now.has(id)).length;
    const without = one.allow.filter((id) => !now.has(id)).length;
    if (lost + without > 0) faults.push(`at ${one.percent} % ${lost} lost it, ${without} named are without`);
    const ofRing = Math.max(one.percent, one.rings[0]?.percent ?? 0);
    faults.push(...oddShare(now, false, one.percent), ...oddShare(now, true, ofRing));
    before = now;
  }
  if (before.size !== HOW_MANY) faults.push(`everyone is ${before.size}`);
  const off = await whoHas(evaluated, { ...step([0, 0], can), enabled: false, allow: [], rings: [] });
  return off.size > 0 ? [...faults, `switched off, ${off.size} have it`] : faults;
};

/** A share that is not within four standard deviations of what was asked for. */
const oddShare = (have: ReadonlySet<string>, beta: boolean, percent: number): readonly string[] => {
  const among = OTHERS.filter(({ isBeta }) => isBeta === beta);
  const part = among.filter(({ id }) => have.has(id)).length / among.length;
  const spread = 4 * Math.sqrt(((percent / 100) * (1 - percent / 100)) / among.length);
  const isOdd = Math.abs(part - percent / 100) > spread + 1e-9;
  return isOdd ? [`${percent} % of ${beta ? 'the ring' : 'everyone'} became ${part * 100} %`] : [];
};

const OPERATORS = [
  ['equal-to', ['ab', 'x'], [true, false, false, true, false]],
  ['one-of', ['ab', 'x'], [true, false, false, true, false]],
  ['starts-with', ['ab'], [true, true, false, false, false]],
  ['ends-with', ['b', 'x'], [true, false, true, true, false]],
  ['contains', ['b'], [true, true, true, false, false]],
] as const;

/** For ana and bob in one country, and bob in another: what that rule never serves, and what it always does. */
const RULED = [true, false, true, true, true, false];

const ruled = async (evaluated: Evaluated): Promise<boolean[]> => {
  const when = { attribute: 'user.country', is: 'equal-to' as const, values: ['de'] };
  const given: boolean[] = [];
  for (const serve of [false, true]) {
    const has = await asked(
      evaluated,
      flag({ percent: serve ? 0 : 100, allow: ['ana'], targeting: [{ when, serve }] }),
    );
    for (const [id, country] of [
      ['ana', 'de'],
      ['bob', 'de'],
      ['bob', 'fr'],
    ] as const)
      given.push(await has({ id, attributes: { country } }));
  }
  return given;
};
