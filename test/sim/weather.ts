import type { Dice } from './dice.ts';

const MINUTE = 60_000;

/** What goes wrong in a run, and how often: a share of all calls each. Some runs have much of one thing, some have all. */
export type Weather = {
  readonly log: {
    readonly movedOn: number;
    readonly fails: number;
    readonly failsAfter: number;
    readonly slow: number;
  };
  readonly write: {
    readonly fails: number;
    readonly failsAfter: number;
    readonly lies: number;
    readonly twice: number;
    readonly slow: number;
    readonly late: number;
  };
  readonly read: { readonly fails: number; readonly slow: number };
  readonly metrics: { readonly odd: number; readonly slow: number };
  readonly dies: number;
  readonly clock: number;
  readonly people: number;
  readonly meddling: number;
  /** Whether the flag system refuses a write that was decided on what is no longer so. */
  readonly revisioned: boolean;
  readonly spells: readonly Spell[];
};

/** For a while something is so: how people fare, or that the flag system is down. */
export type Spell = { readonly fromMs: number; readonly toMs: number; readonly is: Health | 'down' | 'unbuilt' };
export type Health = 'burning' | 'warm' | 'slow' | 'upstream' | 'silent';

const SPELLS: readonly [Spell['is'], ...Spell['is'][]] = [
  'burning',
  'burning',
  'warm',
  'slow',
  'upstream',
  'silent',
  'down',
  'unbuilt',
];

export const weatherOf = (dice: Dice, startMs: number, storyMs: number): Weather => {
  const often = (share: number): number => dice.pick([0, 0, share, share, share * 4]);
  const spell = (): Spell => {
    const fromMs = startMs + dice.from(0, storyMs);
    return { fromMs, toMs: fromMs + dice.from(3, 30) * MINUTE, is: dice.pick(SPELLS) };
  };
  return {
    log: { movedOn: often(0.03), fails: often(0.02), failsAfter: often(0.03), slow: often(0.05) },
    write: {
      fails: often(0.06),
      failsAfter: often(0.06),
      lies: often(0.06),
      twice: often(0.05),
      slow: often(0.05),
      late: often(0.06),
    },
    read: { fails: often(0.03), slow: often(0.02) },
    metrics: { odd: often(0.02), slow: often(0.01) },
    dies: often(0.006),
    clock: often(0.15),
    people: dice.pick([0, 2, 4, 8]),
    meddling: dice.pick([0, 0, 1, 3]),
    revisioned: dice.is(0.75),
    spells: Array.from({ length: dice.pick([0, 1, 1, 2, 4]) }, spell),
  };
};

/** Nothing goes wrong any more. */
export const calm = (weather: Weather): Weather => ({
  ...weather,
  log: { movedOn: 0, fails: 0, failsAfter: 0, slow: 0 },
  write: { fails: 0, failsAfter: 0, lies: 0, twice: 0, slow: 0, late: 0 },
  read: { fails: 0, slow: 0 },
  metrics: { odd: 0, slow: 0 },
  dies: 0,
  clock: 0,
  people: 0,
  meddling: 0,
  spells: [],
});

export const isSpell = ({ spells }: Weather, atMs: number, is: Spell['is']): boolean =>
  spells.some((spell) => spell.is === is && spell.fromMs <= atMs && atMs < spell.toMs);
