import { failed, ok, problem, type Problem, type Result } from '../../core/problem.ts';
import { phaseNow } from '../../core/rollout/desired.ts';
import { nextLookMs } from '../../core/rollout/looks.ts';
import type { State } from '../../core/rollout/state.ts';
import { MINUTE } from '../../core/values/duration.ts';
import type { Onlooker } from '../operation.ts';
import { wasOvertaken } from './ask.ts';
import { alone } from './onlooker.ts';
import { settle, type Turned } from './turn.ts';
import type { World } from './world.ts';

export type Following = {
  /** How long between two turns; where absent, as the rollout asks for. */
  readonly everyMs?: number | undefined;
  readonly once: boolean;
  /** Absent where nobody looks on. */
  readonly onlooker?: Onlooker;
  /** What takes time there takes it between two turns. */
  readonly turned: (turned: Turned) => void | Promise<void>;
  /** Something went wrong that the next turn may find mended. */
  readonly troubled: (problems: readonly Problem[]) => void;
};

/**
 * Turn after turn, until nothing more happens by itself. What can pass by itself (another executor was faster, a lock,
 * a disk) is told and tried again; what cannot ends it.
 */
export const follow = async (id: string, world: World, options: Following): Promise<Result<Turned>> => {
  const onlooker = options.onlooker ?? alone(world.clock);
  let writeFailure: string | undefined;
  let waitMs = options.everyMs ?? MINUTE;
  for (;;) {
    const turned = await settle(id, world, { writeFailure });
    if (!turned.ok) {
      if (options.once || !passes(turned)) return turned;
      options.troubled(turned.problems);
    } else {
      await options.turned(turned.value);
      if (options.once || isOver(turned.value.rollout.state)) return ok(turned.value);
      ({ writeFailure } = turned.value);
      waitMs = options.everyMs ?? nextLookMs(turned.value.rollout.state, world.clock.nowMs());
    }
    if (!onlooker.stopped()) await onlooker.rest(waitMs);
    if (onlooker.stopped()) return failed(stopped(id, turned));
  }
};

/** Every step that was begun is done; whoever takes the next turn goes on from the log. */
const stopped = (id: string, last: Result<Turned>): Problem =>
  problem({
    kind: 'interrupted',
    code: 'stopped',
    path: id,
    message: `${last.ok ? `it is ${standsAt(last.value)}` : 'it stands as the log says'}; the step in flight was finished, and nobody drives it now`,
    hint: `the same rampart apply goes on, or rampart tick ${id}`,
  });

const standsAt = ({ rollout: { plan, state } }: Turned): string =>
  [state.status, plan.phases[phaseNow(plan, state)]?.name].filter(Boolean).join(', in ');

const passes = (result: Result<unknown>): boolean =>
  wasOvertaken(result) ||
  (!result.ok && result.problems.every(({ kind }) => kind === 'locked' || kind === 'unreachable'));

/** Nobody waits in the foreground for what only a person can begin again. */
const isOver = ({ status }: State): boolean =>
  status === 'completed' || status === 'aborted' || status === 'rolled-back' || status === 'pending';
