import { readFileSync } from 'node:fs';
import { type Draft, openDraft } from '../../src/app/planner/draft.ts';
import { PlanInput } from '../../src/app/plan-input.ts';
import { portsWith } from './cli.ts';
import { worked } from './log.ts';

export const REFUND_DIFF = readFileSync(new URL('../../fixtures/demo/refund-tax.diff', import.meta.url), 'utf8');

export const portsForDraft = (files: Map<string, string> = new Map([['a.diff', REFUND_DIFF]])) => portsWith(files);

/** The bundled change, planned as somebody would who opens the planner on it. */
export const aDraft = async (more: Record<string, unknown> = {}): Promise<Draft> =>
  worked(
    await openDraft(
      PlanInput.parse({
        diff: 'a.diff',
        ai: 'never',
        description: 'Recalculate tax on refunds',
        history: false,
        ...more,
      }),
      portsForDraft(),
    ),
  );
