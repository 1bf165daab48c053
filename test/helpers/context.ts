import { memoryFiles } from '../../src/adapters/files/memory.ts';
import { secretsFrom } from '../../src/adapters/secrets.ts';
import type { Context } from '../../src/ports/adapter.ts';

/** What an adapter may use, where no server is spoken to and nobody waits. */
export const aContext = (env: Readonly<Record<string, string>> = {}): Context => {
  const files = memoryFiles(new Map());
  return {
    fetch: async () => Promise.reject(new Error('no server is spoken to here')),
    files,
    secret: secretsFrom(env, files),
    clock: { nowMs: () => 0, sleep: async () => undefined },
  };
};
