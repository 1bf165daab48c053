import fc from 'fast-check';
import { afterAll, beforeAll } from 'vitest';
import { network } from './network.ts';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  throw new Error(
    `Rampart's tests need Node 22.18 or newer and run on ${process.version}: start them with "npm test".`,
  );
}

/** Chance is an argument here too: the same run everywhere, and another one with `SEED=7 npm test`. */
fc.configureGlobal({ seed: Number(process.env['SEED'] ?? 20_261_120) });

// No test reaches the network: a request that no fake world answers fails the test that made it.
let before: PropertyDescriptorMap = {};
beforeAll(() => {
  network.listen({ onUnhandledFrame: 'error' });
  const { Request, Response } = Object.getOwnPropertyDescriptors(globalThis);
  before = { Request, Response };
});

// The service takes the place of Request and Response in its process: the next file gets those that were there.
afterAll(() => {
  Object.defineProperties(globalThis, before);
  network.close();
});
