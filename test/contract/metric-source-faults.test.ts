import { describe, expect, it } from 'vitest';
import { metricSources } from '../../src/adapters/metric-source/index.ts';
import type { Observation } from '../../src/adapters/metric-source/observations.ts';
import { Measurement } from '../../src/core/guards/measurement.ts';
import type { Asked } from '../../src/ports/metric-source.ts';
import { ELSEWHERE, type Fault, SECRET } from '../helpers/server.ts';
import { METRIC_WORLDS } from '../worlds/metrics.ts';

/** Those of the list that speak to a server: each must have a world with one. */
const all = await Promise.all(Object.entries(metricSources).map(async ([name, load]) => [name, await load()] as const));
const names = all.filter(([, { place }]) => place.takes.includes('https')).map(([name]) => name);

const NOW = Date.UTC(2026, 2, 29, 0, 30);
const ERRORS: Asked = { id: 'error-rate', kind: 'ratio', good: 'down' };
const SEEN: readonly Observation[] = (['treatment', 'control'] as const).map((arm) => ({
  atMs: NOW - 1000,
  metric: 'error-rate',
  arm,
  samples: 100,
  bad: 0,
}));

/** None of these is a number, and none of them may look like good news. */
const FAULTS: readonly (readonly [said: string, fault: Fault, why: RegExp])[] = [
  ['no answer in time', 'late', /no answer within/],
  ['a line that is cut', 'reset', /no answer/],
  ['half a document', 'half', /no whole JSON|no answer/],
  ['a page for people', 'html', /HTML/],
  ['100 MiB', 'huge', /MiB/],
  ['a way to another host', 'elsewhere', new RegExp(ELSEWHERE)],
  ['400', { status: 400, json: { error: 'parse error at char 3' } }, /parse error at char 3/],
  ['401', { status: 401, json: { message: 'no' } }, /401/],
  ['403', { status: 403, json: { message: 'no' } }, /403/],
  ['404', { status: 404, json: { message: 'no' } }, /404/],
  ['422', { status: 422, json: { status: 'error', error: 'execution' } }, /422.*execution/],
  ['429', { status: 429, headers: { 'retry-after': '30' } }, /429/],
  ['500', { status: 500, json: { error: `you said ${SECRET}` } }, /500/],
  ['503', { status: 503, headers: { 'retry-after': '90' } }, /503/],
  ['nothing at all', { status: 200 }, /./],
  ['a list', { status: 200, json: [] }, /./],
  ['an object of another kind', { status: 200, json: { status: 'success', data: { resultType: 'vector' } } }, /./],
];

it('there is such a metric source', () => expect(names).toContain('prometheus'));

describe.each(names)('the metric source %s, when its server answers with', (name) => {
  const opened = async () => {
    const world = await METRIC_WORLDS[name]?.[0]?.(SEEN);
    if (!world?.server) throw new Error(`the world of ${name} has no server that could fail`);
    const { source, server, asks } = world;
    const measure = async () => {
      const answer = await source.measure(asks(ERRORS), 300_000, NOW);
      expect(Measurement.safeParse(answer).error).toBeUndefined();
      expect(JSON.stringify(answer)).not.toContain(SECRET);
      return answer;
    };
    return { server, measure };
  };

  it('what it should: numbers', async () => {
    const { measure } = await opened();
    expect(await measure()).toMatchObject({ is: 'measured', treatment: { bad: 0 }, control: { bad: 0 } });
  });

  it.each(FAULTS)('%s: an error that says so, and no number', async (_, fault, why) => {
    const { server, measure } = await opened();
    server.break(fault);
    const answer = await measure();
    expect(answer.is).toBe('error');
    expect(answer).toHaveProperty('why', expect.stringMatching(why));
    server.break(undefined);
    expect((await measure()).is).toBe('measured');
  });

  it('100 MiB: it stops reading', async () => {
    const { server, measure } = await opened();
    server.break('huge');
    await measure();
    expect(server.poured()).toBeLessThan(99);
  });

  it('anything: every request says who asks, and carries no secret in its address', async () => {
    const { server, measure } = await opened();
    await measure();
    expect(server.seen.length).toBeGreaterThan(0);
    for (const { headers, path, query, text } of server.seen) {
      expect(headers.get('user-agent')).toContain('rampart');
      expect([...headers.values()].join()).toContain(SECRET);
      expect(`${path}?${query}${text}`).not.toContain(SECRET);
    }
  });
});
