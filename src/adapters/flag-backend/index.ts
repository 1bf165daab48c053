import type { AdapterList, FlagBackendAdapter } from '../../ports/adapter.ts';

/** The list: every adapter of the `FlagBackend` port, loaded when somebody asks for it. */
export const flagBackends = {
  configcat: async () => (await import('./configcat.ts')).configcat,
  env: async () => (await import('./env.ts')).env,
  exec: async () => (await import('./exec.ts')).exec,
  flagd: async () => (await import('./flagd.ts')).flagd,
  flipt: async () => (await import('./flipt.ts')).flipt,
  'go-feature-flag': async () => (await import('./go-feature-flag.ts')).goFeatureFlag,
  growthbook: async () => (await import('./growthbook.ts')).growthbook,
  http: async () => (await import('./http.ts')).http,
  launchdarkly: async () => (await import('./launchdarkly.ts')).launchdarkly,
  memory: async () => (await import('./memory.ts')).memory,
  posthog: async () => (await import('./posthog.ts')).posthog,
  rampart: async () => (await import('./rampart.ts')).rampart,
  sql: async () => (await import('./sql.ts')).sql,
  unleash: async () => (await import('./unleash.ts')).unleash,
} as const satisfies AdapterList<FlagBackendAdapter>;
