import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Found } from '../../../src/app/executor/card.ts';
import { pageOf } from '../../../src/app/executor/pages.ts';
import { STATUSES } from '../../../src/core/rollout/table.ts';

const card = (id: string, more: Partial<Found['summary']> = {}): Found => ({
  id,
  version: 7,
  dueAtMs: undefined,
  summary: {
    plan: id,
    feature: 'A feature',
    environment: 'staging',
    strategy: 'canary',
    planDigest: 'a'.repeat(64),
    status: 'running',
    percent: 5,
    flags: [],
    atMs: 1,
    ...more,
  },
});

const idsOf = (found: readonly Found[], asked: Parameters<typeof pageOf>[1] = {}) =>
  pageOf(found, asked).rollouts.map(({ id }) => id);

describe('a list of rollouts', () => {
  it('begins with what goes wrong, and ends with what is over', () => {
    const found = [
      card('given-up', { status: 'aborted' }),
      card('well'),
      card('done', { status: 'completed' }),
      card('drifted', { trouble: 'changed elsewhere: new-login' }),
      card('stopped', { status: 'paused', trouble: 'trigger: errors' }),
      card('back', { status: 'rolled-back', trouble: 'errors' }),
      card('going-back', { status: 'rolling-back', trouble: 'errors' }),
    ];
    expect(idsOf(found)).toEqual(['going-back', 'stopped', 'drifted', 'well', 'back', 'done', 'given-up']);
    expect(idsOf(found, { trouble: true })).toEqual(['going-back', 'stopped', 'drifted', 'back']);
  });

  it('is narrowed to environments, and to none of them where none is theirs', () => {
    const found = [card('a'), card('b', { environment: 'production' })];
    expect(idsOf(found, { environment: ['production'] })).toEqual(['b']);
    expect(idsOf(found, { environment: [] })).toEqual([]);
  });

  it('is whole in its pages, each row once', () => {
    const rows = fc.uniqueArray(fc.tuple(fc.stringMatching(/^[a-z]{1,6}$/), fc.constantFrom(...STATUSES)), {
      selector: ([id]) => id,
      maxLength: 30,
    });
    fc.assert(
      fc.property(rows, fc.integer({ min: 1, max: 7 }), (given, limit) => {
        const found = given.map(([id, status]) => card(id, { status }));
        const ids: string[] = [];
        for (let after: string | undefined, more = true; more;) {
          const page = pageOf(found, { limit, ...(after === undefined ? {} : { after }) });
          ids.push(...page.rollouts.map(({ id }) => id));
          after = page.next;
          more = after !== undefined;
        }
        expect(ids).toEqual(idsOf(found));
      }),
    );
  });
});
