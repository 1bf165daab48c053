import { describe, expect, it } from 'vitest';
import type { Preview } from '../../../src/app/preview.ts';
import type { Caller } from '../../../src/core/access/caller.ts';
import { STATUSES, TABLE } from '../../../src/core/rollout/table.ts';
import { KEYS, wishOf } from '../../../src/faces/dashboard/keys.ts';
import { actionCalled, actionsFor, arranged, onlyLooks } from '../../../src/faces/dashboard/rollout/actions.ts';
import {
  type Asking,
  askingFor,
  bodyOf,
  choosing,
  foreseen,
  foreseenOf,
  missingIn,
  previewAddress,
  warningOf,
} from '../../../src/faces/dashboard/rollout/asking.ts';
import { ACTIONS } from '../../../src/faces/tui/watch/actions.ts';
import { aWatched } from '../../helpers/tui.ts';

const someone = (role: 'viewer' | 'operator' | 'approver' | 'admin', environment = '*'): Caller => ({
  name: 'omar',
  roles: { [environment]: [role] },
  teams: [],
});

const namesFor = (watched: Parameters<typeof actionsFor>[0], me?: Caller): readonly string[] =>
  actionsFor(watched, me).map(({ name }) => name);

describe('what somebody can do', () => {
  it('is what the state allows', () => {
    expect(namesFor(aWatched())).toEqual(['pause', 'hold', 'freeze', 'advance', 'abort', 'rollback']);
    expect(namesFor(aWatched({ status: 'paused', resumes: true }))).toEqual(['resume', 'freeze', 'abort', 'rollback']);
    expect(namesFor(aWatched({ status: 'completed' }))).toEqual(['rollback']);
    const nobody = { phase: undefined as never, percent: 0 };
    expect(namesFor(aWatched({ status: 'rolled-back', ...nobody }))).toEqual(['restart', 'abort']);
    expect(namesFor(aWatched({ status: 'aborted', ...nobody }))).toEqual(['restart']);
    expect(namesFor(aWatched({ status: 'pending', ...nobody }))).toEqual(['freeze', 'abort']);
    expect(namesFor(aWatched({ status: 'rolling-back' }))).toEqual(['rollback']);
  });

  it('is never what the table of transitions has no row for', () => {
    for (const status of STATUSES)
      for (const { event } of actionsFor(aWatched({ ...EVERYTHING_ASKED, status }), undefined))
        expect([event, TABLE[event][status]]).toEqual([event, expect.any(String)]);
  });

  it('is to approve and confirm where that is asked for, to let go on what is stopped, and not what is so already', () => {
    expect(namesFor(aWatched({ approvals: ['1 of product'] }))).toContain('approve');
    expect(namesFor(aWatched({ toConfirm: [ITEM] }))).toContain('confirm');
    expect(namesFor(aWatched({ frozen: { by: 'anna', reason: 'holiday' } }))).toContain('unfreeze');
    expect(namesFor(aWatched({ frozen: { by: 'anna', reason: 'holiday' } }))).not.toContain('freeze');
    expect(namesFor(aWatched({ status: 'held', resumes: true }))).not.toContain('hold');
    expect(namesFor(aWatched({ status: 'held', resumes: false }))).not.toContain('resume');
    expect(namesFor(aWatched({ checks: [{ what: 'soak', verdict: 'pass', why: 'over' }] }))).not.toContain('advance');
    expect(namesFor(aWatched({ flags: [] }))).not.toContain('rollback');
  });

  it('is no more than their rights, and it is said where that is nothing', () => {
    const watched = aWatched({ approvals: ['1 of product'], toConfirm: [ITEM] });
    expect(namesFor(watched, someone('viewer'))).toEqual([]);
    expect(onlyLooks(watched, someone('viewer'))).toMatch(/omar may look .* operator of production/);
    expect(namesFor(watched, someone('approver'))).toEqual(['approve', 'confirm']);
    expect(onlyLooks(watched, someone('approver'))).toBeUndefined();
    expect(namesFor(watched, someone('operator'))).toEqual(['pause', 'hold', 'freeze', 'advance', 'abort', 'rollback']);
    expect(namesFor(watched, someone('admin', 'elsewhere'))).toEqual([]);
    expect(namesFor(watched, someone('admin', watched.environment))).toHaveLength(8);
  });

  it('stands there at once where it stops something or is asked for, and there are never many', () => {
    const all = arranged(actionsFor(aWatched({ approvals: ['1 of product'], toConfirm: [ITEM] }), undefined));
    expect(all.first.map(({ name }) => name)).toEqual(['approve', 'pause', 'rollback']);
    expect(all.more.map(({ name }) => name)).toEqual(['confirm', 'hold', 'freeze', 'advance', 'abort']);
    for (const status of STATUSES) {
      const actions = actionsFor(aWatched({ ...EVERYTHING_ASKED, status }), undefined);
      const { first, more } = arranged(actions);
      expect(first.length).toBeLessThanOrEqual(3);
      expect([...first, ...more].toSorted(byName)).toEqual(actions.toSorted(byName));
    }
  });
});

