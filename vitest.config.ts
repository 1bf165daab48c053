import { defineConfig } from 'vitest/config';
import { closingLine } from './test/closing-line.ts';

export default defineConfig({
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    exclude: ['test/real/**'],
    setupFiles: ['test/setup.ts'],
    reporters: ['default', closingLine()],
    testTimeout: 60_000,
    maxWorkers: '100%',
  },
});
