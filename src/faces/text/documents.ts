import type { DocumentKind } from '../../core/plan/report/kinds.ts';
import { type Moment, firstReach, NOT_STARTED, reachInWords, standingOf } from '../../core/plan/report/moments.ts';
import { outlineOf } from '../../core/plan/report/outline.ts';
import { runbookOf } from '../../core/plan/report/runbook.ts';
import type { Plan } from '../../core/plan/plan.ts';
import { toReport } from '../../core/plan/rollout-planner/to-report.ts';
import type { Policy } from '../../core/policy/policy.ts';
import type { NewsKind } from '../../core/rollout/news.ts';
import { jsonText } from '../../core/values/json-text.ts';
import { type Load, render } from './render.ts';
import { reportValues } from './report.ts';

/** What a document tells beside the plan. Whatever is left out, it says is not known yet. */
export type Occasion = {
  /** For the commands of the runbook. */
  readonly policy: Policy;
  /** When it starts and ends, in words: `Tue 2 Dec 09:00 UTC`. */
  readonly starts?: string | undefined;
  readonly ends?: string | undefined;
  readonly runbook?: string | undefined;
  readonly contact?: string | undefined;
  readonly moment?: Moment | undefined;
};

type Kind = {
  readonly about: string;
  readonly template: string;
  readonly values: (plan: Plan, occasion: Occasion) => object;
};

/** Every document that a plan can be shown as: a new one is a line here and a template. */
const DOCUMENTS = {
  markdown: {
    about: 'the whole plan for a pull request, a wiki page or a chat',
    template: 'report.md',
    values: (plan) => reportValues(plan),
  },
  runbook: {
    about: 'the way back by hand, with the commands of the flag system',
    template: 'runbook.md',
    values: (plan, { policy }) => ({ ...outlineOf(plan), runbook: runbookOf(plan, policy) }),
  },
  'announcement-before': { about: 'told before the first phase', template: 'announce-before.md', values: announced },
  'announcement-progress': { about: 'told while it runs', template: 'announce-progress.md', values: announced },
  'announcement-complete': { about: 'told when it is done', template: 'announce-complete.md', values: announced },
  'announcement-rollback': { about: 'told when it went back', template: 'announce-rollback.md', values: announced },
  banner: {
    about: 'two lines for users who see the change',
    template: 'banner.txt',
    values: (plan, { moment }) => ({ feature: plan.feature, reach: bannerReach(plan, moment) }),
  },
} satisfies Record<Exclude<DocumentKind, 'rollout-planner'>, Kind>;

export const renderDocument = async (
  kind: DocumentKind,
  plan: Plan,
  occasion: Occasion,
  load: Load,
): Promise<string> => {
  if (kind === 'rollout-planner') return jsonText(toReport(plan));
  const { template, values }: Kind = DOCUMENTS[kind];
  return render(template, values(plan, occasion), load);
};

/**
 * An announcement without marks, for where each reader has marks of its own: the same template with its bold taken out
 * before any value is in it.
 */
export const plainAnnouncement = (
  kind: NewsKind,
  plan: Plan,
  occasion: Omit<Occasion, 'policy'>,
  load: Load,
): Promise<string> => {
  const { template } = DOCUMENTS[`announcement-${kind}`];
  const plainly: Load = async () => (await load(template)).replaceAll('**', '');
  return render(`${template}.plain`, announced(plan, occasion), plainly);
};

const bannerReach = (plan: Plan, moment: Moment | undefined): string => {
  const phase = plan.phases.find(({ id }) => id === moment?.phaseId);
  return phase ? reachInWords(phase.audience) : firstReach(plan);
};

/** All four announcements speak of the same things. Hoisted, so that the list stands first. */
function announced(
  plan: Plan,
  { starts, ends, runbook, contact, moment = NOT_STARTED }: Omit<Occasion, 'policy'>,
): object {
  const outline = outlineOf(plan);
  const { lasts } = outline.headline;
  return {
    ...outline,
    standing: standingOf(plan, moment),
    starts: starts ?? '',
    ends: ends ?? '',
    lasts,
    initial: firstReach(plan),
    target: reachInWords(plan.phases.at(-1)?.audience ?? NOBODY),
    dashboards: plan.dashboards.map(({ name, url }) => ({ name, url: url ?? '' })),
    runbookAt: runbook ?? '',
    contact: contact ?? plan.cleanup.owner,
    completedAt: moment.completedAt ?? '',
    rolledBack: moment.rolledBack ?? { at: '', why: '' },
    back: reachInWords({ ...NOBODY, percent: plan.rollback.target.percent }),
  };
}

const NOBODY: Plan['phases'][number]['audience'] = {
  percent: 0,
  rings: [],
  allow: [],
  place: { is: 'everywhere' },
  who: 'nobody',
};
