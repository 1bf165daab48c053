import type { FlagState } from '../../flags/flag-state.ts';
import { type Logic, servedOf, targetingOf } from '../../flags/flagd-targeting.ts';
import type { Flag } from '../flag.ts';
import { flagsAt } from '../flags-at.ts';
import type { Phase } from '../phase.ts';
import type { Plan } from '../plan.ts';
import { leftOutGates, leftOutOfAll, leftOutTriggers } from './left-out.ts';
import type { Renderer } from './manifest.ts';

/** Flags for flagd as they are in one phase: the same definition that the flag system `flagd` would be told. */
export const flagd: Renderer = (plan, { phase }) => {
  const now = plan.phases.find(({ id }) => id === phase) ?? plan.phases[0];
  const states = flagsAt(plan, now?.audience);
  const flags = Object.fromEntries(
    plan.flags.flatMap((flag, at) => {
      const state = states[at];
      return state ? [[flag.key, definitionOf(plan, flag, { state, phase: now?.id ?? '' })]] : [];
    }),
  );
  return { documents: [{ $schema: SCHEMA, flags }], notCarried: leftOut(plan, now) };
};

const SCHEMA = 'https://flagd.dev/schema/v0/flags.json';

type At = { readonly state: FlagState; readonly phase: string };

const definitionOf = ({ id }: Plan, { owner }: Flag, { state, phase }: At): object => ({
  state: state.enabled ? 'ENABLED' : 'DISABLED',
  variants: variantsOf(state),
  defaultVariant: servedOf(state).no,
  targeting: targetingOf(state),
  metadata: { plan: id, phase, owner },
});

/** On and off; or the arms of an experiment, by their names. */
const variantsOf = ({ variants = [] }: FlagState): Readonly<Record<string, Logic>> =>
  variants.length > 0 ? Object.fromEntries(variants.map(({ name }) => [name, name])) : { on: true, off: false };

const leftOut = (plan: Plan, now: Phase | undefined): readonly string[] => {
  const others = plan.phases.filter(({ id }) => id !== now?.id).map(({ id }) => id);
  const places = now && now.audience.place.is !== 'everywhere' ? [now.id] : [];
  return [
    ...leftOutOfAll(plan),
    ...leftOutGates(plan),
    ...(others.length > 0
      ? [`phases ${others.join(', ')}: this is ${now?.id}; export each when its turn has come`]
      : []),
    ...leftOutTriggers(plan.triggers, 'nothing is watched, and nothing goes back by itself'),
    ...(places.length > 0
      ? [`places in ${places.join(', ')}: carried over only where whoever evaluates says server.index or region.index`]
      : []),
    ...ringsElsewhere(plan, now),
  ];
};

/** Rings of other phases are named, so that none is missed. */
const ringsElsewhere = ({ rings }: Plan, now: Phase | undefined): readonly string[] => {
  const here = new Set(now?.audience.rings.map(({ ring }) => ring));
  const missing = rings.filter(({ name }) => !here.has(name)).map(({ name }) => name);
  return missing.length > 0 ? [`rings ${missing.join(', ')}: they are of other phases`] : [];
};
