import { z } from 'zod';
import { ok } from '../core/problem.ts';
import { Sha256 } from '../core/values/digest.ts';
import { Id } from '../core/values/text.ts';
import { words } from './fields.ts';
import { commanding } from './executor/commanding.ts';
import { asked } from './executor/fields.ts';
import { operation } from './operation.ts';

export const approve = operation(
  commanding({
    name: 'approve',
    summary: 'Agrees to a rollout: to the very plan that it carries out, before its next phase or a named one.',
    examples: [
      { command: 'rampart approve new-login --role engineering', what: 'before the next phase' },
      { command: 'rampart approve new-login --before everyone --by anna --role product', what: 'before a later one' },
    ],
    input: z.strictObject({
      ...asked,
      before: Id.optional().meta(words('the phase that is agreed to; else the next', { value: 'PHASE' })),
      digest: Sha256.optional().meta(
        words('of the plan that was looked at; another one is refused', { value: 'SHA256' }),
      ),
    }),
    command: ({ before, digest }, put, { state }) =>
      ok({
        is: 'approve',
        ...put,
        planDigest: digest ?? state.planDigest,
        ...(before === undefined ? {} : { before }),
      }),
  }),
);
