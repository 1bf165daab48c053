import { memoryFlagBackend } from '../../src/adapters/flag-backend/memory.ts';
import { configcatWorld } from './configcat.ts';
import { envWorld } from './env.ts';
import { execWorld } from './exec.ts';
import { flagdWorld } from './flagd.ts';
import { githubWorld } from './github.ts';
import { gitlabWorld } from './gitlab.ts';
import { fliptWorld } from './flipt.ts';
import { goffWorld } from './go-feature-flag.ts';
import type { HostWorld, WorldAsked } from './host.ts';
import { growthbookWorld } from './growthbook.ts';
import { httpWorld } from './http.ts';
import { launchdarklyWorld } from './launchdarkly.ts';
import { posthogWorld } from './posthog.ts';
import { rampartWorld } from './rampart.ts';
import { pilotWorld } from './sql.pilot.ts';
import { unleashWorld } from './unleash.ts';
import type { FlagWorld } from './world.ts';

/** Every flag backend of the list has its world here; the contract suites fail for one that has none. */
export const FLAG_WORLDS: Readonly<Record<string, () => Promise<FlagWorld>>> = {
  configcat: configcatWorld,
  env: envWorld,
  exec: execWorld,
  flagd: async () => ({ backend: flagdWorld() }),
  flipt: fliptWorld,
  'go-feature-flag': goffWorld,
  growthbook: growthbookWorld,
  http: httpWorld,
  launchdarkly: launchdarklyWorld,
  memory: async () => ({ backend: memoryFlagBackend() }),
  posthog: posthogWorld,
  rampart: rampartWorld,
  sql: pilotWorld,
  unleash: unleashWorld,
};

/** Every host of the list, likewise. */
export const HOST_WORLDS: Readonly<Record<string, (asked?: WorldAsked) => HostWorld>> = {
  github: githubWorld,
  gitlab: gitlabWorld,
};
