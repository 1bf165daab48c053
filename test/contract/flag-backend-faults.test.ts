import { describe, expect, it } from 'vitest';
import { flagBackends } from '../../src/adapters/flag-backend/index.ts';
import { sameFlag } from '../../src/core/flags/compare.ts';
import { reachesNobody, switchedOff } from '../../src/core/flags/flag-state.ts';
import type { Problem, Result } from '../../src/core/problem.ts';
import { aFlag, fitted } from '../helpers/flags.ts';
import { problemOf, worked } from '../helpers/log.ts';
import { ELSEWHERE, type Fault, SECRET } from '../helpers/server.ts';
import { FLAG_WORLDS } from '../worlds/index.ts';

/** Those of the list that speak to a server: each must have a world with one. */
const SERVERS = await Promise.all(
  Object.entries(flagBackends).map(async ([name, load]) => [name, await load()] as const),
);
const names = SERVERS.filter(([, { place }]) => place.takes.includes('https')).map(([name]) => name);

/** What a fault is called, for whoever reads and for whoever writes. */
const FAULTS: readonly (readonly [said: string, fault: Fault, kind: Problem['kind'], code: RegExp])[] = [
  ['no answer in time', 'late', 'unreachable', /^http-late$/],
  ['a line that is cut', 'reset', 'unreachable', /^http-cut$/],
  ['half a document', 'half', 'unreachable', /^http-(?:broken|cut)$/],
  ['a page for people', 'html', 'invalid', /^http-not-json$/],
  ['100 MiB', 'huge', 'invalid', /^http-too-large$/],
  ['a way to another host', 'elsewhere', 'usage', /^http-moved$/],
  ['400', { status: 400, json: { message: 'no' } }, 'invalid', /./],
  ['401', { status: 401, json: { message: 'no' } }, 'refused', /^http-unauthorised$/],
  ['403', { status: 403, json: { message: 'no' } }, 'refused', /./],
  ['429', { status: 429, headers: { 'retry-after': '30' } }, 'unreachable', /^http-too-many$/],
  ['500', { status: 500, json: { error: `you said ${SECRET}` } }, 'unreachable', /^http-server$/],
  ['503', { status: 503, headers: { 'retry-after': '90' } }, 'unreachable', /^http-unavailable$/],
];

it('there is such a flag backend', () => expect(names).toContain('http'));

const wrong = (result: Result<unknown>) => {
  expect(JSON.stringify(result)).not.toContain(SECRET);
  const found = problemOf(result);
  expect(found?.hint).not.toBe('');
  return found;
};

describe.each(names)('the flag backend %s, when its server answers with', (name) => {
  const opened = async () => {
    const world = await FLAG_WORLDS[name]?.();
    if (!world?.server) throw new Error(`the world of ${name} has no server that could fail`);
    const { backend, server } = world;
    const flag = (percent: number) => fitted(aFlag({ percent }), backend.capabilities);
    worked(await backend.write(flag(5), undefined));
    const now = async () => worked(await backend.read([flag(5).key]))[0];
    return { backend, server, flag, now, revision: (await now())?.revision };
  };

  it.each(FAULTS)(
    '%s: a read says so, and nobody is thought to be without the feature',
    async (_, fault, kind, code) => {
      const { backend, server } = await opened();
      server.break(fault);
      expect(wrong(await backend.read(['refund_tax']))).toMatchObject({ kind, code: expect.stringMatching(code) });
    },
  );

  it.each(FAULTS)('%s: a list says so, and is not taken for an empty one', async (_, fault, kind) => {
    const { backend, server } = await opened();
    server.break(fault);
    const said = backend.list ? wrong(await backend.list({ after: undefined, most: 10 }))?.kind : kind;
    expect(said).toBe(kind);
  });

  it.each(FAULTS)('%s: a write says so, and what was held is held', async (_, fault, kind) => {
    const { backend, server, flag, now, revision } = await opened();
    const before = await now();
    server.break(fault, 'writes');
    expect(wrong(await backend.write(flag(25), revision))?.kind).toBe(kind);
    server.break(undefined);
    expect(await now()).toEqual(before);
  });

  it('404 for all that it has: no flag, and never a wrong one', async () => {
    const { backend, server } = await opened();
    server.break({ status: 404, json: { message: 'not found' } });
    const read = await backend.read(['refund_tax']);
    expect(read.ok ? read.value : wrong(read)?.kind).toEqual(read.ok ? [] : 'usage');
  });

  it('409 to a write: somebody was faster', async () => {
    const { backend, server, flag, revision } = await opened();
    server.break({ status: 409, json: { message: 'conflict' } }, 'writes');
    expect(wrong(await backend.write(flag(25), revision))?.kind).toBe('stale');
  });

  it('a way to another host: what lets us in does not go there', async () => {
    const { backend, server } = await opened();
    server.break('elsewhere');
    expect(wrong(await backend.read(['refund_tax']))?.message).toContain(ELSEWHERE);
  });

  it('100 MiB: it stops reading', async () => {
    const { backend, server } = await opened();
    server.break('huge');
    wrong(await backend.read(['refund_tax']));
    expect(server.poured()).toBeLessThan(20);
  });

  it('when to come back: the problem passes it on', async () => {
    const { backend, server } = await opened();
    server.break({ status: 429, headers: { 'retry-after': 'Sun, 29 Mar 2026 00:31:30 GMT' } });
    expect(wrong(await backend.read(['refund_tax']))?.hint).toContain('90 s');
  });

  it('nothing, though the write was done: telling it again is no change', async () => {
    const { backend, server, flag, now, revision } = await opened();
    server.break('lost', 'writes');
    wrong(await backend.write(flag(25), revision));
    server.break(undefined);
    let done = await backend.write(flag(25), revision);
    // A state that takes several requests is finished from where it stands.
    if (!done.ok) done = await backend.write(flag(25), (await now())?.revision);
    worked(done);
    expect(sameFlag((await now()) ?? flag(0), flag(25))).toBe(true);
  });

  it('nothing, and the write is done after a rollback: it is refused, or the next look finds it', async () => {
    const { backend, server, flag, now, revision } = await opened();
    server.break('slow', 'writes');
    wrong(await backend.write(flag(25), revision));
    server.break(undefined);
    worked(await backend.write(switchedOff(flag(25)), (await now())?.revision));
    await server.arrive();
    const after = (await now()) ?? switchedOff(flag(25));
    expect(reachesNobody(after) || !backend.capabilities.revisioned).toBe(true);
    if (!reachesNobody(after)) worked(await backend.write(switchedOff(flag(25)), after.revision));
    expect(reachesNobody((await now()) ?? after)).toBe(true);
  });

  it('anything: every request says who asks, and carries no secret in its address', async () => {
    const { server } = await opened();
    for (const { headers, path, query, text } of server.seen) {
      expect(headers.get('user-agent')).toContain('rampart');
      expect(`${path}?${query}${text}`).not.toContain(SECRET);
    }
  });
});
