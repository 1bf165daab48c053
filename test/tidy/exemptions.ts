/** Adapters that need no fake vendor, and why. `port/adapter` as under src/adapters. */
export const WITHOUT_WORLD: Readonly<Record<string, string>> = {};
