import { schedulerAdapters } from '../../src/adapters/scheduler/index.ts';
import { type SchedulerWorld, schedulerSuite } from '../helpers/scheduler-suite.ts';
import { aTimeline } from '../helpers/timeline.ts';

/** Those that need a server are held to the same in test/real. */
const WORLDS: Readonly<Record<string, () => Promise<SchedulerWorld>>> = {
  'in-process': async () => {
    const time = aTimeline();
    return { ...time, scheduler: schedulerAdapters['in-process'](time.clock) };
  },
};

for (const [name, world] of Object.entries(WORLDS)) schedulerSuite(name, world, 1000);
