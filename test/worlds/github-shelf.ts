import { http, HttpResponse, type HttpHandler } from 'msw';
import type { Shelves } from './host.ts';

type Asset = { readonly id: number; readonly name: string };
type Release = { readonly id: number; readonly tag: string; readonly assets: Asset[] };

const notFound = () => HttpResponse.json({ message: 'Not Found' }, { status: 404 });
const refused = (message: string) => HttpResponse.json({ message }, { status: 422 });
const bodyOf = async <T>(request: Request): Promise<T> => (await request.clone().json()) as T;

/** Branches and releases of one repository, as far as files are kept there. */
export const githubShelves = (repo: string, uploads: string) => {
  const shelves: Shelves = { branch: {}, release: {} };
  const trees: Record<string, string>[] = [];
  const releases: Release[] = [];
  const newId = (() => {
    let last = 40;
    return () => (last += 1);
  })();
  const filesOf = ({ tag }: Release): Record<string, string> => (shelves.release[tag] ??= {});
  /** What was put there by hand is there as well. */
  const assetsOf = (release: Release): Asset[] => {
    for (const name of Object.keys(filesOf(release)))
      if (!release.assets.some((asset) => asset.name === name)) release.assets.push({ id: newId(), name });
    return release.assets;
  };
  const releaseOf = (tag: string): Release | undefined => {
    if (shelves.release[tag] === undefined) return undefined;
    const known = releases.find((one) => one.tag === tag);
    if (known) return known;
    const made = { id: newId(), tag, assets: [] };
    releases.push(made);
    return made;
  };
  const handlers: readonly HttpHandler[] = [
    http.get(`${repo}/contents/:name`, ({ request, params }) => {
      const branch = shelves.branch[new URL(request.url).searchParams.get('ref') ?? 'main'];
      const text = branch?.[String(params['name'])];
      if (text === undefined) return notFound();
      return new HttpResponse(text, { headers: { 'content-type': 'application/vnd.github.raw+json; charset=utf-8' } });
    }),
    http.put(`${repo}/contents/:name`, async ({ request, params }) => {
      const { branch, content, sha } = await bodyOf<{ branch: string; content: string; sha?: string }>(request);
      const files = shelves.branch[branch];
      const name = String(params['name']);
      if (files === undefined) return HttpResponse.json({ message: `Branch ${branch} not found` }, { status: 404 });
      if (files[name] !== undefined && sha === undefined) return refused('Invalid request. "sha" wasn\'t supplied.');
      files[name] = Buffer.from(content, 'base64').toString('utf8');
      return HttpResponse.json({ content: { name } }, { status: 201 });
    }),
    http.post(`${repo}/git/trees`, async ({ request }) => {
      const { tree } = await bodyOf<{ tree: { path: string; content: string }[] }>(request);
      trees.push(Object.fromEntries(tree.map(({ path, content }) => [path, content])));
      return HttpResponse.json({ sha: `tree-${trees.length}` }, { status: 201 });
    }),
    http.post(`${repo}/git/commits`, async ({ request }) => {
      const { tree, parents } = await bodyOf<{ tree: string; parents: string[] }>(request);
      if (parents.length > 0) throw new Error('this world knows first commits only');
      return HttpResponse.json({ sha: tree.replace('tree', 'commit') }, { status: 201 });
    }),
    http.post(`${repo}/git/refs`, async ({ request }) => {
      const { ref, sha } = await bodyOf<{ ref: string; sha: string }>(request);
      const branch = ref.replace(/^refs\/heads\//, '');
      if (shelves.branch[branch] !== undefined) return refused('Reference already exists');
      shelves.branch[branch] = { ...trees[Number(sha.replace('commit-', '')) - 1] };
      return HttpResponse.json({ ref }, { status: 201 });
    }),
    http.get(`${repo}/releases/tags/:tag`, ({ params }) => {
      const release = releaseOf(String(params['tag']));
      return release ? HttpResponse.json({ id: release.id, tag_name: release.tag }) : notFound();
    }),
    http.post(`${repo}/releases`, async ({ request }) => {
      const { tag_name: tag } = await bodyOf<{ tag_name: string }>(request);
      if (shelves.release[tag] !== undefined) return refused('Validation Failed: already_exists');
      shelves.release[tag] = {};
      return HttpResponse.json({ id: releaseOf(tag)?.id }, { status: 201 });
    }),
    http.get(`${repo}/releases/assets/:id`, ({ request, params }) => {
      if (request.headers.get('accept') !== 'application/octet-stream')
        throw new Error('asked for what it is, not for it');
      const release = releases.find((one) => one.assets.some(({ id }) => String(id) === params['id']));
      const name = release?.assets.find(({ id }) => String(id) === params['id'])?.name ?? '';
      const text = release && filesOf(release)[name];
      if (text === undefined) return notFound();
      return new HttpResponse(text, { headers: { 'content-type': 'application/octet-stream' } });
    }),
    http.get(`${repo}/releases/:id/assets`, ({ request, params }) => {
      const release = releases.find(({ id }) => String(id) === params['id']);
      if (!release) return notFound();
      const { searchParams } = new URL(request.url);
      const [size, page] = [Number(searchParams.get('per_page')), Number(searchParams.get('page'))];
      const rows = assetsOf(release).map((asset) => ({ ...asset, state: 'uploaded' }));
      return HttpResponse.json(rows.slice((page - 1) * size, page * size));
    }),
    http.post(`${uploads}/repos/acme/shop/releases/:id/assets`, async ({ request, params }) => {
      const release = releases.find(({ id }) => String(id) === params['id']);
      const name = new URL(request.url).searchParams.get('name') ?? '';
      if (!release) return notFound();
      if (assetsOf(release).some((asset) => asset.name === name)) return refused('Validation Failed: already_exists');
      filesOf(release)[name] = await request.clone().text();
      return HttpResponse.json({ id: assetsOf(release).at(-1)?.id }, { status: 201 });
    }),
  ];
  return { shelves, handlers };
};
