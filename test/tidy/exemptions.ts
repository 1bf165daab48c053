/** Adapters that need no fake vendor, and why. `port/adapter` as under src/adapters. */
export const WITHOUT_WORLD: Readonly<Record<string, string>> = {
  'adviser/rules': 'nobody stands behind it: it adds nothing',
  'repository/git': 'the real git stands behind it: its tests make repositories of their own',
  'repository/memory': 'the change that a test hands it is its world',
  'evaluator/flagd-core': 'the real evaluator stands behind it: its tests ask that',
  'event-log/memory': 'it is real, and holds what a test appends',
  'event-log/postgres': 'a real PostgreSQL stands behind it: test/real/event-log.test.ts',
  'flag-backend/memory': 'it is real, and holds what a test writes',
  'metric-source/memory': 'the observations that a test hands it are its world',
  'clock/system': 'no vendor stands behind it',
  'scheduler/graphile': 'a real PostgreSQL stands behind it, in test/real',
  'scheduler/in-process': 'it is real, and wakes whom a test asks it to',
  'files/memory': 'the map that a test hands it is its world',
  'files/node': 'no vendor stands behind it: its tests give it a folder of their own',
};
