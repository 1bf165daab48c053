import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { build } from 'tsdown';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dashboardBuild } from '../../../scripts/dashboard.ts';
import { TOP } from '../../../scripts/pack.ts';
import { anOffice, type Office } from '../../helpers/office.ts';
import { aService, type Service } from '../../helpers/service.ts';

let folder = '';
let office: Office;
let service: Service;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rampart-dashboard-'));
  await build({ config: false, cwd: TOP, ...dashboardBuild(folder), logLevel: 'error' });
  office = anOffice();
  const page = async (name: string) => readFileSync(join(folder, name));
  service = await aService({ ...office, ports: { ...office.ports, page } });
});
afterAll(async () => {
  await service.close();
  office.close();
  rmSync(folder, { recursive: true, force: true });
});

const get = (path: string, encoding = 'br'): Promise<Response> =>
  service.request(path, { headers: { 'accept-encoding': encoding } });

const bytesOf = async (said: Response | undefined): Promise<Buffer> =>
  Buffer.from((await said?.arrayBuffer()) ?? new ArrayBuffer());

const filesOf = (ending: string): readonly string[] => readdirSync(folder).filter((name) => name.endsWith(ending));

describe('the page', () => {
  it('is given to anybody, asked for again each time, and names what it is made of by its contents', async () => {
    const said = await get('/');
    const text = brotliDecompressSync(Buffer.from(await said.arrayBuffer())).toString();
    expect(said.status).toBe(200);
    expect(said.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(said.headers.get('cache-control')).toBe('no-cache');
    for (const [, name = ''] of text.matchAll(/"\/assets\/([^"]+)"/g))
      expect((await get(`/assets/${name}`)).status).toBe(200);
    expect([...text.matchAll(/"\/assets\//g)]).toHaveLength(3);
    const etag = said.headers.get('etag') ?? '';
    const again = await service.request('/', { headers: { 'accept-encoding': 'br', 'if-none-match': etag } });
    expect(again.status).toBe(304);
  });

  it('runs nothing that stands in it, and reads no text as HTML', async () => {
    const policy = (await get('/')).headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).toContain("style-src 'self'");
    expect(policy).toContain("require-trusted-types-for 'script'");
    expect(policy).not.toContain('unsafe');
    const text = readFileSync(join(folder, 'index.html'), 'utf8');
    expect(text).not.toMatch(/<style|style=|<script[^>]*>[^<]|\son\w+=|https?:/);
  });

  it('is squeezed in the way that whoever asks can undo', async () => {
    const [name = ''] = filesOf('.js');
    const plain = readFileSync(join(folder, name));
    const [br, gzip, none] = await Promise.all(
      ['gzip, br', 'gzip', 'identity'].map((how) => get(`/assets/${name}`, how)),
    );
    expect(br?.headers.get('content-encoding')).toBe('br');
    expect(brotliDecompressSync(await bytesOf(br))).toEqual(plain);
    expect(gunzipSync(await bytesOf(gzip))).toEqual(plain);
    expect(await bytesOf(none)).toEqual(plain);
    expect(none?.headers.get('cache-control')).toContain('immutable');
    expect(none?.headers.get('vary')).toBe('accept-encoding');
  });

  it.each(['index.html', '..%2Findex.html', '..%2F..%2Fpackage.json', 'nothing-aaaaaaaa.js', 'style.css', '%00'])(
    'has nothing else beside it: %s',
    async (name) => expect((await get(`/assets/${name}`)).status).toBe(404),
  );

  it('says how to build it where nobody has', async () => {
    const bare = await aService({
      ...office,
      ports: { ...office.ports, page: async () => Promise.reject(new Error('none')) },
    });
    const said = await bare.request('/');
    expect([said.status, await said.text()]).toEqual([503, 'The dashboard is not built: npm run build']);
    await bare.close();
  });
});

const squeezedBytes = (): number =>
  filesOf('.br').reduce((sum, name) => sum + readFileSync(join(folder, name)).length, 0);

describe('what a browser gets', () => {
  it('is small, all of it together', () => expect(squeezedBytes()).toBeLessThan(60_000));

  it('has no schemas in it, and asks nobody else', () => {
    const texts = filesOf('.js').map((name) => readFileSync(join(folder, name), 'utf8'));
    for (const text of texts) {
      expect(text).not.toMatch(/ZodError|from"(?!\.\/)|require\(/);
      expect(
        [...text.matchAll(/https?:\/\/[\w.-]+/g)].map(([found]) => found).filter((found) => !/w3\.org/.test(found)),
      ).toEqual([]);
    }
  });
});
