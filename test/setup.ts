import { setupServer } from 'msw/node';
import { afterAll, beforeAll } from 'vitest';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  throw new Error(
    `Rampart's tests need Node 22.18 or newer and run on ${process.version}: start them with "npm test".`,
  );
}

/** No test reaches the network: a request that no fake world answers fails the test that made it. */
export const network = setupServer();

beforeAll(() => network.listen({ onUnhandledFrame: 'error' }));
afterAll(() => network.close());
