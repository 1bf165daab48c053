import { outlineOf, type Outline } from '../../core/plan/report/outline.ts';
import type { Plan } from '../../core/plan/plan.ts';

/** What the Markdown report shows of a plan: the outline, and the few words that a template cannot make. */
export const reportValues = (plan: Plan): object => {
  const outline = outlineOf(plan);
  return {
    ...outline,
    level: outline.headline.level.toUpperCase(),
    facts: [outline.headline.facing, outline.headline.strategy, outline.headline.lasts].filter(Boolean).join(' · '),
    change: [...outline.headline.change, outline.headline.coverage].join(' · '),
    evidence: [...outline.risk.evidence, ...outline.risk.mitigations].map(evidenceRow),
    single: outline.phases.filter(({ gates, watches }) => gates.length > 0 || watches !== ''),
    dashboards: plan.dashboards.map(({ name, url }) => ({ name, url: url ?? '' })),
    monitors: plan.monitors.map(({ name, unit, baseline, query, queries }) => ({
      name,
      usual: baseline === undefined ? 'not measured' : `${baseline} ${unit}`,
      query: query ?? inTurn(queries ?? {}),
    })),
    overdue: [...new Set(outline.phases.map(({ overdue }) => overdue).filter(Boolean))].join(' or '),
  };
};

/** Number by number: `count: …; bad: …`. */
const inTurn = (queries: Readonly<Record<string, string | undefined>>): string =>
  Object.entries(queries)
    .map(([name, query]) => `${name}: ${query}`)
    .join('; ');

const evidenceRow = ({ level, area, why, suspected, where, quote }: Outline['risk']['evidence'][number]): object => ({
  level,
  area,
  why: suspected ? `${why} (suspected)` : why,
  where,
  quote,
});
