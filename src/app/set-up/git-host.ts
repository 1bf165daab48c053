import { HOSTS, type HostName } from '../../ports/pr-host.ts';
import type { Files } from '../../ports/files.ts';
import { inFolder, isWhole } from '../folders.ts';

export type Hosted = { readonly host?: HostName | undefined; readonly repository?: string | undefined };

/** Where this repository comes from, as its own settings say, or the files that only one host reads. */
export const hostOf = async (root: string, files: Pick<Files, 'read' | 'exists'>): Promise<Hosted> => {
  const settings = await files.read(inFolder(await gitFolder(root, files), 'config'), MOST_BYTES);
  const named = settings.ok ? remoteIn(settings.value) : {};
  if (named.host !== undefined) return named;
  const [github, gitlab] = await Promise.all([
    files.exists(inFolder(root, '.github')),
    files.exists(inFolder(root, '.gitlab-ci.yml')),
  ]);
  return { ...named, host: gitlab ? 'gitlab' : github ? 'github' : undefined };
};

const MOST_BYTES = 256 * 1024;

/** In a second working tree `.git` is a file that says where the folder is, and that folder says what it shares. */
const gitFolder = async (root: string, { read }: Pick<Files, 'read'>): Promise<string> => {
  const here = inFolder(root, '.git');
  const pointer = await read(here, MOST_BYTES);
  const named = pointer.ok ? /^gitdir: (.+)$/m.exec(pointer.value)?.[1]?.trim() : undefined;
  if (named === undefined) return here;
  const own = from(root, named);
  const shared = await read(inFolder(own, 'commondir'), MOST_BYTES);
  return shared.ok ? from(own, shared.value.trim()) : own;
};

const from = (folder: string, path: string): string => (isWhole(path) ? path : inFolder(folder, path));

/** The address of `origin`. A name or a token in it is left where it is. */
export const remoteIn = (settings: string): Hosted => {
  const lines = settings.split(/\r?\n/).map((line) => line.trim());
  const begins = lines.indexOf('[remote "origin"]');
  if (begins < 0) return {};
  const own = lines.slice(begins + 1);
  const ends = own.findIndex((line) => line.startsWith('['));
  const url = own
    .slice(0, ends < 0 ? own.length : ends)
    .find((line) => /^url *=/.test(line))
    ?.replace(/^url *= */, '');
  return url === undefined ? {} : placeIn(url);
};

const placeIn = (url: string): Hosted => {
  const bare = url.includes('://') ? url.slice(url.indexOf('://') + 3) : url.replace(':', '/');
  const [authority = '', ...path] = bare.split('/');
  const server = authority.slice(authority.lastIndexOf('@') + 1).replace(/:\d+$/, '');
  const repository = path
    .filter((part) => part !== '')
    .join('/')
    .replace(/\.git$/, '');
  const host = HOSTS.find((name) => server.toLowerCase().split('.').includes(name));
  return {
    ...(host === undefined ? {} : { host }),
    ...(/^[\w.-]+(?:\/[\w.-]+)+$/.test(repository) ? { repository } : {}),
  };
};