const ITEM = { item: 'team-told', text: 'the team has been told', by: 'lead' };
const EVERYTHING_ASKED = {
  approvals: ['1 of product'],
  toConfirm: [ITEM],
  frozen: { by: 'anna', reason: 'holiday' },
  resumes: true,
};
const byName = (a: { name: string }, b: { name: string }): number => (a.name < b.name ? -1 : 1);

const PREVIEW: Preview = {
  schemaVersion: 1,
  id: 'new-login',
  action: 'rollback',
  version: 7,
  possible: true,
  refused: [],
  effect: ['From 10 % to 0 %, at once.'],
  before: { status: 'running', percent: 10, flags: [{ key: 'new_login', enabled: true, reachesPercent: 10 }] },
  after: { status: 'rolled-back', percent: 0, flags: [{ key: 'new_login', enabled: false, reachesPercent: 0 }] },
};

describe('a command that somebody thinks about', () => {
  it('is not sent before it is known what comes of it, nor without a reason', () => {
    const asking = askingFor('rollback', aWatched());
    expect(missingIn({ ...asking, reason: 'refunds' })).toMatch(/still being asked/);
    const known = foreseen(asking, PREVIEW, '"7"');
    expect(missingIn({ ...known, reason: '  ' })).toMatch(/Say why/);
    expect(missingIn({ ...known, reason: 'refunds' })).toBeUndefined();
    expect(known.tag).toBe('"7"');
    expect(bodyOf({ ...known, reason: ' refunds ' })).toEqual({ reason: 'refunds' });
  });

  it('keeps what was typed while that was asked, and says what would be refused', () => {
    const refused = [{ code: 'no', message: 'it is over', hint: 'look again' }];
    const typed = { ...askingFor('rollback', aWatched()), reason: 'refunds' };
    expect(foreseen(typed, { ...PREVIEW, possible: false, refused }, undefined)).toMatchObject({
      reason: 'refunds',
      problems: refused,
    });
  });

  it('agrees to the very plan that was looked at, and needs no reason for that', () => {
    const watched = aWatched();
    const asking = foreseen(askingFor('approve', watched), PREVIEW, '"7"');
    expect(missingIn(asking)).toBeUndefined();
    expect(bodyOf(asking)).toEqual({ digest: watched.planDigest });
  });

  it('says which flags change where there are several, and for how many', () => {
    expect(foreseenOf(askingFor('rollback', aWatched()))).toBeUndefined();
    expect(foreseenOf(foreseen(askingFor('rollback', aWatched()), PREVIEW, '"7"'))?.flags).toEqual([]);
    const other = { key: 'tax', enabled: true, reachesPercent: 5 };
    const before = { ...PREVIEW.before, flags: [...PREVIEW.before.flags, other] };
    const after = { ...PREVIEW.after, flags: [...PREVIEW.after.flags, other] };
    expect(foreseenOf(foreseen(askingFor('rollback', aWatched()), { ...PREVIEW, before, after }, '"7"'))).toMatchObject(
      {
        before: 10,
        after: 0,
        flags: [{ key: 'new_login', before: '10 %', after: 'off' }],
      },
    );
  });
});

