import { z } from 'zod';
import { Plan } from '../core/plan/plan.ts';
import { DOCUMENT_KINDS } from '../core/plan/report/kinds.ts';
import { failed, ok } from '../core/problem.ts';
import { planFile, policyFile, words } from './fields.ts';
import { operation, outcome } from './operation.ts';
import { loadPlan } from './plan-file.ts';
import { loadPolicy } from './policy-file.ts';

const told = (about: string) => z.string().min(1).max(300).optional().meta(words(about));

export const show = operation({
  name: 'show',
  summary: 'Shows a plan to people: phases, calendar, what stops it, the way back.',
  effect: 'reads',
  examples: [
    { command: 'rampart show rollout.plan.json', what: 'fits 80 columns and a chat' },
    { command: 'rampart show rollout.plan.json --format runbook', what: 'the way back, with commands' },
    { command: 'rampart show rollout.plan.json --json --fields phases', what: 'a part of it, for a program' },
  ],
  input: z.strictObject({
    file: planFile,
    format: z
      .enum(DOCUMENT_KINDS)
      .optional()
      .meta(words('another document made from the plan', { value: 'KIND' })),
    policy: policyFile,
    starts: told('for announcements: when it starts, in words'),
    ends: told('for announcements: when it ends, in words'),
    runbook: told('for announcements: where the runbook is'),
    contact: told('for announcements: whom to ask'),
  }),
  output: Plan,
  run: async ({ file, policy }, ports) => {
    const [plan, rules] = await Promise.all([loadPlan(file, ports), loadPolicy(ports, policy)]);
    if (!plan.ok || !rules.ok) return failed(...[plan, rules].flatMap((part) => (part.ok ? [] : part.problems)));
    return ok(outcome(plan.value, { beside: { policy: rules.value.policy } }));
  },
});
