import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { UserConfig } from 'tsdown';
import { IN_BROWSER } from './notices.ts';

const SOURCE = new URL('../src/faces/dashboard/', import.meta.url);
const PACKAGES = new URL('../node_modules/', import.meta.url);

/** In the order in which one may overrule the other. */
const STYLES: readonly URL[] = [
  new URL('uplot/dist/uPlot.min.css', PACKAGES),
  ...['base', 'parts', 'list', 'rollout', 'dialog', 'pages', 'print'].map(
    (name) => new URL(`look/${name}.css`, SOURCE),
  ),
];

/** What a browser gets: scripts and style under names that change with what is in them, each squeezed beforehand. */
export const dashboardBuild = (outDir: string): UserConfig => ({
  name: 'dashboard',
  entry: { dashboard: 'src/faces/dashboard/main.tsx' },
  format: 'esm',
  platform: 'browser',
  target: ['chrome111', 'firefox113', 'safari16.4'],
  outDir,
  dts: false,
  minify: true,
  // Cleaned with the folder above; a second time it would be gone while that is being written.
  clean: false,
  logLevel: 'warn',
  define: { 'process.env.NODE_ENV': '"production"' },
  deps: { alwaysBundle: [/./], onlyBundle: [...IN_BROWSER] },
  outputOptions: { entryFileNames: '[name]-[hash].js', chunkFileNames: '[name]-[hash].js' },
  plugins: [schemasStayBehind],
  inputOptions: { transform: { jsx: JSX } },
  hooks: { 'build:done': async ({ chunks }) => finish(outDir, new Set(chunks.map(({ fileName }) => fileName))) },
});

/**
 * Words and rules of core are used in a browser as they are. Beside them stand schemas, which weigh more than the whole
 * page, and which nothing here checks with: they can be declared, and whoever would check with one is told that.
 */
const schemasStayBehind = {
  name: 'schemas-stay-behind',
  resolveId: (name: string) => (name === 'zod' ? NO_SCHEMAS : undefined),
  load: (id: string) => (id === NO_SCHEMAS ? STAND_IN : undefined),
};

const NO_SCHEMAS = '\0no-schemas';
const STAND_IN = `const no = () => { throw new Error('nothing is checked with a schema in a browser'); };
export const z = new Proxy(() => z, { get: (_, name) => (/parse/i.test(String(name)) ? no : z) });`;

const JSX = { runtime: 'automatic', importSource: 'preact' } as const;

const finish = async (folder: string, scripts: ReadonlySet<string>): Promise<void> => {
  await mkdir(folder, { recursive: true });
  const style = await styleIn(folder);
  const icon = await named(folder, 'icon', 'svg', await readFile(new URL('look/icon.svg', SOURCE), 'utf8'));
  const script = [...scripts].find((name) => /^dashboard-[\w-]+\.js$/.test(name));
  if (script === undefined) throw new Error('the dashboard was built without its entry');
  const page = await readFile(new URL('page.html', SOURCE), 'utf8');
  const filled = page.replace('%SCRIPT%', script).replace('%STYLE%', style).replace('%ICON%', icon);
  await writeFile(`${folder}/index.html`, filled);
  for (const name of await readdir(folder)) await squeezed(`${folder}/${name}`);
};

const styleIn = async (folder: string): Promise<string> => {
  const texts = await Promise.all(STYLES.map((file) => readFile(file, 'utf8')));
  return named(folder, 'style', 'css', texts.map(bare).join('\n'));
};

/** Without what only people read. */
const bare = (css: string): string =>
  css.replaceAll(/\/\*[^*]*\*+(?:[^/*][^*]*\*+)*\//g, '').replaceAll(/\n\s*/g, '\n');

const named = async (folder: string, name: string, ending: string, text: string): Promise<string> => {
  const hash = createHash('sha256').update(text).digest('base64url').slice(0, 8);
  const file = `${name}-${hash}.${ending}`;
  await writeFile(`${folder}/${file}`, text);
  return file;
};

const squeezed = async (file: string): Promise<void> => {
  if (/\.(?:br|gz)$/.test(file)) return;
  const bytes = await readFile(file);
  const best = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } };
  await writeFile(`${file}.br`, await promisify(brotliCompress)(bytes, best));
  await writeFile(`${file}.gz`, await promisify(gzip)(bytes, { level: 9 }));
};
