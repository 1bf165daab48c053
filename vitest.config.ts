import { defineConfig } from 'vitest/config';
import { closingLine } from './test/closing-line.ts';

export default defineConfig({
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    exclude: ['test/real/**'],
    setupFiles: ['test/setup.ts'],
    reporters: ['default', closingLine()],
    testTimeout: 60_000,
    // Every core, and one world of modules for all files of a worker: whoever keeps something in a module keeps it for the next.
    maxWorkers: '100%',
    isolate: false,
  },
});
