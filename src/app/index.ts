import type { Operation } from './operation.ts';

/** The list: what a user can ask for. A new operation is one file and one line here. */
export const operations: readonly Operation[] = [];
