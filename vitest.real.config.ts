import { defineConfig } from 'vitest/config';
import { closingLine } from './test/closing-line.ts';

/** Real servers, one file after the other: what fails here fails because of them, and not because of the machine's load. */
export default defineConfig({
  test: {
    include: ['test/real/**/*.test.ts'],
    reporters: ['default', closingLine()],
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 180_000,
  },
});
