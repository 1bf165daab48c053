import { z } from 'zod';
import type { FlagState } from '../../core/flags/flag-state.ts';
import { failed, ok } from '../../core/problem.ts';
import { canonicalJson } from '../../core/values/digest.ts';
import { flagBackendAdapter } from '../../ports/adapter.ts';
import type { FlagBackend } from '../../ports/flag-backend.ts';
import { listedBy, pageOf } from './listing.ts';
import { flagProblems } from './problems.ts';

/** Flags that live as long as their holder: for demonstrations, simulations and tests. */
export const memoryFlagBackend = (held: readonly FlagState[] = []): FlagBackend => {
  const flags = new Map<string, FlagState>();
  let writes = 0;
  const keep = (flag: FlagState): void => {
    writes += 1;
    flags.set(flag.key, { ...structuredClone(flag), revision: `${writes}` });
  };
  for (const flag of held) keep(flag);
  return {
    capabilities: CAPABILITIES,
    read: async (keys) => ok(structuredClone(keys.flatMap((key) => flags.get(key) ?? []))),
    write: async (flag, expectedRevision) => {
      const there = flags.get(flag.key);
      if (there && contents(there) === contents(flag)) return ok(undefined);
      if (there?.revision !== expectedRevision) return failed(flagProblems.moved(flag.key, there !== undefined));
      keep(flag);
      return ok(undefined);
    },
    list: (page) =>
      listedBy(pageOf(flags.keys(), page), (key) => {
        const flag = flags.get(key);
        return ok(flag && { flag: structuredClone(flag) });
      }),
  };
};

const contents = ({ revision: _, ...flag }: FlagState): string => canonicalJson(flag);

const CAPABILITIES = {
  stepPercent: 0.001,
  segments: true,
  conditions: true,
  allowList: true,
  places: true,
  variants: true,
  prerequisites: true,
  sticky: true,
  monotone: true,
  revisioned: true,
  listed: true,
};

export const memory = flagBackendAdapter({
  name: 'memory',
  about: 'flags that live as long as their holder: for demonstrations, simulations and tests',
  place: { what: 'nothing', example: 'memory', takes: ['file'] },
  options: z.strictObject({}),
  secrets: [],
  notes: ['Opened by name it begins empty, and is gone with the process.'],
  capabilities: CAPABILITIES,
  connect: async () => ok(memoryFlagBackend()),
});
