import { describe, expect, it } from 'vitest';
import { type Origin, trustIn } from '../../../src/core/assessment/trust.ts';

const ADA = 'Ada <ada@example.org>';
const from = (more: Partial<Origin> = {}): Origin => ({ authors: [ADA], fork: false, editsPolicy: false, ...more });
const listing = (...trustedAuthors: string[]) => ({ clearing: 'trusted-authors' as const, trustedAuthors });

describe('who is trusted', () => {
  it.each([['ada@example.org'], ['Ada'], [ADA]])('an author who is listed as %s', (name) => {
    expect(trustIn(listing(name), from())).toEqual({ yes: true });
  });

  it.each<[string, Partial<Origin>]>([
    ['an author who is not listed', { authors: ['Eve <eve@example.org>'] }],
    ['an author whose name only holds a listed one', { authors: ['Eve <ada@example.org.evil.example>'] }],
    ['one of two who is not listed', { authors: [ADA, 'Eve <eve@example.org>'] }],
    ['nobody who is known', { authors: [] }],
    ['a fork', { fork: true }],
    ['a change of the policy', { editsPolicy: true }],
  ])('not %s', (_, more) => {
    expect(trustIn(listing('ada@example.org'), from(more))).toMatchObject({ yes: false });
  });

  it('nobody, or everybody but forks and changes of the policy, where the policy says so', () => {
    expect(trustIn({ clearing: 'never', trustedAuthors: ['Ada'] }, from())).toMatchObject({ yes: false });
    const all = { clearing: 'every-author' as const, trustedAuthors: [] };
    expect(trustIn(all, from({ authors: [] }))).toEqual({ yes: true });
    expect(trustIn(all, from({ fork: true }))).toMatchObject({ yes: false });
    expect(trustIn(all, from({ editsPolicy: true }))).toMatchObject({ yes: false });
  });
});
