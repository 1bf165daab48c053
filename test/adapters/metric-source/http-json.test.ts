import { describe, expect, it } from 'vitest';
import { httpJson } from '../../../src/adapters/metric-source/http-json.ts';
import type { Asked } from '../../../src/ports/metric-source.ts';
import { problemOf, worked } from '../../helpers/log.ts';
import { aServer, type Said } from '../../helpers/server.ts';

const NOW = Date.UTC(2026, 2, 29, 0, 30);
const OPS = 'https://app.example/ops';

const asking = async (said: Said, query = '?over=5m') => {
  const server = aServer(OPS, () => said);
  const source = worked(await httpJson.open(`${OPS}/status.json${query}`, server.context));
  return { server, ask: (asked: Asked, windowMs = 300_000) => source.measure(asked, windowMs, NOW) };
};

const RATIO: Asked = {
  id: 'errors',
  kind: 'ratio',
  good: 'down',
  queries: { count: '/arms/{arm}/requests', bad: '/arms/{arm}/errors', at: '/updated' },
  arms: { treatment: 'on', control: 'off' },
};
const PAGE = {
  updated: '2026-03-29T02:29:00+02:00',
  arms: { on: { requests: 200, errors: 3 }, off: { requests: 900, errors: 1 } },
};
const said = (json: unknown, headers = {}): Said => ({ status: 200, json, headers });

describe('a JSON document that is served somewhere', () => {
  it('is read once for all the numbers of both arms', async () => {
    const { server, ask } = await asking(said(PAGE));
    expect(await ask(RATIO)).toEqual({
      is: 'measured',
      fromMs: NOW - 300_000,
      toMs: NOW,
      atMs: NOW - 60_000,
      treatment: { samples: 200, count: 200, bad: 3 },
      control: { samples: 900, count: 900, bad: 1 },
    });
    expect(server.seen).toHaveLength(1);
    await ask(RATIO);
    expect(server.seen).toHaveLength(2);
  });

  it('is asked about a window and a flag where its address names them', async () => {
    const { server, ask } = await asking(said(PAGE), '?flag={flag}&since={from}&until={to}&seconds={window}&x=1');
    expect((await ask({ ...RATIO, flag: 'new tax&more' })).is).toBe('measured');
    expect(Object.fromEntries(server.seen[0]?.query ?? [])).toEqual({
      flag: 'new tax&more',
      since: String(NOW - 300_000),
      until: String(NOW),
      seconds: '300',
      x: '1',
    });
  });

  it.each<[string, unknown, string]>([
    ['has nothing there', { ...PAGE, arms: { on: { requests: 1 } } }, '/arms/on/errors'],
    ['has a text there', { ...PAGE, arms: { on: { requests: '200', errors: 3 } } }, '"200"'],
    ['has an object there', { ...PAGE, arms: { on: { requests: {}, errors: 3 } } }, 'an object'],
    ['has a time without a zone', { ...PAGE, updated: '2026-03-29T00:29:00' }, '/updated'],
    ['is a list', [], '/arms'],
    ['is a number', 7, '/arms'],
    ['has something only by inheritance', { ...PAGE, arms: {} }, '/arms/on'],
  ])('gives no good number where it %s', async (_, page, why) => {
    const answer = await (await asking(said(page))).ask(RATIO);
    expect(answer).toMatchObject({ is: 'error' });
    expect(answer).toHaveProperty('why', expect.stringContaining(why));
  });

  it('has no data where it says null, and no control where that says null', async () => {
    const page = { ...PAGE, arms: { on: { requests: null, errors: null }, off: PAGE.arms.off } };
    expect(await (await asking(said(page))).ask(RATIO)).toMatchObject({ is: 'no-data' });
    const alone = { ...PAGE, arms: { on: PAGE.arms.on, off: { requests: null, errors: null } } };
    const answer = await (await asking(said(alone))).ask(RATIO);
    expect(answer).toMatchObject({ is: 'measured', withoutControl: expect.stringContaining('null') });
  });

  it('must say over how long it counts, and only that long can be asked for', async () => {
    const unknown = await (await asking(said(PAGE), '')).ask(RATIO);
    expect(unknown).toMatchObject({ is: 'error', why: expect.stringContaining('?over=5m') });
    const other = await (await asking(said(PAGE), '?over=1h')).ask(RATIO);
    expect(other).toMatchObject({ is: 'error', why: expect.stringContaining('1 h, and 5 min') });
    const gauge: Asked = { id: 'm', kind: 'gauge', good: 'down', queries: { value: '/memory~1used/0', at: '/at' } };
    const page = { 'memory/used': [71], at: NOW / 1000 - 5 };
    expect(await (await asking(said(page), '')).ask(gauge)).toMatchObject({
      atMs: NOW - 5000,
      treatment: { value: 71 },
    });
  });

  it('is about now where its address does not name the window, and then no window that is over can be asked for', async () => {
    const past = async (query: string, asked = RATIO) => {
      const server = aServer(OPS, () => said(PAGE));
      const source = worked(await httpJson.open(`${OPS}/status.json${query}`, server.context));
      return source.measure(asked, 300_000, NOW - 120_000);
    };
    for (const query of ['?over=5m', '?s={window}', '?from={from}'])
      expect(await past(query)).toMatchObject({ is: 'error', why: expect.stringContaining('about now') });
    expect(await past('', { ...RATIO, kind: 'gauge', queries: { value: '/arms/{arm}/errors' } })).toMatchObject({
      is: 'error',
    });
    expect((await past('?from={from}&to={to}')).is).toBe('measured');
  });

  it('is as new as the server says it was changed, where it does not say so itself', async () => {
    const { at: _, ...queries } = RATIO.queries ?? {};
    const modified = { 'last-modified': 'Sun, 29 Mar 2026 00:28:00 GMT' };
    expect(await (await asking(said(PAGE, modified))).ask({ ...RATIO, queries })).toMatchObject({
      atMs: NOW - 120_000,
    });
    expect(await (await asking(said(PAGE))).ask({ ...RATIO, queries })).toMatchObject({ is: 'error' });
  });

  it('is refused with an arm or a secret in its address', async () => {
    const { context } = aServer(OPS, () => said(PAGE));
    const open = async (query: string) => problemOf(await httpJson.open(`${OPS}/status.json?${query}`, context))?.code;
    expect(await open('arm={arm}')).toBe('place-arm');
    expect(await open('token=abc')).toBe('place-secret');
    expect(await open('over=soon')).toBeDefined();
  });
});
