import { readFileSync } from 'node:fs';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { publishedOpenApi } from '../../../scripts/openapi.ts';
import { inBraces } from '../../../src/faces/http/openapi/paths.ts';
import { anOffice, type Office } from '../../helpers/office.ts';
import { against, DOCUMENT } from '../../helpers/openapi.ts';
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

/** Pages are for people; flags are asked for as OFREP and the flag service have it, which have documents of their own, and so has the protocol of agents. */
const OURS = /^\/(?:api|health|openapi|session|status|ops|metrics|hooks)\b/;

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

  it('has every route that the service answers, and no other', () => {
    const routes = service.routes
      .filter(({ method, path }) => method !== 'ALL' && OURS.test(path))
      .map(({ method, path }) => `${method} ${inBraces(path)}`);
    const told = Object.entries(DOCUMENT.paths).flatMap(([path, methods]) =>
      Object.keys(methods as object).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect([...new Set(told)].toSorted()).toEqual([...new Set(routes)].toSorted());
  });

  it('shows bodies that fit their schemas', () => {
    const bodies = Object.entries(DOCUMENT.paths).flatMap(([path, methods]) =>
      Object.entries(
        methods as Record<string, { requestBody?: { content: Record<string, { example: unknown }> } }>,
      ).flatMap(([method, { requestBody }]) =>
        Object.entries(requestBody?.content ?? {}).map(([media, { example }]) => ({ path, method, media, example })),
      ),
    );
    expect(bodies.length).toBeGreaterThan(15);
    for (const { path, method, media, example } of bodies) {
      const at = [path, method, 'requestBody', 'content', media, 'schema'].map((part) =>
        part.replaceAll('/', '~1').replaceAll('{', '%7B').replaceAll('}', '%7D'),
      );
      expect([path, against(`#/paths/${at.join('/')}`, example)]).toEqual([path, []]);
    }
  });
});
