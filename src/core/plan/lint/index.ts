import { problem, type Problem } from '../../problem.ts';
import type { Plan } from '../plan.ts';
import { approvalRules } from './approvals.ts';
import { armRules } from './arms.ts';
import { evidenceRules } from './evidence.ts';
import { decidingRules } from './deciding.ts';
import { experimentRules } from './experiment.ts';
import { exposureRules } from './exposure.ts';
import { fitRules } from './fit.ts';
import { flagRules } from './flags.ts';
import { levelRules } from './level.ts';
import { limitRules } from './limits.ts';
import { namesRules } from './names.ts';
import { paceRules } from './pace.ts';
import { peopleRules } from './people.ts';
import type { Context, Finding, Rule } from './rule.ts';
import { safetyRules } from './safety.ts';
import { scheduleRules } from './schedule.ts';
import { sequentialRules } from './sequential.ts';
import { watchingRules } from './watching.ts';
import { windowRules } from './windows.ts';

/** The list, in the order of the codes. A code that was given is never given again. */
export const rules: readonly Rule[] = [
  ...namesRules,
  ...flagRules,
  ...armRules,
  ...exposureRules,
  ...watchingRules,
  ...limitRules,
  ...windowRules,
  ...paceRules,
  ...scheduleRules,
  ...safetyRules,
  ...levelRules,
  ...approvalRules,
  ...peopleRules,
  ...experimentRules,
  ...fitRules,
  ...sequentialRules,
  ...evidenceRules,
  ...decidingRules,
];

/** So many findings of one rule are told one by one. */
const MOST_OF_A_RULE = 20;

/** Everything that is wrong with a plan beyond its schema, errors and warnings, in the order of the rules. */
export const lint = (plan: Plan, context: Context = {}, held: readonly Rule[] = rules): readonly Problem[] =>
  held.flatMap(({ code, fix, severity, look }) => {
    const found = look(plan, context);
    const more = found.length - MOST_OF_A_RULE;
    const rest: Finding[] = more > 0 ? [{ path: '', message: `and ${more} more like these` }] : [];
    return [...found.slice(0, MOST_OF_A_RULE), ...rest].map(({ path, message, hint }) =>
      problem({ kind: 'invalid', code, path, message, hint: hint ?? fix, severity }),
    );
  });
