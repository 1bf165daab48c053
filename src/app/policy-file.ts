import { builtInPolicy, type EffectivePolicy } from '../core/policy/built-in.ts';
import { failed, ok, problem, type Problem, type Result } from '../core/problem.ts';
import { readJson } from '../core/values/json.ts';
import type { Files } from '../ports/files.ts';
import { foldersUpToRoot, inFolder } from './folders.ts';
import { readYaml, type Written } from './yaml.ts';

export type { EffectivePolicy } from '../core/policy/built-in.ts';

export const POLICY_FILE = 'rampart.yaml';

/** By falling rank: where several stand in one folder, the first is read. */
export const POLICY_NAMES: readonly string[] = [POLICY_FILE, 'rampart.yml', '.rampart.yaml'];
const POLICY_MAX_BYTES = 1024 * 1024;

/** The rules in force: those of the file that is named, else of the one that is found, else what is built in. */
export const loadPolicy = async (ports: Looking, file: string | undefined): Promise<Result<EffectivePolicy>> => {
  const [found, ...others] = file === undefined ? await find(ports) : [{ path: file, source: file }];
  if (found === undefined) return ok(builtInPolicy());
  const text = await ports.files.read(found.path, POLICY_MAX_BYTES);
  if (!text.ok) return text;
  const written = await read(text.value, found.source);
  if (!written.ok) return written;
  // Loaded with the first file: the built-in rules need neither their schema nor their reader.
  const { effectivePolicy } = await import('../core/policy/effective.ts');
  const effective = effectivePolicy(written.value.value ?? {}, found.source, written.value.lineOf);
  return effective.ok ? ok(effective.value, [...effective.warnings, ...others.map(notRead(found))]) : effective;
};

/** Where the rules of a team stand: as they lie in a folder, or as a commit has them. */
export type Looking = { readonly files: Pick<Files, 'read' | 'exists'>; readonly folder: string };

/** A file to open, and what people call it. */
type Found = { readonly path: string; readonly source: string };

const read = async (text: string, source: string): Promise<Result<Written>> => {
  if (!source.endsWith('.json')) return readYaml(text, 'policy', source);
  const json = readJson(text, 'policy', source);
  return json.ok ? ok({ value: json.value, lineOf: () => undefined }) : failed(...json.problems);
};

/** All policies of the nearest folder that has one, up to the root of the repository; outside of one, of this folder only. */
const find = async ({ files, folder }: Looking): Promise<readonly Found[]> => {
  const { folders } = await foldersUpToRoot(folder, files);
  for (const { path, up } of folders) {
    const here = POLICY_NAMES.map((name) => ({ path: inFolder(path, name), source: `${'../'.repeat(up)}${name}` }));
    const there = await Promise.all(here.map((one) => files.exists(one.path)));
    if (there.includes(true)) return here.filter((_, at) => there[at]);
  }
  return [];
};

const notRead =
  (found: Found) =>
  ({ source }: Found): Problem =>
    problem({
      kind: 'usage',
      code: 'policy-not-read',
      path: source,
      message: `is not read: ${found.source} stands beside it and comes first`,
      hint: 'keep one of the two',
      severity: 'warning',
    });
