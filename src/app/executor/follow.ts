import { ok, type Problem, type Result } from '../../core/problem.ts';
import { nextLookMs } from '../../core/rollout/looks.ts';
import type { State } from '../../core/rollout/state.ts';
import { MINUTE } from '../../core/values/duration.ts';
import { wasOvertaken } from './ask.ts';
import { settle, type Turned } from './turn.ts';
import type { World } from './world.ts';

export type Following = {
  /** How long between two turns; where absent, as the rollout asks for. */
  readonly everyMs?: number | undefined;
  readonly once: boolean;
  readonly turned: (turned: Turned) => void;
  /** Something went wrong that the next turn may find mended. */
  readonly troubled: (problems: readonly Problem[]) => void;
};

/**
 * Turn after turn, until nothing more happens by itself. What can pass by itself (another executor was faster, a lock,
 * a disk) is told and tried again; what cannot ends it.
 */
export const follow = async (id: string, world: World, options: Following): Promise<Result<Turned>> => {
  let writeFailure: string | undefined;
  let waitMs = options.everyMs ?? MINUTE;
  for (;;) {
    const turned = await settle(id, world, writeFailure);
    if (!turned.ok) {
      if (options.once || !passes(turned)) return turned;
      options.troubled(turned.problems);
    } else {
      options.turned(turned.value);
      if (options.once || isOver(turned.value.rollout.state)) return ok(turned.value);
      ({ writeFailure } = turned.value);
      waitMs = options.everyMs ?? nextLookMs(turned.value.rollout.state, world.clock.nowMs());
    }
    await world.clock.sleep(waitMs);
  }
};

const passes = (result: Result<unknown>): boolean =>
  wasOvertaken(result) ||
  (!result.ok && result.problems.every(({ kind }) => kind === 'locked' || kind === 'unreachable'));

/** Nobody waits in the foreground for what only a person can begin again. */
const isOver = ({ status }: State): boolean =>
  status === 'completed' || status === 'aborted' || status === 'rolled-back' || status === 'pending';
