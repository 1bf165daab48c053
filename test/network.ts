import { setupServer } from 'msw/node';

/** The one network of a worker, whatever files share it. */
export const network = setupServer();
