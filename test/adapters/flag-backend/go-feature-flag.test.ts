import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { goFeatureFlag } from '../../../src/adapters/flag-backend/go-feature-flag.ts';
import { switchedOff } from '../../../src/core/flags/flag-state.ts';
import type { FlagState } from '../../../src/core/flags/flag-state.ts';
import { aContext } from '../../helpers/context.ts';
import { aFlag, anyFlag, fitted } from '../../helpers/flags.ts';
import { problemOf, worked } from '../../helpers/log.ts';
import { aServer, SECRET } from '../../helpers/server.ts';
import { aFlagFile } from '../../worlds/env.ts';

/** What the published schema of the file allows, in our words: a flag and a rule have these fields and no others. */
const RULE = {
  type: 'object',
  additionalProperties: false,
  properties: {
    name: { type: 'string' },
    query: { type: 'string' },
    variation: { type: 'string' },
    percentage: { type: 'object', additionalProperties: { type: 'number' } },
    progressiveRollout: { type: 'object' },
    disable: { type: 'boolean' },
  },
};
const SCHEMA = {
  type: 'object',
  additionalProperties: {
    type: 'object',
    additionalProperties: false,
    required: ['variations', 'defaultRule'],
    properties: {
      variations: { type: 'object' },
      targeting: { type: 'array', items: RULE },
      defaultRule: RULE,
      scheduledRollout: { type: 'array' },
      experimentation: { type: 'object' },
      metadata: { type: 'object' },
    },
  },
};
const isValid = new Ajv2020().compile(SCHEMA);

const flag = (more: Partial<FlagState> = {}): FlagState => aFlag({ targeting: [], variants: [], ...more });
const beta = {
  ring: 'beta',
  match: [{ attribute: 'tier', is: 'one-of' as const, values: ['beta', 'alpha'] }],
  percent: 10,
};

const opened = async (text: string, name = 'flags.goff.yaml') => {
  const file = aFlagFile(name, text);
  const backend = worked(await goFeatureFlag.open(file, aContext()));
  const put = async (one: FlagState) => {
    const [found] = worked(await backend.read([one.key]));
    return backend.write(one, found?.revision);
  };
  return { file, backend, put, text: () => readFileSync(file, 'utf8') };
};

const BEFORE = `# flags of the shop
other: # not ours
    variations: {a: 1,   b: 2}
    defaultRule: {variation: a} # stays

refund_tax:
  # why it is there
  variations:
    on: true   # the new way
    off: false
  defaultRule:
    variation: off
  metadata:
    issue: SHOP-12

last:
  variations: {on: true, off: false}
  defaultRule: {variation: on}
`;

