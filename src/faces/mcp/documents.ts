import type { AgentDesk } from '../../app/agents/desk.ts';
import { failed, ok, problem, type Problem, type Result } from '../../core/problem.ts';
import type { Files, Input } from '../../ports/files.ts';
import { inPieces } from '../../ports/pieces.ts';
import { digestIn, isDigest } from './schema.ts';
import type { ToolRow } from './tools.ts';

/** What an operation is given in place of what a model said: paths, and what is found under them. */
export type Given = {
  readonly input: Readonly<Record<string, unknown>>;
  readonly documents: ReadonlyMap<string, string>;
};

/** Documents become files that only this call can see; a digest that nobody knows here is said to be unknown. */
export const documentsOf = async (
  row: ToolRow,
  args: Readonly<Record<string, unknown>>,
  desk: Pick<AgentDesk, 'plan'>,
): Promise<Result<Given>> => {
  const documents = new Map<string, string>();
  const input: Record<string, unknown> = {};
  const problems: Problem[] = [];
  for (const [key, value] of Object.entries(args)) {
    const text = await textOf(row, key, value, desk);
    if (!text.ok) problems.push(...text.problems);
    else if (text.value === undefined) input[key] = value;
    else {
      input[key] = `${PLACE}${key}`;
      documents.set(`${PLACE}${key}`, text.value);
    }
  }
  return problems.length > 0 ? failed(...problems) : ok({ input, documents });
};

/** How such a document is called where something is wrong with it. */
const PLACE = 'given:';

/** The text of a document; undefined for what is none. */
const textOf = async (
  { plans: keys, operation }: ToolRow,
  key: string,
  value: unknown,
  desk: Pick<AgentDesk, 'plan'>,
): Promise<Result<string | undefined>> => {
  const isPlan = keys.includes(key);
  if (isPlan && typeof value === 'string') return isDigest(value) ? planBy(value, key, desk) : ok(undefined);
  if (typeof value === 'object' && value !== null && (isPlan || key === 'opinion')) return ok(JSON.stringify(value));
  const isChange = operation === 'plan' || operation === 'risk';
  return ok(isChange && WORDS.has(key) && typeof value === 'string' ? value : undefined);
};

const planBy = async (name: string, key: string, desk: Pick<AgentDesk, 'plan'>): Promise<Result<string>> => {
  const plan = await desk.plan(digestIn(name));
  if (!plan.ok) return plan;
  return plan.value === undefined ? failed(noSuchPlan(key)) : ok(plan.value);
};

/** What is said of a change is what it says. On a command line it may be the name of a file; a model names none. */
const WORDS: ReadonlySet<string> = new Set(['diff', 'description']);

const noSuchPlan = (key: string) =>
  problem({
    kind: 'usage',
    code: 'no-such-plan',
    path: key,
    message: 'no plan with that digest was made here within the last day',
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
    return text === undefined ? files.stream(path) : ok(inPieces(text));
  },
});

/** The standard input is the protocol's own: no operation may read from it. */
export const NO_INPUT: Input = {
  typed: true,
  stream: () => inPieces(''),
  piped: async () => false,
};
