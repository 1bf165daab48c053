import { readFileSync } from 'node:fs';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { publishedOpenApi } from '../../../scripts/openapi.ts';
import { inBraces } from '../../../src/faces/http/openapi/paths.ts';
import { anOffice, type Office } from '../../helpers/office.ts';
import { against, DOCUMENT, escaped } from '../../helpers/openapi.ts';
import { aService, type Service } from '../../helpers/service.ts';

let office: Office;
let service: Service;
beforeAll(async () => {
  office = anOffice();
  service = await aService(office);
});
afterAll(async () => {
  await service.close();
  office.close();
});

/** What is served and not in the document, with the reason. */
const UNTOLD: ReadonlyMap<string, string> = new Map([
  ['GET /', 'a page for people'],
  ['GET /assets/{name}', 'what that page is made of, by names that change with each build'],
]);

const TEXT = readFileSync(new URL('../../../schemas/openapi.json', import.meta.url), 'utf8');

describe('the document of what can be asked for', () => {
  it('is what the rows and operations say: if not, run "node scripts/openapi.ts"', async () => {
    expect(TEXT).toBe(await publishedOpenApi());
  });

  it('has nothing that a linter of such documents finds', async () => {
    const config = await createConfig({
      extends: ['recommended'],
      rules: { 'no-invalid-media-type-examples': 'error' },
    });
    const found = await lintFromString({ source: TEXT, absoluteRef: 'openapi.json', config });
    expect(found.map(({ message, location }) => `${location[0]?.pointer} ${message}`)).toEqual([]);
  });

  it('is served to anybody, whole', async () => {
    const said = await service.ask('GET /openapi.json', { as: { name: '', roles: {}, teams: [] } as never });
    expect(said).toMatchObject({ status: 200, type: expect.stringContaining('application/json') });
    expect(said.body).toEqual(DOCUMENT);
  });

  it('has every route that the service answers, but for those that are named with a reason, and no other', () => {
    const routes = service.routes
      .filter(({ method }) => method !== 'ALL')
      .map(({ method, path }) => `${method} ${inBraces(path)}`);
    const told = Object.entries(DOCUMENT.paths).flatMap(([path, methods]) =>
      Object.keys(methods as object).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect([...told, ...UNTOLD.keys()].toSorted()).toEqual([...new Set(routes)].toSorted());
  });

  it('shows bodies and answers that fit their schemas', () => {
    const shown = [...shownIn(DOCUMENT.paths, '#/paths')];
    const of = (part: string): number => shown.filter(({ pointer }) => pointer.includes(part)).length;
    expect([of('/requestBody/') > 40, of('/responses/') > 30]).toEqual([true, true]);
    for (const { pointer, example } of shown)
      expect([pointer, against(`${pointer}/schema`, example)]).toEqual([pointer, []]);
  });

  it('says of each route which roles may ask for it', () => {
    const untold = Object.entries(
      DOCUMENT.paths as Readonly<Record<string, Readonly<Record<string, { description?: string }>>>>,
    )
      .flatMap(([path, methods]) => Object.values(methods).map(({ description = '' }) => ({ path, description })))
      .filter(({ path, description }) => !FOR_ANYBODY.test(path) && !description.startsWith('Takes '));
    expect(untold).toEqual([]);
    const { description } = DOCUMENT.paths['/environments/{environment}/feature-flags/{name}'].put;
    expect(description).toBe('Takes the right to operate in that environment: operator, admin.');
  });

  it('promises what the protocol of agents answers', async () => {
    const accept = { accept: 'application/json, text/event-stream' };
    const ping = { jsonrpc: '2.0', id: 1, method: 'ping' };
    expect((await service.ask('POST /mcp', { body: ping, headers: accept })).status).toBe(200);
    expect((await service.ask('POST /mcp', { body: ping, headers: { accept: 'text/html' } })).status).toBe(406);
    expect((await service.ask('POST /mcp', { body: '{', headers: accept })).status).toBe(400);
    expect((await service.ask('GET /mcp', { headers: accept })).status).toBe(405);
    expect((await service.ask('DELETE /mcp', { headers: accept })).status).toBe(405);
  });
});

/** Whoever asks for these need not be known, or is asked for nothing but that. */
const FOR_ANYBODY = /^\/(?:health|openapi\.json|session|hooks|api\/v1\/me)\b/;

type Shown = { readonly pointer: string; readonly example: unknown };

/** Every example of a body or an answer, and where it stands. */
const shownIn = function* (part: unknown, pointer: string): Generator<Shown> {
  if (typeof part !== 'object' || part === null) return;
  if ('example' in part && 'schema' in part && pointer.includes('/content/')) yield { pointer, example: part.example };
  for (const [key, inner] of Object.entries(part)) yield* shownIn(inner, `${pointer}/${escaped(key)}`);
};

describe('a context', () => {
  it.each<[string, unknown]>([
    ['nothing', {}],
    ['nobody', { context: {} }],
    ['much', { context: { targetingKey: 'ana', deep: { a: [1] } }, more: 1 }],
    ['too long a key', { context: { targetingKey: 'x'.repeat(2001) } }],
    ['a number for a key', { context: { targetingKey: 7 } }],
    ['null for a key', { context: { targetingKey: null } }],
    ['a list', { context: [] }],
    ['a text', { context: 'ana' }],
    ['a list alone', []],
    ['a text alone', 'ana'],
  ])('of %s is answered where the document takes it, and nowhere else', async (_, body) => {
    const { status } = await service.ask('POST /ofrep/v1/evaluate/flags', { body: JSON.stringify(body) });
    const place = '#/paths/~1ofrep~1v1~1evaluate~1flags/post/requestBody/content/application~1json/schema';
    expect(status === 200).toBe(against(place, body).length === 0);
  });
});
