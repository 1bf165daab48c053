import { type Outcome, outcome } from '../../../app/operation.ts';
import { PlanInput } from '../../../app/plan-input.ts';
import { openDraft } from '../../../app/planner/draft.ts';
import { failed, ok, problem, type Result } from '../../../core/problem.ts';
import { callerOf, operationNamed } from '../call.ts';
import { drawnOn } from '../drawing.ts';
import type { Answered, Place } from '../place.ts';
import { type Desk, plan } from './session.ts';

/** `rampart` in a terminal: the planner on the change of this branch, and what somebody made of it there. */
export const plannerLive = async (place: Place & { readonly editor: Desk['editor'] }): Promise<Answered> => {
  const { ports, canvas, operations, editor } = place;
  const opened = await openDraft(PlanInput.parse({ ai: 'never' }), ports);
  const answer = async (result: Result<Outcome<unknown>>): Promise<Answered> => ({
    operation: await operationNamed(operations, 'plan'),
    input: {},
    result,
  });
  if (!opened.ok) return answer(opened);
  const desk: Desk = { ports, call: callerOf(operations, ports), mount: drawnOn(canvas, false), editor };
  const { draft, path, started, every, interrupted } = await plan(opened.value, desk);
  if (started && path !== undefined)
    return (await import('../live.ts')).carriedOn(path, every === undefined ? {} : { every }, place);
  if (interrupted) return answer(failed(leftBy(path)));
  const warnings = draft.problems.filter(({ severity }) => severity === 'warning');
  const written = path === undefined ? [] : [path];
  return answer(ok(outcome(draft.plan, { written, warnings })));
};

const leftBy = (path: string | undefined) =>
  problem({
    kind: 'interrupted',
    code: 'left',
    message: path === undefined ? 'left, and the plan as it was is not written' : `left; ${path} is written`,
    hint: path === undefined ? 'rampart plan writes one without asking' : `rampart apply ${path}`,
  });
