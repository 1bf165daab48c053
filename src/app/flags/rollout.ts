import { z } from 'zod';
import { withShare } from '../../core/rollout/canary.ts';
import { formatPercent, Percent } from '../../core/values/percent.ts';
import { words } from '../fields.ts';
import { operation } from '../operation.ts';
import { changing } from './changing.ts';
import { changeFields, flagField } from './fields.ts';

export const flagsRollout = operation(
  changing({
    name: 'flags rollout',
    summary: 'Sets the share of everyone that has a flag, by hand and at once. 0 takes it from all but the canary.',
    examples: [
      { command: 'rampart flags rollout new-login 10', what: '10 % of everyone; asks in production' },
      { command: 'rampart flags rollout new-login 0 --reason "tickets"', what: 'back, at once' },
    ],
    input: z.strictObject({
      flag: flagField,
      percent: Percent.meta(words('0 to 100', { positional: true, value: 'PERCENT' })),
      ...changeFields,
    }),
    wish: ({ percent }, flag) => ({ asked: `rollout ${formatPercent(percent)} %`, flag: withShare(flag, percent) }),
  }),
);
