import { githubHost } from './github.ts';

/** The list: every adapter of the `PrHost` port. */
export const prHostAdapters = { github: githubHost };
