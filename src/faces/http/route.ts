import { matchedRoutes } from 'hono/route';
import type { Asked } from './serving.ts';

/** The route that a request matched, for those who count: paths hold names of rollouts, and there is no end of those. */
export const routeOf = (c: Asked): string =>
  matchedRoutes(c).findLast(({ path }) => !path.endsWith('*'))?.path ?? 'none';
