import { reachesMore } from '../flags/compare.ts';
import { type FlagState, reachesNobody } from '../flags/flag-state.ts';
import { shapedAs, stateOf } from '../flags/flagd-flag.ts';
import { failed, ok, type Problem, type Result } from '../problem.ts';
import { hasAtMostThreeDecimals, HARDLY } from '../values/percent.ts';
import type { StoredFlag } from './events.ts';
import { flagIn, type KeptFlag } from './flag-set.ts';
import { flagSetProblems } from './problems.ts';
import { everybodysRing, type FlagWish, type Team } from './wish.ts';

/** The flag as somebody wants it, from what it is; refused where it may not be given to more people. */
export const wished = (key: string, wish: FlagWish, kept: KeptFlag | undefined, team: Team): Result<StoredFlag> => {
  const flag = flagWished(kept ? flagIn(kept) : fresh(key, team), wish, team);
  if (!flag.ok) return flag;
  const { prerequisites, owner, description, expires } = wish;
  return stored(flag.value, kept, {
    ...(prerequisites ? { prerequisites: [...new Set(prerequisites)] } : {}),
    ...(owner === undefined ? {} : { owner }),
    ...(description === undefined ? {} : { description }),
    ...(expires === undefined ? {} : { expires }),
  });
};

/** Off and for nobody, until somebody says for whom. */
const fresh = (key: string, { bucketBy }: Team): FlagState => ({
  key,
  enabled: false,
  percent: 0,
  rings: [],
  allow: [],
  place: { is: 'everywhere' },
  bucketBy,
});

const flagWished = (was: FlagState, wish: FlagWish, team: Team): Result<FlagState> => {
  const { revision: _, prerequisites: __, ...held } = resetFor(was, wish.strategy);
  const rings = ringsWished(held.rings, wish, team);
  // Whoever goes back to a share of everyone closes the rings, that of everybody among them.
  const everybody = wish.strategy === 'percentage' ? undefined : wish.rings?.[everybodysRing(team)];
  const percent = everybody ?? wish.percentage ?? held.percent;
  const place = wish.canary ?? held.place;
  const problems = [
    ...(rings.ok ? [] : rings.problems),
    ...(wish.strategy === 'canary' && place.is === 'everywhere' ? [flagSetProblems.noPlace(was.key)] : []),
    ...decimalProblems(wish),
  ];
  if (!rings.ok || problems.length > 0) return failed(...problems);
  return ok({
    ...held,
    enabled: wish.enabled ?? held.enabled,
    percent,
    place,
    rings: rings.value,
    allow: wish.allow ? [...new Set(wish.allow)] : held.allow,
    ...(wish.bucketBy === undefined ? {} : { bucketBy: wish.bucketBy }),
  });
};

/** Of a flag that is given another strategy, what belonged to the one before. */
const resetFor = (was: FlagState, strategy: FlagWish['strategy']): FlagState => {
  switch (strategy) {
    case 'percentage':
      return { ...was, rings: [], place: { is: 'everywhere' } };
    case 'ring':
      return { ...was, percent: was.rings.length > 0 ? was.percent : 0, place: { is: 'everywhere' } };
    case 'canary':
      return { ...was, rings: [], percent: was.place.is === 'everywhere' ? 100 : was.percent };
    case undefined:
      return was;
  }
};

/** A ring that is there keeps the rule that it was opened with: another rule would mean other people. */
const ringsWished = (was: FlagState['rings'], { rings = {} }: FlagWish, team: Team): Result<FlagState['rings']> => {
  const everybody = everybodysRing(team);
  const known = Object.keys(team.rings);
  const wanted = Object.entries(rings).filter(([name]) => name !== everybody);
  const unknown = wanted.filter(([name, percent]) => percent >= HARDLY && !Object.hasOwn(team.rings, name));
  if (unknown.length > 0)
    return failed(...unknown.map(([name]) => flagSetProblems.unknownRing(`rings.${name}`, name, known)));
  const kept = was.filter(({ ring }) => !Object.hasOwn(rings, ring));
  const opened = wanted
    .filter(([, percent]) => percent >= HARDLY)
    .map(([ring, percent]) => {
      const match = was.find((one) => one.ring === ring)?.match ?? team.rings[ring]?.match ?? [];
      return { ring, match: [...match], percent };
    });
  return ok([...kept, ...opened].toSorted((a, b) => (a.ring < b.ring ? -1 : 1)));
};

const decimalProblems = ({ percentage, rings = {} }: FlagWish): readonly Problem[] =>
  [...(percentage === undefined ? [] : [['percentage', percentage] as const]), ...Object.entries(rings)]
    .filter(([, percent]) => !hasAtMostThreeDecimals(percent))
    .map(([name, percent]) => flagSetProblems.notHeld(name, `${percent} has more than three decimals`));

type Beside = {
  readonly prerequisites?: readonly string[];
  readonly frozen?: boolean;
  readonly owner?: string | null;
  readonly description?: string | null;
  readonly expires?: string | null;
};

/** The flag as it is kept, with what stands beside it; null takes it out. */
export const stored = (flag: FlagState, kept: KeptFlag | undefined, beside: Beside = {}): Result<StoredFlag> => {
  const was = kept?.stored;
  const shaped = shapedAs(flag, was?.definition);
  if ('whyNot' in shaped) return failed(flagSetProblems.notHeld(flag.key, shaped.whyNot));
  const { state, variants, defaultVariant, targeting } = shaped.made;
  const { prerequisites = was?.prerequisites ?? [], frozen = was?.frozen ?? false } = beside;
  const next: StoredFlag = {
    definition: {
      state,
      variants,
      defaultVariant: defaultVariant ?? 'off',
      ...(targeting === undefined ? {} : { targeting }),
    },
    prerequisites: [...prerequisites],
    frozen,
    ...said('owner', beside.owner, was?.owner),
    ...said('description', beside.description, was?.description),
    ...said('expires', beside.expires, was?.expires),
  };
  const refused = kept && refusedRaise(kept, next);
  return refused ? failed(refused) : ok(next);
};

const said = <N extends string>(
  name: N,
  wanted: string | null | undefined,
  was: string | undefined,
): { readonly [K in N]?: string } => {
  const value = wanted === undefined ? was : wanted;
  return (value === undefined || value === null ? {} : { [name]: value }) as { readonly [K in N]?: string };
};

/** Lowering is always allowed. Raising is not where somebody froze the flag, or where nobody knows whom it reaches. */
const refusedRaise = (kept: KeptFlag, next: StoredFlag): Problem | undefined => {
  const { key } = kept;
  if (!givesToMore(key, kept, next)) return undefined;
  const { doubt } = stateOf(key, { ...kept.stored.definition, state: 'ENABLED' });
  if (doubt !== undefined) return flagSetProblems.edited(key, doubt);
  return kept.stored.frozen && next.frozen ? flagSetProblems.frozen(key) : undefined;
};

/** Whether somebody may have the flag then who does not have it now; one that needs less may reach more. */
export const givesToMore = (key: string, kept: KeptFlag | undefined, next: StoredFlag): boolean => {
  const { flag } = stateOf(key, next.definition);
  if (!kept) return !reachesNobody(flag);
  const needsLess = kept.stored.prerequisites.some((needed) => !next.prerequisites.includes(needed));
  return reachesMore(flag, flagIn(kept)) || (needsLess && !reachesNobody(flag));
};
