import { flagdBackend } from './flagd.ts';
import { memoryFlagBackend } from './memory.ts';

/** The list: every adapter of the `FlagBackend` port. */
export const flagBackendAdapters = { flagd: flagdBackend, memory: memoryFlagBackend };
