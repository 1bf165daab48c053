import { systemClock } from './system.ts';

/** The list: every adapter of the `Clock` port. */
export const clockAdapters = { system: systemClock };
