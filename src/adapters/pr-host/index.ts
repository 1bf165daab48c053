import type { AdapterList } from '../../ports/adapter.ts';
import type { PrHostAdapter } from '../../ports/pr-host.ts';

/** The list: every adapter of the `PrHost` port. */
export const prHosts: AdapterList<PrHostAdapter> = {
  github: async () => (await import('./github.ts')).github,
  gitlab: async () => (await import('./gitlab.ts')).gitlab,
};
