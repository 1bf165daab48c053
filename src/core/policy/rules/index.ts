import { problem, type Problem } from '../../problem.ts';
import { pathInWords } from '../../values/issues.ts';
import type { Policy } from '../policy.ts';
import { ladderRules } from './ladders.ts';
import { listRules } from './lists.ts';
import { nameRules } from './names.ts';
import { reviewRules } from './review.ts';
import type { PolicyRule } from './rule.ts';
import { teamRules } from './team.ts';
import { timeRules } from './times.ts';
import { watchingRules } from './watching.ts';

/** The list, in the order of the codes. A code that was given is never given again. */
export const policyRules: readonly PolicyRule[] = [
  ...nameRules,
  ...ladderRules,
  ...timeRules,
  ...watchingRules,
  ...listRules,
  ...teamRules,
  ...reviewRules,
];

/** Everything that is wrong with a policy beyond its schema: names that point nowhere, and rules that contradict each other. */
export const contradictions = (policy: Policy): readonly Problem[] =>
  policyRules.flatMap(({ code, fix, look }) =>
    look(policy).map(({ path, message }) =>
      problem({ kind: 'invalid', code, path: pathInWords(path), message, hint: fix }),
    ),
  );
