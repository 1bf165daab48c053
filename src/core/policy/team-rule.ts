import { z } from 'zod';
import { Area } from '../values/area.ts';
import { Level, rank } from '../values/level.ts';
import { StrategyKind } from '../values/strategy-kind.ts';
import { Id, Line, text } from '../values/text.ts';

/** What a team knows of its own paths and words, and no detector can: a floor, an area, people to ask, a way to go. */
export const TeamRule = z.strictObject({
  paths: z
    .array(text(500))
    .min(1)
    .max(100)
    .meta({ description: 'globs (`*`, `**`, `?`) from the root; one of them must fit' }),
  contains: z
    .array(text(200))
    .min(1)
    .max(50)
    .optional()
    .meta({ description: 'words or pieces of code; one of them must stand on a changed line' }),
  floor: Level.optional().meta({ description: 'what such a change is at least' }),
  area: Area.optional().meta({ description: 'what the floor is about; left out: process' }),
  owner: Line.optional().meta({ description: 'owns the flag where nobody else is named' }),
  approvals: z
    .array(Line)
    .min(1)
    .max(20)
    .optional()
    .meta({ description: 'roles, teams or people; one of them agrees before the first phase' }),
  strategy: StrategyKind.optional().meta({ description: 'the way to go, unless a person chooses one' }),
  why: Line,
});
export type TeamRule = z.infer<typeof TeamRule>;

/** A signal bears the name, and has room for that many signs. */
export const RuleName = Id.max(60);

export type NamedRule = TeamRule & { readonly name: string };

export const namedRules = (rules: Readonly<Record<string, TeamRule>>): readonly NamedRule[] =>
  Object.entries(rules).map(([name, rule]) => ({ ...rule, name }));

/** The rules that ask for a way to go: the one with the highest floor first, and among equals the one that is written first. */
export const waysAsked = <R extends TeamRule>(
  rules: readonly R[],
): readonly (R & { readonly strategy: StrategyKind })[] =>
  rules
    .flatMap((rule) => (rule.strategy === undefined ? [] : [{ ...rule, strategy: rule.strategy }]))
    .toSorted((a, b) => weight(b) - weight(a));

const weight = ({ floor }: TeamRule): number => (floor === undefined ? -1 : rank(floor));

/** Whether a rule asks something of the rollout. Who only names an owner or an area asks for nothing. */
export const asks = ({ floor, strategy, approvals }: TeamRule): boolean =>
  floor !== undefined || strategy !== undefined || approvals !== undefined;
