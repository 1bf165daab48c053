import type { FileDiff } from '../change/change.ts';
import { detach } from '../change/names.ts';
import type { NamedRule } from '../policy/team-rule.ts';
import { globOf } from './glob.ts';
import type { Evidence, Signal } from './signal.ts';

/** A rule that applies, and the place that shows it first; line 0 where the path alone does. */
export type TeamHit = { readonly rule: NamedRule; readonly evidence: Evidence };

export type TeamEyes = { readonly see: (file: FileDiff) => void; readonly hits: () => readonly TeamHit[] };

/** Looks for the rules of a team in every file of a change, of whatever class. Each counts once. */
export const createTeamEyes = (rules: readonly NamedRule[]): TeamEyes => {
  const watched = rules.map((rule) => ({ rule, globs: rule.paths.map(globOf) }));
  const hits = new Map<NamedRule, Evidence>();
  return {
    see: (file) => {
      for (const { rule, globs } of watched) {
        if (hits.has(rule)) continue;
        const evidence = evidenceIn(rule, globs, file);
        if (evidence !== undefined) hits.set(rule, evidence);
      }
    },
    // In the order of the policy, not in that of the files: ties are decided by it.
    hits: () => rules.flatMap((rule) => asHit(rule, hits.get(rule))),
  };
};

const asHit = (rule: NamedRule, evidence: Evidence | undefined): TeamHit[] =>
  evidence === undefined ? [] : [{ rule, evidence }];

const evidenceIn = (
  { contains }: NamedRule,
  globs: readonly ((path: string) => boolean)[],
  file: FileDiff,
): Evidence | undefined => {
  const paths = [file.path, file.oldPath].filter((path) => path !== undefined);
  if (!globs.some((fits) => paths.some(fits))) return undefined;
  const path = detach(file.path.slice(0, 4096)) || '?';
  if (contains === undefined) return { path, line: 0, side: 'new', quote: '' };
  for (const { lines } of file.hunks)
    for (const { kind, text, line } of lines) {
      if (kind === 'context' || !contains.some((piece) => text.includes(piece))) continue;
      return { path, line, side: kind === 'added' ? 'new' : 'old', quote: detach(text.slice(0, 500)) };
    }
  return undefined;
};

/** A rule with a floor is a fact like any other, and nobody's suspicion: the team has said so. */
export const teamSignals = (hits: readonly TeamHit[]): Signal[] =>
  hits.flatMap(({ rule: { name, floor, area, why }, evidence }) =>
    floor === undefined
      ? []
      : [{ id: `team.${name}`, area: area ?? 'process', level: floor, certainty: 'established', evidence, why }],
  );
