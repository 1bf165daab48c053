import { memoryFlagBackend } from '../../src/adapters/flag-backend/memory.ts';
import { flagdWorld } from './flagd.ts';
import { httpWorld } from './http.ts';
import type { FlagWorld } from './world.ts';

/** Every flag backend of the list has its world here; the contract suites fail for one that has none. */
export const FLAG_WORLDS: Readonly<Record<string, () => Promise<FlagWorld>>> = {
  flagd: async () => ({ backend: flagdWorld() }),
  http: httpWorld,
  memory: async () => ({ backend: memoryFlagBackend() }),
};