describe('a GO Feature Flag file', () => {
  it('changes one flag; its comments and fields stay, and all other lines byte for byte', async () => {
    const { put, text } = await opened(BEFORE);
    worked(await put(flag({ percent: 5, allow: ['ana'], rings: [beta] })));
    const now = text();
    expect(now.startsWith(BEFORE.slice(0, BEFORE.indexOf('refund_tax:')))).toBe(true);
    expect(now.endsWith(BEFORE.slice(BEFORE.indexOf('last:')))).toBe(true);
    for (const kept of ['# why it is there', '# the new way', 'issue: SHOP-12']) expect(now).toContain(kept);
    expect(parse(now).refund_tax).toMatchObject({
      targeting: [
        { name: 'named users', query: '(targetingKey in ["ana"])', variation: 'on' },
        { name: 'ring beta, 10 %', query: '((tier IN ["beta", "alpha"]))', percentage: { on: 10, off: 90 } },
      ],
      defaultRule: { name: 'everyone', percentage: { on: 5, off: 95 } },
    });
  });

  it('gives the users of a ring at least the share of everyone, who are drawn by the same hash', async () => {
    const { put, text, backend } = await opened('');
    worked(await put(flag({ percent: 50, rings: [beta] })));
    expect(parse(text()).refund_tax.targeting[0].percentage).toEqual({ on: 50, off: 50 });
    expect(worked(await backend.read(['refund_tax']))).toMatchObject([{ rings: [{ ring: 'beta', percent: 10 }] }]);
  });

  it('off is nobody, with no rule that would bring anybody back', async () => {
    const { put, text } = await opened('');
    worked(await put(flag({ percent: 100, allow: ['ana'], rings: [beta] })));
    worked(await put(switchedOff(flag())));
    expect(parse(text()).refund_tax).toMatchObject({ targeting: [], defaultRule: { percentage: { on: 0, off: 100 } } });
  });

  it('is JSON where its name says so, and keeps its layout', async () => {
    const { put, text } = await opened('{\n    "a": {"variations": {"x": 1}}\n}\n', 'flags.json');
    worked(await put(flag()));
    expect(text().startsWith('{\n    "a": {"variations": {"x": 1}},\n    "refund_tax": {')).toBe(true);
    expect(JSON.parse(text()).refund_tax.defaultRule.percentage).toEqual({ on: 5, off: 95 });
  });

  it.each(['flags.goff.yaml', 'flags.json'])('always fits the published schema: %s', async (name) => {
    await fc.assert(
      fc.asyncProperty(anyFlag, async (any) => {
        const { backend, put, text } = await opened(name.endsWith('json') ? '{}' : '', name);
        const fit = fitted({ ...any, allow: ['ana'], rings: [], targeting: [] }, backend.capabilities);
        worked(await put(fit));
        expect(isValid(parse(text())), JSON.stringify(isValid.errors)).toBe(true);
      }),
      { numRuns: 15 },
    );
  });

  it.each([
    ['a share by hand', 'defaultRule: {percentage: {on: 1, off: 3}}', 25, false],
    ['everyone by hand', 'defaultRule: {variation: on}', 100, false],
    ['switched off by hand', 'defaultRule: {variation: on}\n  disable: true', 0, false],
    ['another variation', 'defaultRule: {variation: purple}', 100, true],
    [
      'rules of somebody else',
      'targeting: [{query: key eq "a", variation: on}]\n  defaultRule: {variation: off}',
      100,
      true,
    ],
    ['a schedule', 'defaultRule: {variation: off}\n  scheduledRollout: []', 100, true],
  ])('with %s it counts as much as it may be', async (_, rest, percent, doubted) => {
    const { backend } = await opened(`f:\n  variations: {on: true, off: false}\n  ${rest}\n`);
    const read = await backend.read(['f']);
    expect(worked(read)).toMatchObject([{ percent }]);
    expect(read.ok && read.warnings.length > 0).toBe(doubted);
  });

  it.each([
    [
      'a schedule in it',
      'variations: {on: true, off: false}\n  defaultRule: {}\n  scheduledRollout: []',
      'flag-not-held',
    ],
    [
      'another meaning of on',
      'variations: {on: 1, off: 2, x: no}\n  defaultRule: {}\n  experimentation: {}',
      'flag-not-held',
    ],
    [
      'parts from elsewhere',
      'variations: &v {on: true, off: false}\n  defaultRule: {}\ng:\n  variations: *v\n  defaultRule: {}',
      'flags',
    ],
  ])('is not written with %s', async (_, rest, code) => {
    const before = `f:\n  ${rest}\n`;
    const { put, text } = await opened(before);
    const key = code === 'flags' ? 'g' : 'f';
    expect(problemOf(await put(flag({ key })))?.code).toMatch(code === 'flags' ? 'flag-broken' : code);
    expect(text()).toBe(before);
  });

  it.each(['f: [', '- a', 'f: {}\nf: {}', 'f: 5', 'a: *b'])(
    '%j is no such file, and is left as it is',
    async (text) => {
      const world = await opened(text);
      expect((await world.backend.read(['f'])).ok).toBe(false);
      expect((await world.put(flag({ key: 'f' })).catch(() => ({ ok: false }))).ok).toBe(false);
      expect(world.text()).toBe(text);
    },
  );

  it.each(['a"b', 'a\\b', 'a\nb'])('cannot ask for %j', async (name) => {
    const { put } = await opened('');
    expect(problemOf(await put(flag({ allow: [name] })))).toMatchObject({ code: 'flag-not-held' });
  });
});

describe('its relay proxy', () => {
  const AT = 'https://relay.example.com';
  const withRelay = async () => {
    const server = aServer(AT, () => ({ status: 200, json: { refreshed: true } }), { GOFF_API_KEY: SECRET });
    const place = `${aFlagFile('flags.goff.yaml', '')}?relay=${AT}`;
    return { server, backend: worked(await goFeatureFlag.open(place, server.context)) };
  };

  it('is told to refresh after a change, and only then', async () => {
    const { server, backend } = await withRelay();
    for (const _ of [1, 2]) worked(await backend.write(flag(), undefined));
    expect(server.seen.map(({ method, path }) => `${method} ${path}`)).toEqual(['POST /admin/v1/retriever/refresh']);
  });

  it('that does not answer leaves a warning, and the change', async () => {
    const { server, backend } = await withRelay();
    server.break('reset');
    const done = await backend.write(flag(), undefined);
    expect(done).toMatchObject({ ok: true, warnings: [{ severity: 'warning', code: 'http-cut' }] });
    expect(worked(await backend.read(['refund_tax']))).toMatchObject([{ percent: 5 }]);
  });
});
