/** Adapters that need no fake vendor, and why. `port/adapter` as under src/adapters. */
export const WITHOUT_WORLD: Readonly<Record<string, string>> = {
  'repository/git': 'the real git stands behind it: its tests make repositories of their own',
  'repository/memory': 'the change that a test hands it is its world',
  'files/memory': 'the map that a test hands it is its world',
  'files/node': 'no vendor stands behind it: its tests give it a folder of their own',
};
