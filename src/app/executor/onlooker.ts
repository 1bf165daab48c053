import type { Clock } from '../../ports/clock.ts';
import type { Onlooker, Ports } from '../operation.ts';

/** Whoever looks on, or nobody. */
export const onlookerOf = async (id: string, db: string | undefined, ports: Ports): Promise<Onlooker> =>
  ports.lookOn ? ports.lookOn(id, db) : alone(ports.clock);

/** Nobody looks on: it is waited for as long as was said, and nobody stops it. */
export const alone = (clock: Clock): Onlooker => ({
  stopped: () => false,
  rest: (ms) => clock.sleep(ms),
  leave: async () => undefined,
});
