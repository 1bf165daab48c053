import { digestOf, type Sha256 } from '../values/digest.ts';
import { DEFAULT_POLICY } from './defaults/index.ts';
import type { Policy } from './policy.ts';

export type EffectivePolicy = {
  readonly policy: Policy;
  /** Where each value that is not built in was written, by its path in words: `schedule.timeZone` → `rampart.yaml:12`. */
  readonly origins: ReadonlyMap<string, string>;
  /** The file, or undefined where everything is built in. */
  readonly source: string | undefined;
  readonly sha256: Sha256;
};

/** What holds where no file was written. */
export const builtInPolicy = (): EffectivePolicy => ({
  policy: DEFAULT_POLICY,
  origins: new Map(),
  source: undefined,
  sha256: digestOf(DEFAULT_POLICY),
});
