import type { Result } from '../../core/problem.ts';
import type { EventLog } from '../../ports/event-log.ts';
import type { Ports } from '../operation.ts';
import { load } from './journal.ts';
import { openWorld, type Home } from './open.ts';
import { type Before, settle, type Turned } from './turn.ts';

/** The turn of one rollout of a log, in the world that its log names. */
export const turnOf = async (id: string, log: EventLog, ports: Ports): Promise<Result<Turned>> => {
  const rollout = await load(log, id);
  return rollout.ok ? turnAt(id, rollout.value, { log, ports }) : rollout;
};

type Given = { readonly log: EventLog; readonly ports: Ports; readonly before?: Partial<Before> };

/** The same for whoever knows already where it is at home. */
export const turnAt = (id: string, home: Home, { log, ports, before }: Given): Promise<Result<Turned>> => {
  const turn = async (): Promise<Result<Turned>> => {
    const world = await openWorld(home, log, ports);
    return world.ok ? settle(id, world.value, before) : world;
  };
  return ports.span ? ports.span({ name: 'turn' }, turn) : turn();
};
