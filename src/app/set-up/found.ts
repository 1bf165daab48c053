import { z } from 'zod';
import { classify } from '../../core/change/classify.ts';
import type { FileClass } from '../../core/change/change.ts';
import { ok, type Result } from '../../core/problem.ts';
import { plainLine } from '../../core/values/quote.ts';
import { Line } from '../../core/values/text.ts';
import { HOSTS } from '../../ports/pr-host.ts';
import type { SearchHit } from '../../ports/repository.ts';
import { foldersUpToRoot, inFolder } from '../folders.ts';
import type { Ports } from '../operation.ts';
import { loadPolicy, POLICY_NAMES } from '../policy-file.ts';
import { hostOf } from './git-host.ts';
import { KNOWN, LANGUAGES, MANIFEST } from './known.ts';

const System = z.strictObject({
  of: z.enum(['flags', 'metrics']),
  system: z.string(),
  name: z.string().optional().meta({ description: 'the adapter for it; absent where there is none' }),
  at: z.string().meta({ description: 'a line that shows it, as path:line' }),
});
type System = z.infer<typeof System>;

/** What a repository says of itself, before anybody is asked. */
export const Found = z.strictObject({
  host: z.enum(HOSTS).optional(),
  repository: z.string().optional(),
  languages: z.array(z.strictObject({ name: z.string(), at: z.string() })),
  systems: z.array(System),
  policy: z.strictObject({ path: z.string(), backend: z.string().optional() }).optional(),
  unread: Line.optional().meta({ description: 'why the code could not be looked through' }),
});
export type Found = z.infer<typeof Found>;

/** Looks at the repository from here: its host, its languages, the flag and metric systems that it speaks to. */
export const lookAtProject = async (ports: Ports): Promise<Found> => {
  const { folders, root = ports.folder } = await foldersUpToRoot(ports.folder, ports.files);
  const [pipeline, hosted, languages, systems, policy] = await Promise.all([
    ports.pipeline(),
    hostOf(root, ports.files),
    languagesIn([...new Set([ports.folder, ...folders.map(({ path }) => path)])], ports),
    systemsIn(ports),
    policyHere(ports),
  ]);
  const host = pipeline.host ?? hosted.host;
  const repository = pipeline.repository ?? hosted.repository;
  return {
    ...(host === undefined ? {} : { host }),
    ...(repository === undefined ? {} : { repository }),
    languages,
    systems: systems.ok ? [...systems.value] : [],
    ...(policy === undefined ? {} : { policy }),
    ...(systems.ok ? {} : { unread: plainLine(systems.problems[0]?.message ?? '') }),
  };
};

/** In this folder and those above it; each language once. */
const languagesIn = async (folders: readonly string[], { files }: Ports): Promise<Found['languages']> => {
  const rows = folders.flatMap((folder) => LANGUAGES.map(([at, name]) => ({ at, name, path: inFolder(folder, at) })));
  const there = await Promise.all(rows.map(({ path }) => files.exists(path)));
  const found = rows.filter((_, nth) => there[nth]);
  const once = [...new Map(found.toReversed().map(({ name, at }) => [name, { name, at }])).values()].toReversed();
  // Whoever has a tsconfig.json has a package.json as well.
  return once.some(({ name }) => name === 'TypeScript') ? once.filter(({ name }) => name !== 'JavaScript') : once;
};

const SEARCH_MS = 10_000;

/** One look through the files that git keeps, for all words at once. */
const systemsIn = async ({ repository }: Ports): Promise<Result<readonly System[]>> => {
  const searched = await repository.search({ words: KNOWN.flatMap(({ words }) => words), timeMs: SEARCH_MS });
  return searched.ok ? ok(systemsAmong(searched.value.hits)) : searched;
};

/** What is depended on comes before what is only imported; in a text or a fixture it is only talked of. */
const systemsAmong = (hits: readonly SearchHit[]): readonly System[] => {
  const ours = hits.filter(({ path }) => !TALK.has(classify(path)));
  const manifests = ours.filter(({ path }) => MANIFEST.test(path.slice(path.lastIndexOf('/') + 1)));
  const found = [...namedIn(manifests), ...namedIn(ours.filter(({ text }) => IMPORT.test(text)))];
  return found.filter(({ system }, at) => found.findIndex((one) => one.system === system) === at);
};

/** Each system once, with the first line that names it. */
const namedIn = (hits: readonly SearchHit[]): readonly System[] =>
  KNOWN.flatMap(({ of, system, name, words }) => {
    const hit = hits.find(({ text }) => words.some((word) => text.includes(word)));
    return hit ? [{ of, system, ...(name === undefined ? {} : { name }), at: `${hit.path}:${hit.line}` }] : [];
  });

const IMPORT = /^\s*(?:import|from|use|using|require|include|\} from)\b|\b(?:require|import)\(/;
const TALK: ReadonlySet<FileClass> = new Set(['fixture', 'snapshot', 'docs', 'generated', 'vendored', 'lockfile']);

/** The policy that is in force here; one that cannot be read is there as well. */
const policyHere = async (ports: Ports): Promise<Found['policy']> => {
  const loaded = await loadPolicy(ports, undefined);
  if (loaded.ok) {
    const { source, policy } = loaded.value;
    return source === undefined ? undefined : { path: source, backend: policy.backend };
  }
  const there = await Promise.all(POLICY_NAMES.map((name) => ports.files.exists(inFolder(ports.folder, name))));
  const path = POLICY_NAMES.find((_, at) => there[at]);
  return path === undefined ? undefined : { path };
};
