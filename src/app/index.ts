import type { Operation } from './operation.ts';

type Load = () => Promise<Operation>;

/**
 * The list: what a user can ask for, by name. A new operation is one file and one line here. Each is loaded when it is
 * asked for: checking a plan does not wait for the reader of diffs.
 */
export const operations = {
  plan: async () => (await import('./plan.ts')).plan,
  risk: async () => (await import('./risk.ts')).risk,
  show: async () => (await import('./show.ts')).show,
  check: async () => (await import('./check.ts')).check,
  diff: async () => (await import('./diff.ts')).diff,
  explain: async () => (await import('./explain.ts')).explain,
  policy: async () => (await import('./policy.ts')).policy,
  init: async () => (await import('./init.ts')).init,
  schema: async () => (await import('./schema.ts')).schema,
  apply: async () => (await import('./apply.ts')).apply,
  tick: async () => (await import('./tick.ts')).tick,
  status: async () => (await import('./status.ts')).status,
  demo: async () => (await import('./demo.ts')).demo,
} satisfies Record<string, Load>;

export type Operations = Readonly<Record<string, Load>>;

/** Those that the words may mean: the one that is named, else all of them. */
export const operationsFor = (words: readonly string[], all: Operations): Promise<Operation[]> => {
  const named = words[0] === undefined || !Object.hasOwn(all, words[0]) ? undefined : all[words[0]];
  return Promise.all((named ? [named] : Object.values(all)).map((load) => load()));
};
