import type { Assessment } from '../../assessment/assessment.ts';
import type { StrategyKind } from '../../values/strategy-kind.ts';
import type { ChecklistItem, Checklists } from '../../values/people.ts';
import type { Plan } from '../plan.ts';
import type { PlanRequest } from '../request.ts';

type ForPeople = Pick<Plan, 'checklists' | 'communications' | 'dependencies' | 'risks' | 'recommendations'>;

const NOTHING: ForPeople = {
  checklists: { before: [], during: [], after: [] },
  communications: [],
  dependencies: [],
  risks: [],
  recommendations: [],
};

/** What people do, say and keep in mind. A change that needs no rollout needs none of it, but what its flags need. */
export const forPeople = (
  { assessment, policy, choices }: PlanRequest,
  { staged, kind }: { readonly staged: boolean; readonly kind: StrategyKind },
): ForPeople => {
  const needed = [...new Set(choices.prerequisites)].map((name): ForPeople['dependencies'][number] => ({
    name,
    kind: 'flag',
    needs: 'fully-on',
  }));
  const another = otherWay(assessment, kind);
  const named = choices.risks ?? [];
  if (!staged) return { ...NOTHING, dependencies: needed, risks: [...named], recommendations: another };
  const due = <T extends { levels: readonly string[] }>(rows: Record<string, T>): T[] =>
    Object.values(rows).filter(({ levels }) => levels.includes(assessment.level));
  return {
    checklists: listsOf(policy.checklists),
    communications: Object.entries(policy.communications)
      .filter(([, { when }]) => when !== 'in-product' || assessment.userFacing)
      .map(([id, row]) => ({ id, ...row })),
    dependencies: [...needed, ...Object.values(policy.dependencies)],
    risks: [...due(policy.risks).map(({ levels: _, ...risk }) => risk), ...named].slice(0, 100),
    recommendations: [...another, ...due(policy.recommendations).map(({ text }) => text)],
  };
};

/** What the change itself suggests, where the plan goes another way. At a level of somebody's choosing it says nothing. */
const otherWay = ({ hint, level, estimate, skip }: Assessment, kind: StrategyKind): string[] =>
  hint === undefined || hint.kind === kind || level !== estimate || skip
    ? []
    : [`${hint.kind} would fit as well: ${hint.why}`.slice(0, 300)];

type Lists = PlanRequest['policy']['checklists'];

const listsOf = ({ before, during, after }: Lists): Checklists => ({
  before: itemsOf(before),
  during: itemsOf(during),
  after: itemsOf(after),
});

const itemsOf = (rows: Lists['before']): ChecklistItem[] => Object.entries(rows).map(([id, row]) => ({ id, ...row }));
