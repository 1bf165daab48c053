import type { Change } from '../change/change.ts';
import { waysAsked } from '../policy/team-rule.ts';
import type { Facts, Findings } from '../signals/kept.ts';
import { type History, historySignals } from '../signals/history.ts';
import { createMasker } from '../secrets/mask.ts';
import type { Evidence, Signal } from '../signals/signal.ts';
import { type TeamHit, teamSignals } from '../signals/team-rules.ts';
import { atLeast, highest, type Level, rank } from '../values/level.ts';
import { MOST_SIGNALS } from './answers.ts';
import type { Assessment } from './assessment.ts';
import { claimsOf, weighClaims } from './claims.ts';
import { userFacing } from './facing.ts';
import { type StrategyHint, strategyHint } from './hint.ts';
import { skip } from './skip.ts';

/** How risky a change is by the rules alone: floor and estimate from its signals, and whether a rollout is due at all. */
export const assess = (change: Change, findings: Findings, past?: Past): Assessment => {
  const { facts, team } = findings;
  const safe = withoutSecrets();
  const shown = gravestFirst([...teamSignals(team), ...weighClaims(findings.signals, claimsOf(change), facts)]).map(
    safe,
  );
  const signals = gravestFirst([...shown, ...before(past, change, facts).map(safe)]);
  const unread = facts.unread.length + facts.unreadMore + change.unread.length > 0;
  const least: Level = unread ? 'medium' : 'low';
  const floor = highest(signals.filter((signal) => signal.certainty === 'established').map((signal) => signal.level));
  const estimate = atLeast(
    highest(
      signals.map((signal) => signal.level),
      least,
    ),
    floor,
  );
  const facing = userFacing(
    shown,
    atLeast(
      highest(
        shown.map((signal) => signal.level),
        least,
      ),
      floor,
    ),
  );
  const skipped = skip(estimate, shown, team);
  return {
    level: estimate,
    floor,
    estimate,
    userFacing: facing.yes,
    userFacingWhy: facing.why,
    skip: skipped.yes,
    ...(skipped.yes ? { skipWhy: skipped.why } : {}),
    signals,
    mitigations: findings.mitigations.map(safe),
    reasons: [...reasons(signals, estimate), ...setAside(facts)],
    hint: teamHint(team) ?? strategyHint(estimate, facing.yes, signals, facts),
    ...(team.length > 0 ? { rules: team.map(({ rule }) => rule.name) } : {}),
    coverage: {
      analysed: facts.analysed,
      skipped: [
        ...facts.unread.map(({ path, why }) => ({ path: path.slice(0, 4096) || '?', why: why.slice(0, 300) || '?' })),
        ...change.unread.map((why) => ({ path: '?', why: why.slice(0, 300) || '?' })),
      ].slice(0, 1000),
      ...(past !== undefined && 'why' in past ? { history: past.why.slice(0, 300) || '?' } : {}),
      skippedMore: facts.unreadMore + Math.max(0, facts.unread.length + change.unread.length - 1000),
    },
    adviser: { kind: 'rules' },
  };
};

/** What came before the change, or why nobody looked; left out where nothing came before, or there is nothing to ask. */
export type Past = { readonly history: History } | { readonly why: string };

/** A line that proves something goes into files and comments: what opens a door does not go with it. */
const withoutSecrets = (): (<T extends { readonly evidence: Evidence }>(shown: T) => T) => {
  const { text } = createMasker();
  return (shown) => ({ ...shown, evidence: { ...shown.evidence, quote: text(shown.evidence.quote).slice(0, 500) } });
};

/** Where no line that runs is touched, what happened to the file before says nothing. */
const before = (past: Past | undefined, change: Change, facts: Facts): Signal[] =>
  past !== undefined && 'history' in past && facts.added + facts.removed > 0
    ? historySignals(past.history, change)
    : [];

const gravestFirst = (signals: readonly Signal[]): Signal[] =>
  signals.toSorted((a, b) => rank(b.level) - rank(a.level)).slice(0, MOST_SIGNALS);

/** A way that the team asks for by a rule of its own comes before any that the change suggests. */
const teamHint = (team: readonly TeamHit[]): StrategyHint | undefined => {
  const [rule] = waysAsked(team.map((hit) => hit.rule));
  return rule && { kind: rule.strategy, also: [], why: rule.why };
};

const reasons = (signals: readonly Signal[], level: Level): string[] => {
  const said = new Map<string, string>();
  for (const signal of signals) {
    if (rank(signal.level) < rank(level)) continue;
    if (!said.has(signal.why))
      said.set(signal.why, `${signal.why} ${signal.evidence.path}:${signal.evidence.line}`.slice(0, 2000));
  }
  return [...said.values()].slice(0, 50);
};

const NAMED = new Set([
  'test',
  'fixture',
  'snapshot',
  'docs',
  'tooling',
  'ci',
  'generated',
  'vendored',
  'lockfile',
  'translation',
]);

/** What was not weighed, and why: nothing is left out in silence. */
const setAside = (facts: Facts): string[] => {
  const files = Object.entries(facts.classes)
    .filter(([name]) => NAMED.has(name))
    .map(([name, count]) => `${count} ${name}`);
  const { comments, imports, format } = facts.struck;
  const lines = Object.entries({ comments, imports, format })
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${count} ${name}`);
  const mechanical = facts.movedAway + facts.renamed;
  return [
    ...(files.length > 0 ? [`Set aside by what they are, in files: ${files.join(', ')}.`] : []),
    ...(lines.length > 0 ? [`Set aside as mechanical, in lines: ${lines.join(', ')}.`] : []),
    ...(mechanical > 0 ? [`Set aside as moved or renamed: ${mechanical} findings.`] : []),
  ];
};
