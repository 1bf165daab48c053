import { createHash } from 'node:crypto';
import { Hono } from 'hono';
import { notHere, problems } from './problem.ts';
import type { Asked, Env, Part } from './serving.ts';

/**
 * The page on which people look at rollouts, and what it is made of. Whoever comes gets the page, which holds nothing:
 * what it shows it asks for, as somebody who has to be known.
 */
export const dashboard: Part = ({ ports }) => {
  const app = new Hono<Env>();
  app.get('/', async (c) => page(c, ports.page));
  app.get('/assets/:name', async (c) => asset(c, c.req.param('name') ?? '', ports.page));
  return app;
};

/** Told to anybody. */
export const isPage = (method: string, path: string): boolean =>
  method === 'GET' && (path === '/' || path.startsWith('/assets/'));

type Built = (name: string) => Promise<Uint8Array>;

const page = async (c: Asked, built: Built): Promise<Response> => {
  const found = await squeezed('index.html', c, built);
  if (!found) return c.text('The dashboard is not built: npm run build', 503);
  const tag = `"${createHash('sha256').update(found.bytes).digest('base64url').slice(0, 16)}"`;
  const headers = { 'cache-control': 'no-cache', etag: tag, vary: 'accept-encoding' };
  if (c.req.header('if-none-match') === tag) return c.body(null, 304, headers);
  return c.body(found.bytes, 200, { ...headers, ...found.headers, 'content-type': TYPES.html });
};

/** Built files have a hash in their names: what was had once is never asked for again. */
const NAME = /^[a-z]+-[\w-]{8}\.(js|css|svg)$/;

const TYPES = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
} as const;

const asset = async (c: Asked, name: string, built: Built): Promise<Response> => {
  const ending = NAME.exec(name)?.[1] as keyof typeof TYPES | undefined;
  const found = ending && (await squeezed(name, c, built));
  if (!found) return problems(c, [notHere(c.req.path)]);
  return c.body(found.bytes, 200, {
    ...found.headers,
    'content-type': TYPES[ending],
    'cache-control': 'public, max-age=31536000, immutable',
    vary: 'accept-encoding',
  });
};

type Squeezed = { readonly bytes: Uint8Array<ArrayBuffer>; readonly headers: Readonly<Record<string, string>> };

/** Squeezed when it was built, in the best way that whoever asks can undo. */
const squeezed = async (name: string, c: Asked, built: Built): Promise<Squeezed | undefined> => {
  const taken = c.req.header('accept-encoding') ?? '';
  const [ending, encoding] = /\bbr\b/.test(taken) ? ['.br', 'br'] : /\bgzip\b/.test(taken) ? ['.gz', 'gzip'] : [''];
  try {
    const bytes = new Uint8Array(await built(`${name}${ending}`));
    return { bytes, headers: encoding === undefined ? {} : { 'content-encoding': encoding } };
  } catch {
    return undefined;
  }
};
