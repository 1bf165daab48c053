import { inProcessScheduler } from './in-process.ts';

/** The list: every adapter of the `Scheduler` port. */
export const schedulerAdapters = { 'in-process': inProcessScheduler };
