import { NOT_STARTED } from '../../core/plan/report/moments.ts';
import type { NewsKind } from '../../core/rollout/news.ts';
import type { Ports } from '../operation.ts';
import type { Draft } from './draft.ts';

/** What people would be told, and on what occasion. */
export type Told = { readonly kind: NewsKind; readonly text: string };

/** The announcements of the plan as it is now. What only a rollout knows, they say is not known yet. */
export const textsOf = ({ plan }: Draft, { announcement }: Pick<Ports, 'announcement'>): Promise<readonly Told[]> =>
  Promise.all(
    KINDS.map(async (kind) => ({ kind, text: await announcement(kind, plan, { starts: '', moment: NOT_STARTED }) })),
  );

const KINDS: readonly NewsKind[] = ['before', 'progress', 'complete', 'rollback'];
