import type { Adviser } from '../../ports/adviser.ts';

/** The rules have spoken already: they are always there, need no key, and add nothing to themselves. */
export const rulesAdviser = (): Adviser => ({
  kind: 'rules',
  advise: async () => ({ is: 'nothing', exchanges: [], charges: [] }),
});
