import type { Change } from '../change/change.ts';
import type { Facts, Findings } from '../signals/kept.ts';
import type { Signal } from '../signals/signal.ts';
import { atLeast, highest, type Level, rank } from '../values/level.ts';
import type { Assessment } from './assessment.ts';
import { claimsOf, weighClaims } from './claims.ts';
import { userFacing } from './facing.ts';
import { type StrategyHint, strategyHint } from './hint.ts';
import { skip } from './skip.ts';

/** How risky a change is by the rules alone: floor and estimate from its signals, and whether a rollout is due at all. */
export const assess = (change: Change, findings: Findings): Assessment => {
  const { facts } = findings;
  const signals = weighClaims(findings.signals, claimsOf(change), facts)
    .toSorted((a, b) => rank(b.level) - rank(a.level))
    .slice(0, 500);
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
  const facing = userFacing(signals, estimate);
  const team = teamHint(findings);
  const skipped = skip(estimate, signals);
  return {
    level: estimate,
    floor,
    estimate,
    userFacing: facing.yes,
    userFacingWhy: facing.why,
    skip: skipped.yes,
    ...(skipped.yes ? { skipWhy: skipped.why } : {}),
    signals,
    mitigations: [...findings.mitigations],
    reasons: [...reasons(signals, estimate), ...setAside(facts)],
    hint: team ?? strategyHint(estimate, facing.yes, signals, facts),
    coverage: {
      analysed: facts.analysed,
      skipped: [
        ...facts.unread.map(({ path, why }) => ({ path: path.slice(0, 4096) || '?', why: why.slice(0, 300) || '?' })),
        ...change.unread.map((why) => ({ path: '?', why: why.slice(0, 300) || '?' })),
      ].slice(0, 1000),
      skippedMore: facts.unreadMore + Math.max(0, facts.unread.length + change.unread.length - 1000),
    },
    adviser: { kind: 'rules' },
  };
};

/** A way that the team asks for by a rule of its own comes before any that the change suggests. */
const teamHint = (findings: Findings): StrategyHint | undefined => {
  const rule = findings.team.find((one) => one.strategy !== undefined);
  return rule?.strategy === undefined ? undefined : { kind: rule.strategy, also: [], why: rule.why };
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
