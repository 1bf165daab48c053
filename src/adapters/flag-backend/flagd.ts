import { z } from 'zod';
import type { FlagState } from '../../core/flags/flag-state.ts';
import { stateOf } from '../../core/flags/flagd-flag.ts';
import { failed, ok, type Problem, type Result } from '../../core/problem.ts';
import { flagBackendAdapter } from '../../ports/adapter.ts';
import type { FlagBackend } from '../../ports/flag-backend.ts';
import { definitionOf, revisionOf } from './flagd-definition.ts';
import { BUSY_MS, greetFile } from './flag-file.ts';
import { changeDefinition, type Definition, fileAt, readDefinition } from './flagd-file.ts';
import { textWith } from './flagd-writing.ts';
import { listedBy, listedFlag, pageOf } from './listing.ts';
import { flagProblems } from './problems.ts';

/**
 * flagd's definition file: no server is asked, flagd sees by itself that the file has changed. What is in it beside
 * the fields we set stays byte for byte. Where a plan names places, whoever evaluates says `server.index` or
 * `region.index` in the context.
 */
export const flagdBackend = (path: string, busyMs = BUSY_MS): FlagBackend => ({
  capabilities: CAPABILITIES,
  read: async (keys) => {
    const definition = readDefinition(path);
    return definition.ok ? readFlags(definition.value, keys, path) : definition;
  },
  write: async (flag, expected) =>
    changeDefinition(path, busyMs, ({ text, flags }) => {
      const found = definitionOf(flags, flag.key, path);
      return found.ok ? textWith(flag, { text, found: found.value, expected }) : found;
    }),
  greet: () => greetFile(fileAt(path)),
  list: async (page) => {
    const definition = readDefinition(path);
    if (!definition.ok) return definition;
    const { flags } = definition.value;
    return listedBy(pageOf(Object.keys(flags), page), (key) => {
      const found = definitionOf(flags, key, path);
      if (!found.ok || !found.value) return found.ok ? ok(undefined) : found;
      const { flag, doubt } = stateOf(key, found.value);
      return ok(listedFlag({ flag: { ...flag, revision: revisionOf(found.value) }, doubt }));
    });
  },
});

const readFlags = ({ flags }: Definition, keys: readonly string[], path: string): Result<readonly FlagState[]> => {
  const read: FlagState[] = [];
  const problems: Problem[] = [];
  const warnings: Problem[] = [];
  for (const key of keys) {
    const found = definitionOf(flags, key, path);
    if (!found.ok) problems.push(...found.problems);
    if (!found.ok || !found.value) continue;
    const { flag, doubt } = stateOf(key, found.value);
    read.push({ ...flag, revision: revisionOf(found.value) });
    if (doubt !== undefined) warnings.push(flagProblems.edited(key, doubt));
  }
  return problems.length > 0 ? failed(...problems) : ok(read, warnings);
};

const CAPABILITIES = {
  stepPercent: 0.001,
  segments: true,
  conditions: true,
  allowList: true,
  places: true,
  variants: true,
  prerequisites: false,
  sticky: true,
  monotone: true,
  revisioned: true,
  listed: true,
};

export const flagd = flagBackendAdapter({
  name: 'flagd',
  about: 'a flagd definition file: the embedded default, no server needed',
  place: { what: 'the definition file that flagd watches', example: 'flags.json', takes: ['file'] },
  options: z.strictObject({}),
  secrets: [],
  notes: [
    'The file must be there; a new one begins as `{"flags": {}}`. It is replaced whole, never half written, and what we do not set stays byte for byte.',
    'A user is known by the attribute that the plan names, else by `targetingKey`. Where a plan serves some servers or regions only, whoever evaluates says `server.index` or `region.index` in the context.',
    'Shares need an evaluator that buckets as flagd-core 0.15 or newer does: all of one kind, because older ones draw other users.',
    'It knows no prerequisites: the rollout waits for them, and whoever edits the file by hand is not stopped.',
  ],
  capabilities: CAPABILITIES,
  connect: async ({ at }) => ok(flagdBackend(at)),
});
