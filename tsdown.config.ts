import { defineConfig } from 'tsdown';

export default defineConfig({
  entry: { main: 'src/main.ts', index: 'src/index.ts' },
  format: 'esm',
  platform: 'node',
  target: 'node22',
  outDir: 'dist',
  dts: true,
  define: { 'process.env.NODE_ENV': '"production"' },
});
