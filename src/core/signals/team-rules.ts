import { z } from 'zod';
import type { FileDiff } from '../change/change.ts';
import { Area } from '../values/area.ts';
import { Level } from '../values/level.ts';
import { StrategyKind } from '../values/strategy-kind.ts';
import { Id, Line, text } from '../values/text.ts';
import { fits } from './glob.ts';

/** What a team knows of its own paths and words, and no detector can: a floor, an area, people to ask, a way to go. */
export const TeamRule = z.strictObject({
  name: Id.max(60),
  paths: z.array(text(500)).min(1).max(100).meta({ description: 'globs; one of them must fit' }),
  contains: z
    .array(text(200))
    .max(50)
    .optional()
    .meta({ description: 'words or pieces of code; one of them must stand on a changed line' }),
  floor: Level.optional(),
  area: Area.optional(),
  owner: Line.optional(),
  approvals: z.array(Line).max(20).optional(),
  strategy: StrategyKind.optional(),
  why: Line,
});
export type TeamRule = z.infer<typeof TeamRule>;

export const TeamRules = z.array(TeamRule).max(200);
export type TeamRules = z.infer<typeof TeamRules>;

/** Where a rule applies, and the changed line that shows it; line 0 where the path alone does. */
export type TeamHit = {
  readonly rule: TeamRule;
  readonly line: number;
  readonly side: 'new' | 'old';
  readonly text: string;
};

export const teamHits = (rules: TeamRules, file: FileDiff): readonly TeamHit[] =>
  rules.flatMap((rule) => hitOf(rule, file) ?? []);

const hitOf = (rule: TeamRule, file: FileDiff): TeamHit | undefined => {
  const paths = [file.path, file.oldPath].filter((path) => path !== undefined);
  if (!rule.paths.some((glob) => paths.some((path) => fits(glob, path)))) return undefined;
  if (rule.contains === undefined || rule.contains.length === 0) return { rule, line: 0, side: 'new', text: '' };
  for (const hunk of file.hunks)
    for (const line of hunk.lines) {
      if (line.kind === 'context' || !rule.contains.some((piece) => line.text.includes(piece))) continue;
      return { rule, line: line.line, side: line.kind === 'added' ? 'new' : 'old', text: line.text };
    }
  return undefined;
};
