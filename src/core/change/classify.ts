import type { FileClass } from './change.ts';

const TEST = /(?:^|\/)(?:tests?|__tests__)\/|[._](?:test|spec)\.[a-z]+$/;

/** What kind of file this is, by its path and its first lines. */
export const classify = (path: string, _firstLines: readonly string[] = []): FileClass =>
  TEST.test(path) ? 'test' : 'shipped';
