import type { Bundle } from '../../ports/files.ts';
import type { Views } from './views.ts';

/** The list of views, by operation. */
export const views = (_bundle: Bundle): Views => ({});
