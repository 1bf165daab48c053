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
  simulate: async () => (await import('./simulate.ts')).simulate,
  analyze: async () => (await import('./analyze.ts')).analyze,
  program: async () => (await import('./program.ts')).program,
  programs: async () => (await import('./programs.ts')).programs,
  apply: async () => (await import('./apply.ts')).apply,
  tick: async () => (await import('./tick.ts')).tick,
  status: async () => (await import('./status.ts')).status,
  list: async () => (await import('./list.ts')).list,
  why: async () => (await import('./why.ts')).why,
  result: async () => (await import('./result.ts')).result,
  watch: async () => (await import('./watch.ts')).watch,
  log: async () => (await import('./log.ts')).log,
  preview: async () => (await import('./preview.ts')).preview,
  approve: async () => (await import('./approve.ts')).approve,
  confirm: async () => (await import('./confirm.ts')).confirm,
  pause: async () => (await import('./pause.ts')).pause,
  resume: async () => (await import('./resume.ts')).resume,
  hold: async () => (await import('./hold.ts')).hold,
  advance: async () => (await import('./advance.ts')).advance,
  rollback: async () => (await import('./rollback.ts')).rollback,
  abort: async () => (await import('./abort.ts')).abort,
  restart: async () => (await import('./restart.ts')).restart,
  freeze: async () => (await import('./freeze.ts')).freeze,
  unfreeze: async () => (await import('./unfreeze.ts')).unfreeze,
  replay: async () => (await import('./replay.ts')).replay,
  comment: async () => (await import('./comment.ts')).comment,
  tell: async () => (await import('./tell.ts')).tell,
  merged: async () => (await import('./merged.ts')).merged,
  respond: async () => (await import('./respond.ts')).respond,
  doctor: async () => (await import('./doctor.ts')).doctor,
  gate: async () => (await import('./gate.ts')).gate,
  mcp: async () => (await import('./mcp.ts')).mcp,
  audit: async () => (await import('./audit.ts')).audit,
  'access issue': async () => (await import('./access/issue.ts')).accessIssue,
  'access list': async () => (await import('./access/list.ts')).accessList,
  'access revoke': async () => (await import('./access/revoke.ts')).accessRevoke,
  serve: async () => (await import('./serve.ts')).serve,
  'flags rollout': async () => (await import('./flags/rollout.ts')).flagsRollout,
  'flags canary': async () => (await import('./flags/canary.ts')).flagsCanary,
  'flags canary-add': async () => (await import('./flags/canary-add.ts')).flagsCanaryAdd,
  'flags canary-remove': async () => (await import('./flags/canary-remove.ts')).flagsCanaryRemove,
  'flags canary-list': async () => (await import('./flags/canary-list.ts')).flagsCanaryList,
  'flags get': async () => (await import('./flags/get.ts')).flagsGet,
  'flags stale': async () => (await import('./flags/stale.ts')).flagsStale,
  'flags status': async () => (await import('./flags/status.ts')).flagsStatus,
  import: async () => (await import('./import.ts')).importFlags,
  export: async () => (await import('./export.ts')).exportPlan,
  'export-log': async () => (await import('./export-log.ts')).exportLog,
  'import-log': async () => (await import('./import-log.ts')).importLog,
  migrate: async () => (await import('./migrate.ts')).migrate,
  demo: async () => (await import('./demo.ts')).demo,
} satisfies Record<string, Load>;

export type OperationName = keyof typeof operations;

export type Operations = Readonly<Record<string, Load>>;

/** Those that the words may mean: the one that is named, else those of the group that is named, else all of them. */
export const operationsFor = (words: readonly string[], all: Operations): Promise<Operation[]> => {
  const [first = '', second = ''] = words;
  const named = Object.entries(all).filter(([name]) => name === first || name === `${first} ${second}`);
  const group = Object.entries(all).filter(([name]) => name.startsWith(`${first} `));
  const meant = [named, group, Object.entries(all)].find((some) => some.length > 0) ?? [];
  return Promise.all(meant.map(([, load]) => load()));
};
