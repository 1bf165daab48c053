import { z } from 'zod';
import { ok, type Result } from '../../core/problem.ts';
import type { Shelf, ShelfName } from '../../ports/pr-host.ts';
import type { Ask } from './gitlab-ask.ts';

type Project = {
  readonly ask: Ask;
  /** `/projects/acme%2Fshop` */
  readonly here: string;
  /** The text behind a path of the interface, which may lie in a store elsewhere. */
  readonly download: (what: string, path: string) => Promise<Result<string | undefined>>;
  /** The whole address of a path, for a link that people follow. */
  readonly address: (path: string) => string;
};

/** Where files outlive a run: a branch, or a package of files with a release that links to them. */
export const gitlabShelf = (project: Project, { on, name }: ShelfName): Shelf =>
  on === 'branch' ? onBranch(project, name) : withRelease(project, name);

const Content = z.object({ content: z.string(), encoding: z.literal('base64') });
const Named = z.object({ default_branch: z.string().min(1) });

const onBranch = ({ ask, here }: Project, branch: string): Shelf => {
  const at = (name: string): string => `${here}/repository/files/${encodeURIComponent(name)}`;
  const what = (name: string): string => `${name} on the branch ${branch}`;
  const commit = (name: string, text: string, more: object = {}) =>
    ask(what(name), z.unknown(), {
      method: 'POST',
      path: at(name),
      // Nothing is to be built of what only lies there.
      body: { branch, content: text, commit_message: `Keep ${name} [skip ci]`, ...more },
    });
  const isThere = () =>
    present(
      ask(`the branch ${branch}`, z.unknown(), {
        method: 'GET',
        path: `${here}/repository/branches/${encodeURIComponent(branch)}`,
      }),
    );
  return {
    read: async (name) => {
      const found = await present(ask(what(name), Content, { method: 'GET', path: at(name), query: { ref: branch } }));
      return found.ok ? ok(found.value && Buffer.from(found.value.said.content, 'base64').toString('utf8')) : found;
    },
    add: async (name, text) => {
      const done = await refusable(commit(name, text));
      if (!done.ok || done.value === 'added') return done;
      const branchThere = await isThere();
      if (!branchThere.ok) return branchThere;
      if (branchThere.value !== undefined) return ok('taken');
      const project = await ask('the project', Named, { method: 'GET', path: here });
      return project.ok ? refusable(commit(name, text, { start_branch: project.value.said.default_branch })) : project;
    },
  };
};

/** Of the package: nothing but a name tells its files apart. */
const VERSION = '1.0.0';

const withRelease = ({ ask, here, download, address }: Project, tag: string): Shelf => {
  const file = (name: string): string => `${here}/packages/generic/${tag}/${VERSION}/${encodeURIComponent(name)}`;
  const what = (name: string): string => `${name} of the release ${tag}`;
  const release = `${here}/releases/${tag}`;
  const read: Shelf['read'] = (name) => download(what(name), file(name));
  return {
    read,
    // The host keeps two files of one name, and gives the later one: whoever adds looks first.
    add: async (name, text) => {
      const there = await read(name);
      if (!there.ok) return there;
      if (there.value !== undefined) return ok('taken');
      const sent = await ask(what(name), z.unknown(), { method: 'PUT', path: file(name), text });
      if (!sent.ok) return sent;
      const made = await begun(ask, { here, release, tag });
      if (!made.ok) return made;
      const body = { name, url: address(file(name)), link_type: 'other' };
      const linked = await refusable(
        ask(what(name), z.unknown(), { method: 'POST', path: `${release}/assets/links`, body }),
      );
      return linked.ok ? ok('added') : linked;
    },
  };
};

type Begun = { readonly here: string; readonly release: string; readonly tag: string };

const begun = async (ask: Ask, { here, release, tag }: Begun): Promise<Result<unknown>> => {
  const there = await present(ask(`the release ${tag}`, z.unknown(), { method: 'GET', path: release }));
  if (!there.ok || there.value !== undefined) return there;
  const project = await ask('the project', Named, { method: 'GET', path: here });
  if (!project.ok) return project;
  const description = 'Plans that were agreed to, each by its fingerprint, with the names of those who agreed.';
  const body = { tag_name: tag, ref: project.value.said.default_branch, name: 'Rollout plans', description };
  // Whoever came first made the same one.
  return expecting(
    ['host-taken'],
    ask(`the release ${tag}`, z.unknown(), { method: 'POST', path: `${here}/releases`, body }),
  );
};

const expecting = async <T>(codes: readonly string[], asked: Promise<Result<T>>): Promise<Result<T | undefined>> => {
  const said = await asked;
  return said.ok || !said.problems.every(({ code }) => codes.includes(code)) ? said : ok(undefined);
};

const present = <T>(asked: Promise<Result<T>>): Promise<Result<T | undefined>> => expecting(['host-not-found'], asked);

const refusable = async (asked: Promise<Result<unknown>>): Promise<Result<'added' | 'taken'>> => {
  const said = await asked;
  if (said.ok) return ok('added');
  return said.problems.every(({ code }) => code === 'host-refused' || code === 'host-taken') ? ok('taken') : said;
};
