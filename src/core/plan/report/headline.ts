import { DAY, humanDuration } from '../../values/duration.ts';
import { formatPercent } from '../../values/percent.ts';
import type { Phase } from '../phase.ts';
import type { Plan } from '../plan.ts';
import type { Timeline } from '../timeline.ts';
import { countInWords } from './words.ts';

/** What somebody who reads one line only should have read. */
export type Headline = {
  readonly feature: string;
  readonly level: Plan['risk']['level'];
  readonly userFacing: boolean;
  readonly facing: string;
  readonly strategy: string;
  /** `9 days`; nothing for what is over as it begins. */
  readonly lasts: string;
  readonly kind: Plan['strategy']['kind'];
  readonly why: string;
  /** `a1b2c3d → e4f5a6b`, `3 files`, `+41 −12`. */
  readonly change: readonly string[];
  readonly coverage: string;
};

export const headlineOf = (plan: Plan, timeline: Timeline): Headline => ({
  feature: plan.feature,
  level: plan.risk.level,
  userFacing: plan.risk.userFacing,
  facing: plan.risk.userFacing ? 'user-facing' : 'not user-facing',
  strategy: strategyInWords(plan),
  lasts: lastsInWords(timeline),
  kind: plan.strategy.kind,
  why: plan.strategy.why,
  change: changeInWords(plan.change),
  coverage: coverageInWords(plan.risk.coverage),
});

/** `canary 1 → 5 → 10 → 25 → 50 → 100 %`, `ring internal → beta → everyone`. */
const strategyInWords = ({ strategy, phases }: Pick<Plan, 'strategy' | 'phases'>): string => {
  if (phases.length === 1 && strategy.target === 100) return `${strategy.kind}, everyone at once`;
  const steps = phases.map(stepOf);
  const climb = steps.map(({ words }) => words).join(' → ');
  return `${strategy.kind} ${climb}${steps.at(-1)?.percent ? ' %' : ''}`;
};

type Step = { readonly words: string; readonly percent: boolean };

const stepOf = (phase: Phase): Step =>
  isShare(phase)
    ? { words: formatPercent(phase.audience.percent), percent: true }
    : { words: phase.name.charAt(0).toLowerCase() + phase.name.slice(1), percent: false };

/** Whether a share of everyone says who is in. For places, rings alone and named users it does not: those have names. */
export const isShare = ({ audience }: Phase): boolean => {
  const { percent, place, rings, allow } = audience;
  if (place.is !== 'everywhere') return false;
  return rings.length > 0 ? percent > 0 && percent < 100 : percent > 0 || allow.length === 0;
};

const lastsInWords = ({ neverOpen, totalMs }: Timeline): string => {
  if (neverOpen) return 'no window is ever open';
  if (totalMs === 0) return '';
  return totalMs < 2 * DAY && totalMs !== DAY ? humanDuration(totalMs) : countInWords(Math.ceil(totalMs / DAY), 'day');
};

type Changed = Pick<Plan['change'], 'base' | 'head' | 'link' | 'files' | 'added' | 'removed'>;

export const changeInWords = ({ base, head, link, files, added, removed }: Changed): string[] =>
  [
    base !== undefined && head !== undefined ? `${short(base)} → ${short(head)}` : (head ?? base),
    countInWords(files, 'file'),
    `+${added} −${removed}`,
    link,
  ].filter((part) => part !== undefined);

/** A commit by its first twelve digits; a branch as it is. */
const short = (revision: string): string => (/^[0-9a-f]{40,64}$/.test(revision) ? revision.slice(0, 12) : revision);

export const coverageInWords = ({ analysed, skipped, skippedMore, history }: Plan['risk']['coverage']): string =>
  `analysed ${analysed} of ${analysed + skipped.length + skippedMore}${history === undefined ? '' : ', without history'}`;
