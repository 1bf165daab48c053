import { describe, expect, it } from 'vitest';
import { type ListedRollouts, rolloutsText } from '../../../src/faces/text/rollouts.ts';
import { golden } from '../../helpers/golden.ts';
import { loadTemplate } from '../../helpers/templates.ts';

const row = (
  id: string,
  more: Partial<ListedRollouts['rollouts'][number]> = {},
): ListedRollouts['rollouts'][number] => ({
  id,
  plan: id,
  feature: 'A feature',
  environment: 'production',
  strategy: 'canary',
  planDigest: 'a'.repeat(64),
  status: 'running',
  phase: 'at-5',
  percent: 5,
  flags: [],
  atMs: Date.UTC(2026, 2, 2, 9, 30),
  ...more,
});

const LISTED: ListedRollouts = {
  rollouts: [
    row('refund-tax-9f3a', {
      status: 'rolling-back',
      trouble:
        'errors among treated users are worse than among others, by sequential test; this takes longer than it should',
    }),
    row('new-login-77aa', { status: 'paused', trouble: 'drift: changed elsewhere\u001b[31m: new_login' }),
    row('dark-mode-01bc', {
      awaits: ['approval by product before at-25', 'confirmation of smoke-tests', 'confirmation of team-notified'],
    }),
    row('written-down-8d1e', { status: 'pending', percent: 0, phase: undefined, atMs: 0 }),
    row('search-4400', { status: 'completed', percent: 100 }),
  ],
  of: 9,
  next: '6.search-4400',
};

describe('rampart list', () => {
  it.each([80, 40])('says what goes wrong with which of them, %i columns wide', async (width) => {
    const text = await rolloutsText(LISTED, loadTemplate, { width, colour: false });
    expect(text).toBe(await golden(`list.${width}.txt`, text));
    expect(text.split('\n').filter((line) => line.length > width)).toEqual([]);
  });

  it('is a table and nothing else where all is well', async () => {
    const [well] = [{ rollouts: [row('search-4400')], of: 1 }];
    const text = await rolloutsText(well, loadTemplate, { width: 80, colour: false });
    expect(text.trim().split('\n')).toHaveLength(1);
  });
});
