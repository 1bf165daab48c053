import { z } from 'zod';
import { ok } from '../core/problem.ts';
import { Sha256 } from '../core/values/digest.ts';
import type { Actor } from '../core/rollout/words.ts';
import { KnownAs } from '../core/values/names.ts';
import { plainLine } from '../core/values/quote.ts';
import { Id } from '../core/values/text.ts';
import { authorsForApprover } from './access/people.ts';
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
      knownAs: KnownAs.optional().meta(
        words('another name or address of whoever agrees, as git writes it; may be repeated', { value: 'NAME' }),
      ),
    }),
    command: ({ before, digest, knownAs }, put, { state }) =>
      ok({
        is: 'approve',
        ...put,
        by: asKnown(put.by, knownAs),
        planDigest: digest ?? state.planDigest,
        ...(before === undefined ? {} : { before }),
      }),
    remarks: async ({ knownAs }, by, { plan, state }, around) =>
      state.authors.length === 0 || plan.approvals.every(({ authorMayApprove }) => authorMayApprove)
        ? []
        : authorsForApprover(state.authors, asKnown(by, knownAs), around.log, around.ports),
  }),
);

/** What keeps them from agreeing to a change of their own stands in the log with their yes. */
const asKnown = (by: Actor, knownAs: readonly string[] | undefined): Actor =>
  knownAs === undefined || knownAs.length === 0 ? by : { ...by, knownAs: knownAs.map(plainLine) };
