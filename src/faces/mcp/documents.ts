import { failed, ok, problem, type Result } from '../../core/problem.ts';
import type { Files, Input } from '../../ports/files.ts';
import { isDigest } from './schema.ts';
import type { ToolRow } from './tools.ts';

/** How many plans a session keeps: the newest. */
const KEPT = 50;

/** The plans that were made in this session, by their digest. */
export type Plans = {
  readonly keep: (plan: object, sha256: string) => string;
  readonly text: (digest: string) => string | undefined;
  readonly digests: () => readonly string[];
};

export const sessionPlans = (): Plans => {
  const held = new Map<string, string>();
  return {
    keep: (plan, sha256) => {
      const digest = `sha256:${sha256}`;
      held.delete(digest);
      held.set(digest, JSON.stringify(plan));
      const oldest = [...held.keys()][0];
      if (held.size > KEPT && oldest !== undefined) held.delete(oldest);
      return digest;
    },
    text: (digest) => held.get(digest),
    digests: () => [...held.keys()],
  };
};

/** What an operation is given in place of what a model said: paths, and what is found under them. */
export type Given = {
  readonly input: Readonly<Record<string, unknown>>;
  readonly documents: ReadonlyMap<string, string>;
};

/** Documents become files that only this call can see; a digest that nobody knows here is said to be unknown. */
export const documentsOf = (row: ToolRow, args: Readonly<Record<string, unknown>>, plans: Plans): Result<Given> => {
  const documents = new Map<string, string>();
  const input: Record<string, unknown> = {};
  const unknown: string[] = [];
  for (const [key, value] of Object.entries(args)) {
    const text = textOf(row, key, value, plans);
    if (text === undefined) input[key] = value;
    else if (text === UNKNOWN) unknown.push(key);
    else {
      input[key] = `${PLACE}${key}`;
      documents.set(`${PLACE}${key}`, text);
    }
  }
  return unknown.length > 0 ? failed(...unknown.map(noSuchPlan)) : ok({ input, documents });
};

/** How such a document is called where something is wrong with it. */
const PLACE = 'given:';
const UNKNOWN = Symbol('no such plan');

const textOf = (
  { plans: keys, operation }: ToolRow,
  key: string,
  value: unknown,
  plans: Plans,
): string | typeof UNKNOWN | undefined => {
  const isPlan = keys.includes(key);
  if (isPlan && typeof value === 'string') return isDigest(value) ? (plans.text(value) ?? UNKNOWN) : undefined;
  if (typeof value === 'object' && value !== null && (isPlan || key === 'opinion')) return JSON.stringify(value);
  const isChange = operation === 'plan' || operation === 'risk';
  return isChange && WORDS.has(key) && typeof value === 'string' ? value : undefined;
};

/** What is said of a change is what it says. On a command line it may be the name of a file; a model names none. */
const WORDS: ReadonlySet<string> = new Set(['diff', 'description']);

const noSuchPlan = (key: string) =>
  problem({
    kind: 'usage',
    code: 'no-such-plan',
    path: key,
    message: 'no plan with that digest was made in this session',
    hint: 'plan again with plan_rollout, or give the document or the path of its file',
  });

/** The files of this machine, with those documents before them. They can be read and never written. */
export const filesWith = (files: Files, documents: ReadonlyMap<string, string>): Files => ({
  ...files,
  read: async (path, maxBytes) => {
    const text = documents.get(path);
    return text === undefined ? files.read(path, maxBytes) : ok(text);
  },
  exists: async (path) => documents.has(path) || files.exists(path),
  stream: async (path) => {
    const text = documents.get(path);
    return text === undefined ? files.stream(path) : ok(once(new TextEncoder().encode(text)));
  },
});

async function* once(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}

/** The standard input is the protocol's own: no operation may read from it. */
export const NO_INPUT: Input = {
  typed: true,
  stream: () => once(new Uint8Array()),
  piped: async () => false,
};
