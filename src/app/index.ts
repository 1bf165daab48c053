import { check } from './check.ts';
import { demo } from './demo.ts';
import { diff } from './diff.ts';
import { explain } from './explain.ts';
import { init } from './init.ts';
import type { Operation } from './operation.ts';
import { plan } from './plan.ts';
import { policy } from './policy.ts';
import { risk } from './risk.ts';
import { schema } from './schema.ts';
import { show } from './show.ts';

/** The list: what a user can ask for. A new operation is one file and one line here. */
export const operations: readonly Operation[] = [plan, risk, show, check, diff, explain, policy, init, schema, demo];
