import { describe, expect, it } from 'vitest';
import { notifiers } from '../../src/adapters/notifier/index.ts';
import { NOTIFIER_KINDS } from '../../src/core/values/notifier-kind.ts';
import type { Announcement } from '../../src/ports/notifier.ts';
import { ELSEWHERE, type Fault } from '../helpers/server.ts';
import { problemOf, worked } from '../helpers/log.ts';
import { NOTIFIER_WORLDS } from '../worlds/notifiers.ts';

const NEWS: Announcement = {
  id: 'c0ffee',
  kind: 'progress',
  rollout: 'new-login',
  feature: 'New login',
  environment: 'production',
  atMs: Date.UTC(2026, 2, 2, 10, 42),
  text: 'New login: rollout update\n\n- Current: 5 % of users & <!channel> <@U123> *bold* ünï\n',
};

/** None of these may look as if anybody had been told. */
const FAULTS: readonly (readonly [said: string, fault: Fault, why: RegExp])[] = [
  ['no answer in time', 'late', /no answer within 5 s/],
  ['a line that is cut', 'reset', /no answer/],
  ['100 MiB', 'huge', /MiB/],
  ['a way to another host', 'elsewhere', new RegExp(ELSEWHERE)],
  ['400', { status: 400, json: { error: 'invalid_payload' } }, /400.*invalid_payload/],
  ['401', { status: 401, json: {} }, /401/],
  ['403', { status: 403, json: {} }, /403/],
  ['404', { status: 404, json: {} }, /404/],
  ['410', { status: 410, json: {} }, /410/],
  ['429, for longer than we wait', { status: 429, headers: { 'retry-after': '30' } }, /30 s/],
  ['429, again and again', { status: 429 }, /429/],
  ['500, again and again', { status: 500, json: {} }, /500/],
  ['503, again and again', { status: 503 }, /503/],
];

it('each is in the list by its own name', async () => {
  expect(Object.keys(notifiers)).toEqual(NOTIFIER_KINDS);
  for (const name of NOTIFIER_KINDS) expect((await notifiers[name]()).name).toBe(name);
});

describe.each(NOTIFIER_KINDS)('the notifier %s', (name) => {
  const world = NOTIFIER_WORLDS[name];

  it('brings the very words, and calls nobody by them', async () => {
    const { open, read, waits } = world();
    worked(await worked(await open()).tell(NEWS));
    expect(read).toEqual([NEWS.text]);
    expect(waits).toEqual([]);
  });

  it('asks for what lets it in, and sends nothing without', async () => {
    const { open, place, server } = world();
    const { secrets } = await notifiers[name]();
    expect(problemOf(await open(place, {}))).toMatchObject({ code: 'secret-missing', path: secrets[0]?.name });
    expect(problemOf(await open(place, { [secrets[0]?.name ?? '']: 'nonsense' }))?.path).toBe(secrets[0]?.name);
    expect(server.seen).toEqual([]);
  });

  it.each(['flags.json', 'ftp://hooks.example.com', 'https://me:sesame@hooks.example.com'])(
    'is at no such place: %s',
    async (place) => {
      const { open } = world();
      const found = problemOf(await open(place));
      expect(found?.code).toMatch(/^place-/);
      expect(JSON.stringify(found)).not.toContain('sesame');
    },
  );

  it.each(FAULTS)('does not take %s for having told', async (_, fault, why) => {
    const { open, server, secret, read, waits } = world();
    const notifier = worked(await open());
    server.break(fault);
    const said = problemOf(await notifier.tell(NEWS));
    expect(said?.message).toMatch(why);
    expect(JSON.stringify(said)).not.toContain(secret);
    expect(waits.reduce((sum, ms) => sum + ms, 0)).toBeLessThanOrEqual(10_000);
    expect(server.seen.length).toBeLessThanOrEqual(3);
    server.break(undefined);
    worked(await notifier.tell(NEWS));
    expect(read).toEqual([NEWS.text]);
  });

  it.each([429, 500, 502, 503, 504])('says it again after %s, as long as it is asked to wait', async (status) => {
    const { open, busy, read, waits, server } = world();
    const notifier = worked(await open());
    busy(2, { status, headers: { 'retry-after': '2' } });
    worked(await notifier.tell(NEWS));
    expect(read).toEqual([NEWS.text]);
    expect(waits).toEqual([2000, 3000]);
    expect(server.seen).toHaveLength(3);
  });

  it('takes whatever is answered to it for a yes, where the status says yes', async () => {
    const { open, busy } = world();
    busy(1, { status: 200, json: 'ok', headers: { 'content-type': 'text/plain' } });
    expect(await worked(await open()).tell(NEWS)).toMatchObject({ ok: true });
  });
});

describe('the notifier slack', () => {
  it('goes to the host that the policy names, and to no other', async () => {
    const { open, server } = NOTIFIER_WORLDS.slack();
    const elsewhere = { SLACK_WEBHOOK_URL: 'https://hooks.elsewhere.example/services/T000/B000/sesame' };
    expect(problemOf(await open(undefined, elsewhere))?.code).toBe('webhook-elsewhere');
    const inPolicy = await open('https://hooks.slack.com/services/T000/B000/sesame');
    expect(problemOf(inPolicy)?.code).toBe('place-secret');
    expect(server.seen).toEqual([]);
  });
});

describe('the notifier webhook', () => {
  it('says the same id again where it says the same again', async () => {
    const { open, busy, server } = NOTIFIER_WORLDS.webhook();
    busy(1, { status: 503 });
    worked(await worked(await open()).tell(NEWS));
    expect(server.seen.map(({ headers }) => headers.get('webhook-id'))).toEqual(['c0ffee', 'c0ffee']);
    expect(server.seen.flatMap(({ headers }) => [...headers.values()]).join()).not.toContain('whsec');
  });

  it('signs id, time and body, as another program does', async () => {
    const { open, server } = NOTIFIER_WORLDS.webhook();
    worked(await worked(await open()).tell({ ...NEWS, text: 'x' }));
    const { headers, text } = server.seen[0] ?? {};
    expect(text).toBe(
      '{"type":"rollout.progress","timestamp":"2026-03-02T10:42:00.000Z","data":{"rollout":"new-login","feature":"New login","environment":"production","text":"x"}}',
    );
    expect(headers?.get('webhook-timestamp')).toBe('1774744200');
    // By Python's hmac and base64.
    expect(headers?.get('webhook-signature')).toBe('v1,yPpyoXaZQsDjVekVO/N9KXUsk1jbA/G54RaCWsgii5o=');
  });
});
