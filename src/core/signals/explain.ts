import type { Entry } from './detector.ts';
import { SIGNALS } from './index.ts';

/** What a signal means and how it may be answered, by its id; undefined for a name that no detector gives. */
export const explainSignal = (id: string): (Entry & { readonly id: string }) | undefined => {
  const entry = SIGNALS.get(id);
  return entry === undefined ? undefined : { id, ...entry };
};
