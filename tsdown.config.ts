import { defineConfig } from 'tsdown';
import { dashboardBuild } from './scripts/dashboard.ts';
import { INTO_BUNDLE, writeNotices } from './scripts/notices.ts';

/**
 * What every command needs is bundled, in chunks that load when they are used: a start costs half of what it does with
 * the packages apart. The heavy faces stay packages of their own. What a browser gets is built beside it.
 */
export default defineConfig([
  {
    entry: { main: 'src/main.ts', index: 'src/index.ts' },
    format: 'esm',
    platform: 'node',
    target: 'node22',
    outDir: 'dist',
    fixedExtension: false,
    dts: true,
    define: { 'process.env.NODE_ENV': '"production"' },
    deps: INTO_BUNDLE,
    hooks: { 'build:done': async () => writeNotices('dist') },
  },
  dashboardBuild('dist/dashboard'),
]);
