import type { FlagState } from '../../core/flags/flag-state.ts';
import type { Condition } from '../../core/values/audience.ts';
import { formatPercent } from '../../core/values/percent.ts';

/**
 * What a rule of a flag system is for, in the one line that such rules have for people. It also holds what the rule
 * itself does not keep: what the plan calls an attribute, how it compares, and the share of a ring.
 */
export const ruleWords = {
  /** A share that is drawn by something else than the user says so. */
  everyone: (by?: string): string => (by === undefined ? EVERYONE : `${EVERYONE} by ${by}`),
  named: 'named users',
  ring: (ring: string, percent: number, condition?: Condition): string =>
    `ring ${ring}, ${formatPercent(percent)} %${condition ? `: ${comparing(condition)}` : ''}`,
  standing: (nth: number, serve: boolean, condition: Condition): string =>
    `rule ${nth + 1}, ${serve ? 'on' : 'off'}: ${comparing(condition)}`,
} as const;

const EVERYONE = 'everyone';

const comparing = ({ attribute, is }: Condition): string => `${attribute} ${is}`;

/** A rule as it was found: its line, and the values that it compares with. */
export type Worded = { readonly words: string; readonly values: readonly unknown[] };

const BY = /^everyone by (?<by>.+)$/s;
const STANDING = /^rule \d+, (?<serve>on|off): (?<attribute>.+) (?<is>[a-z-]+)$/s;
const RING = /^ring (?<ring>\S+), (?<percent>[\d.]+) %(?:: (?<attribute>.+) (?<is>[a-z-]+))?$/s;

type Heard = { readonly [K in 'targeting' | 'rings']: readonly unknown[] } & { readonly bucketBy?: string };

/** The parts of a flag that such lines tell of. They may err: whoever reads writes the flag again and compares. */
export const heardIn = (rules: readonly Worded[]): Heard => {
  const bucketBy = rules.flatMap(({ words }) => BY.exec(words)?.groups?.['by'] ?? [])[0];
  return {
    targeting: rules.flatMap(({ words, values }) => {
      const { serve, attribute, is } = STANDING.exec(words)?.groups ?? {};
      return serve === undefined ? [] : [{ when: { attribute, is, values }, serve: serve === 'on' }];
    }),
    rings: ringsIn(rules),
    ...(bucketBy === undefined ? {} : { bucketBy }),
  };
};

const ringsIn = (rules: readonly Worded[]): readonly unknown[] => {
  const found = new Map<string, { ring: string; match: unknown[]; percent: number }>();
  for (const { words, values } of rules) {
    const { ring, percent, attribute, is } = RING.exec(words)?.groups ?? {};
    if (ring === undefined) continue;
    const before = found.get(ring)?.match ?? [];
    const match = attribute === undefined ? before : [...before, { attribute, is, values }];
    found.set(ring, { ring, match, percent: Number(percent) });
  }
  return [...found.values()];
};

/** A flag of which nothing is known but whom it reaches. */
export const bareFlag = (key: string, percent: number): FlagState => ({
  key,
  enabled: true,
  percent,
  rings: [],
  allow: [],
  place: { is: 'everywhere' },
});