const addressed = (asking: Asking): string => previewAddress(asking).split('/preview')[1] ?? '';

describe('how exactly', () => {
  it('goes back off, unless somebody chooses a phase before this one', () => {
    const asking = askingFor('rollback', aWatched());
    expect(asking.ways.map(({ to }) => to)).toEqual(['off', 'one']);
    expect(addressed(asking)).toBe('?action=rollback');
    const chosen = choosing(foreseen(asking, PREVIEW, '"7"'), { to: 'one', gradual: true });
    expect([addressed(chosen), chosen.preview]).toEqual(['?action=rollback&to=one&gradual=true', undefined]);
    expect(bodyOf({ ...chosen, reason: 'slow' })).toEqual({ reason: 'slow', to: 'one', gradual: true });
  });

  it('confirms what is ticked, and nothing where nothing is', () => {
    const asking = askingFor('confirm', aWatched({ toConfirm: [ITEM, { ...ITEM, item: 'rest' }] }));
    expect(addressed(asking)).toBe('?action=confirm&item=team-told&item=rest');
    const one = choosing(asking, { items: ['rest'] });
    expect(bodyOf(one)).toEqual({ item: ['rest'] });
    expect(missingIn(choosing(asking, { items: [] }))).toMatch(/nothing is ticked/);
  });

  it('freezes for as long as is said', () => {
    const asking = askingFor('freeze', aWatched());
    expect(bodyOf({ ...asking, reason: 'holiday' })).toEqual({ reason: 'holiday' });
    expect(bodyOf(choosing(asking, { lasts: '8h' }))).toEqual({ lasts: '8h' });
  });
});

describe('what cannot simply be undone', () => {
  const kept = { ...PREVIEW, after: { ...PREVIEW.before, status: 'aborted' as const } };
  const giveUp = { ...foreseen(askingFor('abort', aWatched()), kept, '"7"'), reason: 'by hand' };

  it('has to be agreed to by itself', () => {
    expect(warningOf(giveUp)).toMatch(/10 % that have it/);
    expect(missingIn(giveUp)).toMatch(/tick the box/);
    expect(missingIn({ ...giveUp, agreed: true })).toBeUndefined();
  });

  it('is taking back what was completed, and not what is climbing: that must be quick', () => {
    const done = { ...PREVIEW, before: { ...PREVIEW.before, status: 'completed' as const } };
    expect(warningOf(foreseen(askingFor('rollback', aWatched()), done, '"7"'))).toMatch(/was completed/);
    expect(warningOf(foreseen(askingFor('rollback', aWatched()), PREVIEW, '"7"'))).toBeUndefined();
  });

  it('is agreed to anew where something else is chosen', () => {
    expect(choosing({ ...giveUp, agreed: true }, {}).agreed).toBe(false);
  });
});

describe('keys', () => {
  it('mean one thing on each page', () => {
    for (const page of ['list', 'rollout', 'flags'] as const) {
      const keys = KEYS.filter(({ on }) => on === page || on === 'anywhere').map(({ key }) => key);
      expect(new Set(keys).size).toBe(keys.length);
    }
  });

  it('do on a rollout what they do in the terminal, and nothing like it elsewhere', () => {
    expect(wishOf('r', { is: 'rollout', id: 'a' })).toEqual({ is: 'act', action: 'rollback' });
    expect(wishOf('r', { is: 'programmes' })).toBeUndefined();
    for (const { key, operation } of ACTIONS) expect(actionCalled(operation)?.key).toBe(key);
  });
});
