import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import type { Plant } from './plants.ts';

export const SRC = new URL('../../src/', import.meta.url);

/** From here on this process reads one file of src with a bug in it, if it has not read it yet. The file stays as it is. */
export const plantIn = ({ file, find, put }: Plant): void => {
  const { href } = new URL(file, SRC);
  registerHooks({
    load: (url, context, next) =>
      url === href
        ? {
            format: 'module-typescript',
            shortCircuit: true,
            source: readFileSync(new URL(href), 'utf8').replace(find, () => put),
          }
        : next(url, context),
  });
};
