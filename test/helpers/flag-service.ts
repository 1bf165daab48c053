import { evaluators } from '../../src/adapters/evaluator/index.ts';
import { memoryEventLog } from '../../src/adapters/event-log/memory.ts';
import { type FlagService, openFlagService } from '../../src/app/flag-service/service.ts';
import { DEFAULT_POLICY } from '../../src/core/policy/defaults/index.ts';
import type { EventLog } from '../../src/ports/event-log.ts';
import { testClock } from './executor.ts';
import { worked } from './log.ts';

/** The flags of an environment, on a log in memory or one that is given. */
export const aFlagService = async (
  log: EventLog = memoryEventLog(),
  environment = 'production',
  looked: FlagService['looked'] = () => undefined,
): Promise<FlagService> =>
  worked(
    await openFlagService({
      log,
      environment,
      team: { rings: DEFAULT_POLICY.rings, bucketBy: DEFAULT_POLICY.flags.bucketBy },
      evaluator: evaluators['flagd-core'](),
      clock: testClock(),
      looked,
    }),
  );

export const ASKING = { by: { name: 'anna', roles: [] }, reason: 'because' };
