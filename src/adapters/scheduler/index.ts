import { graphileScheduler } from './graphile.ts';
import { inProcessScheduler } from './in-process.ts';

/** The list: every adapter of the `Scheduler` port. */
export const schedulerAdapters = { graphile: graphileScheduler, 'in-process': inProcessScheduler };
