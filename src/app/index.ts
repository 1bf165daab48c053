import { init } from './init.ts';
import type { Operation } from './operation.ts';
import { policy } from './policy.ts';

/** The list: what a user can ask for. A new operation is one file and one line here. */
export const operations: readonly Operation[] = [init, policy];
