import { failed, ok, problem } from '../../core/problem.ts';
import type { Shelf, ShelfName } from '../../ports/pr-host.ts';
import { asking, type At, type Client, ONCE, unless } from './github-client.ts';

/** Where files outlive a run: a branch without history of its own, or a release. Both take `contents: write`. */
export const githubShelf = (client: Client, at: At, { on, name }: ShelfName, uploads: string): Shelf =>
  on === 'branch' ? onBranch(client, { ...at, branch: name }) : withRelease(client, { ...at, tag: name, uploads });

type Branch = At & { readonly branch: string };

const onBranch = (client: Client, { branch, ...at }: Branch): Shelf => ({
  read: (name) =>
    asking(`${name} on the branch ${branch}`, () =>
      unless([404], undefined, async () => {
        const path = 'GET /repos/{owner}/{repo}/contents/{path}';
        const asked = { ...at, path: name, ref: branch, mediaType: { format: 'raw' } };
        return textOf((await client.request(path, asked)).data);
      }),
    ),
  add: (name, text) =>
    asking(`${name} on the branch ${branch}`, async () => {
      const file = { ...at, branch, name, text };
      return (
        (await commitOnto(client, file)) ??
        (await beginWith(client, file)) ??
        (await commitOnto(client, file)) ??
        'taken'
      );
    }),
});

type NewFile = Branch & { readonly name: string; readonly text: string };
type Added = 'added' | 'taken';

/** Undefined where there is no such branch. Without the name of what is replaced the host replaces nothing. */
const commitOnto = (client: Client, { name, text, branch, ...at }: NewFile): Promise<Added | undefined> =>
  unless([404], undefined, () =>
    unless([409, 422], 'taken' as const, async () => {
      await client.request('PUT /repos/{owner}/{repo}/contents/{path}', {
        ...at,
        path: name,
        message: `Keep ${name}`,
        content: Buffer.from(text).toString('base64'),
        branch,
      });
      return 'added' as const;
    }),
  );

/** A first commit that stands on no other: the branch holds what is kept, and no code. Undefined where somebody else was first. */
const beginWith = async (client: Client, { name, text, branch, ...at }: NewFile): Promise<Added | undefined> => {
  const files = [{ path: name, mode: '100644' as const, type: 'blob' as const, content: text }];
  const tree = await client.request('POST /repos/{owner}/{repo}/git/trees', { ...at, tree: files });
  const commit = await client.request('POST /repos/{owner}/{repo}/git/commits', {
    ...at,
    message: `Keep ${name}`,
    tree: tree.data.sha,
    parents: [],
  });
  return unless([422], undefined, async () => {
    await client.request('POST /repos/{owner}/{repo}/git/refs', {
      ...at,
      ref: `refs/heads/${branch}`,
      sha: commit.data.sha,
    });
    return 'added' as const;
  });
};

type Release = At & { readonly tag: string; readonly uploads: string };

const withRelease = (client: Client, { tag, uploads, ...at }: Release): Shelf => ({
  read: async (name) => {
    const asset = await asking(`${name} of the release ${tag}`, async () => {
      const release = await releaseOf(client, { ...at, tag });
      return release === undefined ? undefined : assetOf(client, at, { release, name });
    });
    if (!asset.ok || asset.value === undefined) return asset.ok ? ok(undefined) : asset;
    const { id: asset_id, state } = asset.value;
    if (state !== 'uploaded') return failed(halfThere(name, tag));
    return asking(`${name} of the release ${tag}`, async () => {
      const headers = { accept: 'application/octet-stream' };
      const path = 'GET /repos/{owner}/{repo}/releases/assets/{asset_id}';
      return textOf((await client.request(path, { ...at, asset_id, headers })).data);
    });
  },
  add: (name, text) =>
    asking(`${name} of the release ${tag}`, async () => {
      const release = (await releaseOf(client, { ...at, tag })) ?? (await newRelease(client, { ...at, tag }));
      return unless([422], 'taken' as const, async () => {
        const url = `${uploads}/repos/${at.owner}/${at.repo}/releases/${release}/assets?name=${encodeURIComponent(name)}`;
        const headers = { 'content-type': 'application/json' };
        await client.request(`POST ${url}`, { data: text, headers, ...ONCE });
        return 'added' as const;
      });
    }),
});

type Tagged = At & { readonly tag: string };

const releaseOf = (client: Client, asked: Tagged): Promise<number | undefined> =>
  unless([404], undefined, async () => {
    const { data } = await client.request('GET /repos/{owner}/{repo}/releases/tags/{tag}', asked);
    return data.id;
  });

/** Not what people are shown as the latest: it is a place to keep things. Two who begin at once find the same one. */
const newRelease = async (client: Client, { tag, ...at }: Tagged): Promise<number> => {
  const made = await unless([422], undefined, async () => {
    const { data } = await client.request('POST /repos/{owner}/{repo}/releases', {
      ...at,
      tag_name: tag,
      name: 'Rollout plans',
      body: 'Plans that were agreed to, each by its fingerprint, with the names of those who agreed.',
      prerelease: true,
      make_latest: 'false',
      ...ONCE,
    });
    return data.id;
  });
  const id = made ?? (await releaseOf(client, { ...at, tag }));
  if (id === undefined) throw Object.assign(new Error('no release'), { status: 422 });
  return id;
};

const PAGE = 100;
/** A release holds a thousand files. */
const MOST_PAGES = 10;

type Wanted = { readonly release: number; readonly name: string };
type Asset = { readonly id: number; readonly state: string };

const assetOf = async (client: Client, at: At, { release, name }: Wanted): Promise<Asset | undefined> => {
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const { data } = await client.request('GET /repos/{owner}/{repo}/releases/{release_id}/assets', {
      ...at,
      release_id: release,
      per_page: PAGE,
      page,
    });
    const found = data.find((asset) => asset.name === name);
    if (found !== undefined || data.length < PAGE) return found;
  }
  return undefined;
};

/** An upload that broke off leaves its name behind. */
const halfThere = (name: string, tag: string) =>
  problem({
    kind: 'stale',
    code: 'half-kept',
    path: name,
    message: `the release ${tag} has only the beginning of it: an upload broke off`,
    hint: 'take that file out of the release, then run this again',
  });

const textOf = (data: unknown): string =>
  data instanceof ArrayBuffer ? new TextDecoder().decode(data) : typeof data === 'string' ? data : JSON.stringify(data);
