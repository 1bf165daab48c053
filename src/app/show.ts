import { z } from 'zod';
import { Plan } from '../core/plan/plan.ts';
import { ok } from '../core/problem.ts';
import { planFile } from './fields.ts';
import { operation, outcome } from './operation.ts';
import { loadPlan } from './plan-file.ts';

export const show = operation({
  name: 'show',
  summary: 'Shows a plan to people: phases, calendar, what stops it, the way back.',
  effect: 'reads',
  examples: [
    { command: 'rampart show rollout.plan.json', what: 'fits 80 columns and a chat' },
    { command: 'rampart show rollout.plan.json --json --fields phases', what: 'a part of it, for a program' },
  ],
  input: z.strictObject({ file: planFile }),
  output: Plan,
  run: async ({ file }, ports) => {
    const plan = await loadPlan(file, ports);
    return plan.ok ? ok(outcome(plan.value)) : plan;
  },
});
