import { http, HttpResponse, type HttpHandler } from 'msw';
import type { Shelves } from './host.ts';

const notFound = () => HttpResponse.json({ message: '404 Not found' }, { status: 404 });
const refused = (message: string) => HttpResponse.json({ message }, { status: 400 });
const bodyOf = async <T>(request: Request): Promise<T> => (await request.clone().json()) as T;

const STORE = 'https://store.example';

/** Branches, packages and releases of one project, as far as files are kept there. Packages lie in a store elsewhere. */
export const gitlabShelves = (at: string) => {
  const shelves: Shelves = { branch: {}, release: {} };
  const releases = new Map<string, string[]>();
  const handlers: readonly HttpHandler[] = [
    http.get(`${at}/repository/files/:name`, ({ request, params }) => {
      const text = shelves.branch[new URL(request.url).searchParams.get('ref') ?? 'main']?.[String(params['name'])];
      if (text === undefined) return notFound();
      return HttpResponse.json({ content: Buffer.from(text).toString('base64'), encoding: 'base64' });
    }),
    http.post(`${at}/repository/files/:name`, async ({ request, params }) => {
      type Body = { branch: string; content: string; start_branch?: string };
      const { branch, content, start_branch: start } = await bodyOf<Body>(request);
      if (start !== undefined && shelves.branch[branch] !== undefined)
        return refused(`A branch called '${branch}' already exists.`);
      if (start !== undefined && start !== 'main') return refused('there is no such branch');
      const files = start === undefined ? shelves.branch[branch] : (shelves.branch[branch] = {});
      if (files === undefined) return refused('You can only create or edit files when you are on a branch');
      const name = String(params['name']);
      if (files[name] !== undefined) return refused('A file with this name already exists');
      files[name] = content;
      return HttpResponse.json({ file_path: name, branch }, { status: 201 });
    }),
    http.get(`${at}/repository/branches/:name`, ({ params }) =>
      shelves.branch[String(params['name'])] === undefined ? notFound() : HttpResponse.json({ name: params['name'] }),
    ),
    http.put(`${at}/packages/generic/:name/1.0.0/:file`, async ({ request, params }) => {
      const files = (shelves.release[String(params['name'])] ??= {});
      files[String(params['file'])] = await request.clone().text();
      return HttpResponse.json({ message: '201 Created' }, { status: 201 });
    }),
    http.get(`${at}/packages/generic/:name/1.0.0/:file`, ({ params }) => {
      const { name, file } = params;
      if (shelves.release[String(name)]?.[String(file)] === undefined) return notFound();
      return new HttpResponse('<a>Found</a>', {
        status: 302,
        headers: { location: `${STORE}/${String(name)}/${String(file)}?signed=1`, 'content-type': 'text/html' },
      });
    }),
    http.get(`${STORE}/:name/:file`, ({ request, params }) => {
      if (request.headers.get('authorization') !== null) throw new Error('the store was shown the token');
      const text = shelves.release[String(params['name'])]?.[String(params['file'])];
      return new HttpResponse(text ?? 'gone', {
        status: text === undefined ? 404 : 200,
        headers: { 'content-type': 'application/octet-stream' },
      });
    }),
    http.get(`${at}/releases/:tag`, ({ params }) =>
      releases.has(String(params['tag'])) ? HttpResponse.json({ tag_name: params['tag'] }) : notFound(),
    ),
    http.post(`${at}/releases`, async ({ request }) => {
      const { tag_name: tag, ref } = await bodyOf<{ tag_name: string; ref: string }>(request);
      if (ref !== 'main') return refused('Ref is not specified');
      if (releases.has(tag)) return HttpResponse.json({ message: 'Release already exists' }, { status: 409 });
      releases.set(tag, []);
      return HttpResponse.json({ tag_name: tag }, { status: 201 });
    }),
    http.post(`${at}/releases/:tag/assets/links`, async ({ request, params }) => {
      const links = releases.get(String(params['tag']));
      const { name, url } = await bodyOf<{ name: string; url: string }>(request);
      if (links === undefined) return notFound();
      if (links.includes(name)) return refused('name has already been taken');
      if (!/^https?:\/\/.*\/packages\/generic\//.test(url)) return refused('is blocked');
      links.push(name);
      return HttpResponse.json({ name, url }, { status: 201 });
    }),
    http.get(at, () => HttpResponse.json({ id: 7, default_branch: 'main' })),
  ];
  return { shelves, handlers, links: (tag: string): readonly string[] => releases.get(tag) ?? [] };
};
