import { definitionRoutes } from './definitions.ts';
import { evaluateRoutes } from './evaluate.ts';
import { lookRoutes } from './looks.ts';
import { ofrepRoutes } from './ofrep.ts';
import { restRoutes } from './rest.ts';
import type { FlagRoute } from './route.ts';
import { stateRoutes } from './states.ts';

/** The list: what can be asked of our own flags, beside the channel on which changes are told. */
export const flagRoutes: readonly FlagRoute[] = [
  ...evaluateRoutes,
  ...lookRoutes,
  ...restRoutes,
  ...ofrepRoutes,
  ...definitionRoutes,
  ...stateRoutes,
];

/** Without an environment in the path they are those of the users. */
export const FLAG_BASES = ['', '/environments/:environment'] as const;
