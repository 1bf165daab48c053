import { readdir, readFile, writeFile } from 'node:fs/promises';

/** Packages whose code ends up in dist/. Their licences go with it. */
const BUNDLED = [
  '@grpc/grpc-js',
  '@js-sdsl/ordered-map',
  '@modelcontextprotocol/core',
  '@modelcontextprotocol/server',
  '@noble/hashes',
  'canonicalize',
  'commander',
  'handlebars',
  'yaml',
  'zod',
] as const;

/** What goes into a bundle and what stays out: the last is asked for by who looks into gRPC from outside, which nobody can. */
export const INTO_BUNDLE = {
  alwaysBundle: BUNDLED.map((name) => new RegExp(`^${name}(/|$)`)),
  neverBundle: ['@grpc/proto-loader'],
  onlyBundle: false as const,
};

/** Packages whose code a browser gets, in dist/dashboard. */
export const IN_BROWSER = ['preact', 'uplot'] as const;

/** Writes the licence of every bundled package beside the bundle; fails where one has none. */
export const writeNotices = async (folder: string): Promise<void> => {
  const notices = await Promise.all([...BUNDLED, ...IN_BROWSER].map(noticeOf));
  await writeFile(`${folder}/THIRD-PARTY-LICENSES.txt`, notices.join(`\n${'-'.repeat(80)}\n\n`));
};

const noticeOf = async (name: string): Promise<string> => {
  const folder = new URL(`../node_modules/${name}/`, import.meta.url);
  const { version, license } = JSON.parse(await readFile(new URL('package.json', folder), 'utf8'));
  const file = (await readdir(folder)).find((one) => /^licen[cs]e/i.test(one));
  if (!file) throw new Error(`${name} comes without a licence file`);
  return `${name} ${version} (${license})\n\n${await readFile(new URL(file, folder), 'utf8')}`;
};
