import { describe, expect, it } from 'vitest';
import {
  drawn,
  presented,
  sameDigest,
  standingOf,
  type Token,
  type TokenEvent,
  withTokenEvents,
} from '../../../src/core/access/token.ts';
import { createMasker } from '../../../src/core/secrets/mask.ts';
import { sha256Hex } from '../../../src/core/values/digest.ts';

const letters = (count: number): string => 'kqzmwtrbpaxvhjycdfgn'.repeat(4).slice(0, count);
const one = drawn(letters);
const said = { schemaVersion: 1 as const, atMs: 10, by: { name: 'ada', roles: [] }, reason: 'new here', token: one.id };
const issued: TokenEvent = {
  type: 'token-issued',
  ...said,
  digest: one.digest,
  name: 'omar',
  roles: { staging: ['operator'] },
  teams: [],
  expiresAtMs: 100,
};

describe('a token', () => {
  it('carries its id, and is known by its digest alone', () => {
    expect(one.text).toMatch(/^rampart_[a-z]{10}_[a-z]{56}$/);
    expect(presented(one.text)).toEqual({ id: one.id, digest: one.digest });
    expect(one.digest).toBe(sha256Hex(one.text));
  });

  it.each(['', 'rampart_', one.text.slice(1), `${one.text}a`, one.text.toUpperCase(), `${one.text}\n`, ` ${one.text}`])(
    'is not %j',
    (text) => expect(presented(text)).toBeUndefined(),
  );

  it('is masked wherever it turns up', () => {
    expect(createMasker().text(`curl -H "x: ${one.text}"`)).not.toContain(one.text.slice(19));
  });

  it.each([
    ['a', 'a', true],
    ['a', 'b', false],
    ['', 'a', false],
    ['a', '', false],
    ['ab', 'a', false],
    ['', '', true],
  ])('%j and %j: the same is %s', (a, b, same) => expect(sameDigest(a, b)).toBe(same));
});

const at = (nowMs: number, ...events: readonly TokenEvent[]) => {
  const token = withTokenEvents(new Map(), events).get(one.id);
  return token && standingOf(token, nowMs);
};

describe('what happened to tokens', () => {
  const revoked: TokenEvent = { type: 'token-revoked', ...said };

  it('is live until it ends or is ended', () => {
    expect(at(99, issued)).toBe('live');
    expect(at(100, issued)).toBe('expired');
    expect(at(20, issued, revoked)).toBe('revoked');
  });

  it('keeps what was revoked first, and opens nothing that was never issued', () => {
    const tokens = withTokenEvents(new Map(), [issued, revoked, { ...revoked, atMs: 30 }]);
    expect(tokens.get(one.id)?.revokedAtMs).toBe(10);
    expect(at(0, revoked)).toBe('revoked');
  });

  it('does not change what was known before', () => {
    const before: ReadonlyMap<string, Token> = withTokenEvents(new Map(), [issued]);
    withTokenEvents(before, [revoked]);
    expect(before.get(one.id)?.revokedAtMs).toBeUndefined();
  });
});
