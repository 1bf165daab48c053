import type { Logic } from '../flags/flagd-targeting.ts';
import type { Definition } from './events.ts';
import type { FlagSet, KeptFlag } from './flag-set.ts';

/** A definition document as flagd and its kin take it. */
export type FlagdDocument = {
  readonly $schema: string;
  readonly flags: Readonly<Record<string, Definition>>;
  readonly metadata: Readonly<Record<string, string>>;
};

/**
 * All flags of an environment for an evaluator. flagd knows no prerequisites, so they are part of the targeting here:
 * a user who lacks one of them does not have the flag, whoever evaluates.
 */
export const flagdDocument = ({ environment, flags }: FlagSet): FlagdDocument => ({
  $schema: 'https://flagd.dev/schema/v0/flags.json',
  flags: Object.fromEntries([...flags].map(([key, kept]) => [key, guarded(kept, flags)])),
  metadata: { flagSetId: environment },
});

type Flags = FlagSet['flags'];

const guarded = (kept: KeptFlag, flags: Flags): Definition => {
  const { definition } = kept.stored;
  const needed = allNeeded(kept, flags);
  if (needed.length === 0) return definition;
  const own = definition.targeting ?? definition.defaultVariant;
  return { ...definition, targeting: { if: [{ and: needed.map(hasIt) }, own, definition.defaultVariant] } };
};

/** Directly and through others, each once: the logic stays as long as their number, however they rest on each other. */
const allNeeded = ({ key, stored }: KeptFlag, flags: Flags): readonly KeptFlag[] => {
  const seen = new Set([key]);
  const found: KeptFlag[] = [];
  const left = [...stored.prerequisites];
  for (let next = left.shift(); next !== undefined; next = left.shift()) {
    const kept = seen.has(next) ? undefined : flags.get(next);
    seen.add(next);
    if (!kept) continue;
    found.push(kept);
    left.push(...kept.stored.prerequisites);
  }
  return found;
};

/** Whether a user has it: is served anything but what those get who do not. */
const hasIt = ({ stored: { definition } }: KeptFlag): Logic => {
  const { state, variants, defaultVariant, targeting } = definition;
  const others = Object.keys(variants).filter((name) => name !== defaultVariant);
  if (state === 'DISABLED' || targeting === undefined) return false;
  return { in: [{ or: [targeting, defaultVariant] }, others] };
};
