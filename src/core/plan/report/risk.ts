import type { Signal } from '../../signals/signal.ts';
import { LEVELS, rank } from '../../values/level.ts';
import type { Assessment } from '../../assessment/assessment.ts';
import { countInWords } from './words.ts';

/** One fact with the line that shows it. */
export type EvidenceRow = {
  readonly level: Signal['level'];
  readonly area: string;
  readonly why: string;
  readonly suspected: boolean;
  /** In how many places the same fact stands; this is the first. */
  readonly places: number;
  readonly where: string;
  /** The line with the diff's own mark in front; empty where a whole file is the evidence. */
  readonly quote: string;
};

export type RiskReport = {
  readonly level: Assessment['level'];
  readonly floor: Assessment['level'];
  readonly estimate: Assessment['level'];
  readonly reasons: readonly string[];
  /** Heaviest first, established before suspected. */
  readonly evidence: readonly EvidenceRow[];
  readonly moreEvidence: string;
  readonly mitigations: readonly EvidenceRow[];
  /** What else a reader must know to trust the level: who chose it, who disagreed, what was not looked at. */
  readonly notes: readonly string[];
};

const TOP = 5;

export const riskReport = ({ risk }: { readonly risk: Assessment }, top = TOP): RiskReport => {
  const facts = factsIn(risk.signals);
  return {
    level: risk.level,
    floor: risk.floor,
    estimate: risk.estimate,
    reasons: risk.reasons.filter((reason) => !risk.signals.some(({ why }) => reason.startsWith(why))),
    evidence: facts.slice(0, top).map(({ first, places }) => ({
      ...shown(first),
      level: first.level,
      area: first.area,
      places,
    })),
    moreEvidence: facts.length > top ? `and ${countInWords(facts.length - top, 'more kind')} of signal` : '',
    mitigations: risk.mitigations
      .slice(0, top)
      .map((one) => ({ ...shown(one), level: 'low', area: 'lowers it', places: 1 })),
    notes: notesOf(risk),
  };
};

/** Each fact once, with the line that shows it first and the number of places where it stands. */
const factsIn = (signals: readonly Signal[]): { first: Signal; places: number }[] => {
  const sorted = signals.toSorted(
    (a, b) => rank(b.level) - rank(a.level) || sureness(b) - sureness(a) || areaOrder(a, b),
  );
  return [...Map.groupBy(sorted, ({ why }) => why).values()].flatMap((alike) =>
    alike[0] ? [{ first: alike[0], places: alike.length }] : [],
  );
};

const sureness = ({ certainty }: Signal): number => (certainty === 'established' ? 1 : 0);
const areaOrder = (a: Signal, b: Signal): number => (a.area < b.area ? -1 : a.area > b.area ? 1 : 0);

type Found = Pick<Signal, 'evidence' | 'why'> & { readonly certainty?: Signal['certainty'] };

const shown = ({ evidence, why, certainty }: Found): Omit<EvidenceRow, 'level' | 'area' | 'places'> => ({
  why,
  suspected: certainty === 'suspected',
  where: evidence.line === 0 ? evidence.path : `${evidence.path}:${evidence.line}`,
  quote: evidence.quote.trim() === '' ? '' : `${evidence.side === 'old' ? '-' : '+'} ${evidence.quote.trim()}`,
});

const notesOf = (risk: Assessment): string[] => {
  const { floor, estimate, level, override, disagreement, coverage, adviser, cleared = [], advice } = risk;
  const unread = coverage.skipped.length + coverage.skippedMore;
  const levels = LEVELS.filter((one) => one === floor || one === estimate || one === level);
  return [
    ...(override ? [`set to ${override.level} by ${override.by}: ${override.reason}`] : []),
    ...(disagreement ? [`${disagreement.by} would say ${disagreement.level}: ${disagreement.reason}`] : []),
    ...cleared.slice(0, TOP).map(clearedInWords),
    ...(cleared.length > TOP ? [`cleared as well: ${countInWords(cleared.length - TOP, 'more suspicion')}`] : []),
    ...(advice?.refused ?? []).slice(0, TOP).map((why) => `not taken: ${why}`),
    ...(levels.length > 1 ? [`established facts alone say ${floor}, with suspicions ${estimate}`] : []),
    ...(unread > 0 ? [`not analysed: ${unreadInWords(coverage)}`] : []),
    ...(adviser.kind === 'rules' ? [] : [`with the opinion of ${adviser.model ?? adviser.kind}${told(adviser)}`]),
  ];
};

/** How much of the change it was shown, and what that cost. */
const told = ({ saw, spent }: Assessment['adviser']): string => {
  const seen = saw
    ? `, which was shown ${saw.changedLinesShown} of ${countInWords(saw.changedLines, 'changed line')}`
    : '';
  return spent ? `${seen}, for $${spent.dollars}` : seen;
};

const clearedInWords = ({ signal, level, path, line, why }: NonNullable<Assessment['cleared']>[number]): string =>
  `cleared: ${signal} (${level}) at ${line === 0 ? path : `${path}:${line}`}: ${why}`;

const NAMED_FILES = 3;

const unreadInWords = ({ skipped, skippedMore }: Assessment['coverage']): string => {
  const named = skipped.slice(0, NAMED_FILES).map(({ path, why }) => `${path} (${why})`);
  const more = skipped.length - named.length + skippedMore;
  return [...named, ...(more > 0 ? [countInWords(more, 'more file')] : [])].join(', ');
};
