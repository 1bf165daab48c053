import { failed, problem, type ProblemKind, type Result } from '../../src/core/problem.ts';
import type { Agent, Stage } from './stage.ts';

/** How long a call is on its way, and its answer; a call that is not done is answered all the same. */
export type Fate = { readonly goesMs: number; readonly comesMs: number };

/**
 * A call to the outside. Between two of them an executor may die: then the call was never made, or its answer is never
 * heard. What is on its way when it dies arrives all the same.
 */
export const call = <T>(stage: Stage, agent: Agent, fate: Fate, perform: () => Promise<T> | T): Promise<T> =>
  new Promise((heard) => {
    if (!agent.alive) return;
    const dies = stage.dice.is(stage.weather.dies);
    const before = dies && stage.dice.is(0.5);
    if (dies) die(stage, agent, before ? 'before it asked' : 'before it heard');
    if (before) return;
    stage.time.after(fate.goesMs, async () => {
      const answer = await perform();
      const hear = (): void => {
        if (agent.alive) heard(answer);
      };
      if (fate.comesMs > 0) stage.time.after(fate.comesMs, hear);
      else hear();
    });
  });

const die = (stage: Stage, agent: Agent, when: string): void => {
  agent.alive = false;
  stage.tell(agent.name, `dies ${when}`);
  agent.died();
};

/** Some milliseconds, or so long that nobody waits for the answer. */
export const quick = ({ dice }: Stage): number => dice.from(1, 900);
export const slow = ({ dice }: Stage): number => dice.from(31_000, 110_000);

export const trouble = (kind: ProblemKind, code: string): Result<never> =>
  failed(problem({ kind, code, message: `${code}, says the simulator`, hint: 'try again' }));
