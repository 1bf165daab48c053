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

const namesOf = ({ Request, Response }: PropertyDescriptorMap): PropertyDescriptorMap => ({
  ...(Request ? { Request } : {}),
  ...(Response ? { Response } : {}),
});
const platform = namesOf(Object.getOwnPropertyDescriptors(globalThis));
let faked: PropertyDescriptorMap = {};

// No test reaches the network: a request that no fake world answers fails the test that made it.
beforeAll(() => {
  network.listen({ onUnhandledFrame: 'error' });
  faked = namesOf(Object.getOwnPropertyDescriptors(globalThis));
});

// The service puts a Request and a Response of its own in the place of the platform's, for the whole process: first the
// network finds what it had put there, then the next file what the platform has.
afterAll(() => {
  Object.defineProperties(globalThis, faked);
  network.close();
  Object.defineProperties(globalThis, platform);
});
