import { api } from './api/part.ts';
import { dashboard } from './dashboard.ts';
import { events } from './events/part.ts';
import { flags } from './flags/part.ts';
import { health } from './health.ts';
import { hooks } from './hooks/part.ts';
import { mcp } from './mcp/part.ts';
import { openapi } from './openapi.ts';
import type { Part } from './serving.ts';
import { session } from './session.ts';

/** The list: everything the service answers. A new part is one folder and one line here. */
export const parts: readonly Part[] = [health, session, api, events, flags, openapi, hooks, mcp, dashboard];
