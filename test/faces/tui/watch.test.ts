import { describe, expect, it } from 'vitest';
import { hints, keys, type Wish } from '../../../src/faces/tui/watch/keys.ts';
import { aWatch, type Row, update, type Watch } from '../../../src/faces/tui/watch/state.ts';
import { view } from '../../../src/faces/tui/watch/view.ts';
import { problem } from '../../../src/core/problem.ts';
import type { Pressed } from '../../../src/faces/tui/key.ts';
import { aMonitor, aWatched, key, textOf, typing } from '../../helpers/tui.ts';

const SIZE = { columns: 80, rows: 24 };

const watching = (more: Parameters<typeof aWatched>[0] = {}): Watch =>
  update(aWatch(false, ['engineering']), { is: 'watched', watched: aWatched(more) });

/** What keys lead to: the state afterwards, and what was wished for on the way. */
const press = (first: Watch, ...pressed: readonly (string | Pressed)[]): { watch: Watch; wishes: readonly Wish[] } => {
  const wishes: Wish[] = [];
  let watch = first;
  for (const one of pressed) {
    for (const answer of keys(watch, typeof one === 'string' ? key(one) : one)) {
      if ('wish' in answer) wishes.push(answer.wish);
      else watch = update(watch, answer);
    }
  }
  return { watch, wishes };
};

describe('what is seen of a rollout', () => {
  it('says where it is, when it may go on, what is measured, what it waits for and what happened', () => {
    const screen = textOf(view(watching(), SIZE));
    for (const said of [
      'New login · production · canary',
      'phase 2 of 4 · 10 % of everyone · soaked 3 h of 1 d',
      'next: half, 50 %, at the earliest 2026-11-27 06:00 UTC, in 21 h',
      '✓ Error rate',
      '0.43 %',
      '1.2 : 1',
      'limit 5 %',
      '2 guards together',
      'waits for  21 h of the soak are left',
      '11-26 06:00  went on to ten  the soak is over',
      'a approve · p pause',
      '? keys · q leave',
    ])
      expect(screen).toContain(said);
  });

  it.each([
    ['fail', '✗', 'fired'],
    ['error', '!', 'cannot be asked'],
    ['no-data', '?', 'nothing heard'],
    ['inconclusive', '~', 'not sure yet'],
  ] as const)('a verdict of %s has a mark and a word, and comes first', (verdict, mark, word) => {
    const monitors = [aMonitor(), aMonitor({ id: 'b', name: 'Sign-ins', verdict })];
    const lines = textOf(view(watching({ monitors }), SIZE)).split('\n');
    const at = (name: string) => lines.findIndex((line) => line.includes(name));
    expect(lines[at('Sign-ins')]).toMatch(new RegExp(`^\\${mark} Sign-ins .*${word}`));
    expect(at('Sign-ins')).toBeLessThan(at('Error rate'));
  });

  it('shows where it turned back', () => {
    const phases = aWatched().phases.map((phase) => ({ ...phase, is: 'ahead' as const }));
    const screen = textOf(view(watching({ status: 'rolled-back', percent: 0, phases, turnedBackAt: 'ten' }), SIZE));
    expect(screen).toMatch(/1 █+ 10 ✗░+ 50 ░/);
    expect(screen).toContain('because ');
    expect(screen).toContain('rolled-back');
  });

  it('counts the monitors that do not fit', () => {
    const monitors = Array.from({ length: 20 }, (_, nth) => aMonitor({ id: `m${nth}`, name: `Metric ${nth}` }));
    expect(textOf(view(watching({ monitors }), SIZE))).toMatch(/and 1\d more monitors/);
  });

  it('stays where somebody reads while more happens', () => {
    const happened = Array.from({ length: 30 }, (_, nth) => ({ atMs: nth * 60_000, what: `thing ${nth}`, why: '' }));
    const { watch } = press(watching({ happened }), 'down', 'down');
    const more = [...happened, { atMs: 99 * 60_000, what: 'news', why: '' }];
    const later = update(watch, { is: 'watched', watched: aWatched({ happened: more }) });
    expect(later.from).toBe(3);
    expect(textOf(view(later, SIZE))).toContain('thing 27');
    expect(textOf(view(later, SIZE))).not.toContain('news');
  });
});

const offeredIn = (status: 'running' | 'paused' | 'completed') =>
  hints(watching({ status }))
    .map(({ does }) => does)
    .filter((does) => !['log', 'all rollouts', 'keys', 'leave'].includes(does));

describe('what somebody does', () => {
  it('a rollback needs a reason, shows its effect, and is done after a second yes', () => {
    const asked = press(watching(), 'r');
    expect(textOf(view(asked.watch, SIZE))).toContain('From 10 % to 0 %, at once');
    const without = press(asked.watch, 'enter');
    expect(textOf(view(without.watch, SIZE))).toContain('reason is needed');
    const said = press(asked.watch, ...typing('wrong refunds'), 'enter');
    expect([said.wishes, textOf(view(said.watch, SIZE)).includes('Do it?')]).toEqual([[], true]);
    expect(press(said.watch, 'enter').wishes).toEqual([]);
    expect(press(said.watch, 'y').wishes).toEqual([
      { is: 'do', operation: 'rollback', input: { rollout: 'new-login-1', reason: 'wrong refunds' } },
    ]);
  });

  it('can be thought better of: no goes back to the field, escape leaves it', () => {
    const said = press(watching(), 'r', ...typing('x'), 'enter', 'n').watch;
    expect(said.dialog?.sure).toBe(false);
    expect(press(said, 'escape').watch.dialog).toBeUndefined();
  });

  it('an approval names the role that was given beforehand, and the very plan', () => {
    const { watch, wishes } = press(watching(), 'a', 'enter', 'y');
    expect(watch.busy).toBe('Approve new-login-1 (production)');
    expect(wishes).toEqual([
      {
        is: 'do',
        operation: 'approve',
        input: { rollout: 'new-login-1', role: ['engineering'], digest: 'a'.repeat(64) },
      },
    ]);
  });

  it('a pause is done at once, with its reason', () => {
    expect(press(watching(), 'p', ...typing('looking'), 'enter').wishes).toEqual([
      { is: 'do', operation: 'pause', input: { rollout: 'new-login-1', reason: 'looking' } },
    ]);
  });

  it('offers what fits how it stands', () => {
    expect(offeredIn('running')).toEqual(['approve', 'pause', 'advance', 'roll back']);
    expect(offeredIn('paused')).toEqual(['approve', 'resume', 'roll back']);
    expect(offeredIn('completed')).toEqual(['roll back']);
  });

  it('is told what came of it, and why it was refused', () => {
    const refused = update(watching(), {
      is: 'refused',
      problems: [problem({ kind: 'refused', code: 'x', message: 'asked are product', hint: 'ask them' })],
    });
    expect(textOf(view(refused, SIZE))).toContain('✗ asked are product: ask them');
    expect(textOf(view(update(refused, { is: 'answered', what: 'paused' }), SIZE))).toContain('✓ paused');
  });

  it('lists the keys of the pane', () => {
    const { watch } = press(watching(), '?');
    expect(textOf(view(watch, SIZE))).toMatch(/Keys here[^]*r {2,}roll back/);
    expect(press(watch, 'r').watch.dialog).toBeUndefined();
    expect(press(watch, 'escape').watch.keys).toBe(false);
  });

  it('leaves by q, and says whether it was interrupted', () => {
    expect(press(watching(), 'q').wishes).toEqual([{ is: 'leave', interrupted: false }]);
    const { watch, wishes } = press(update(aWatch(true, []), { is: 'watched', watched: aWatched() }), 'ctrl-c');
    expect(wishes).toEqual([{ is: 'leave', interrupted: true }]);
    expect(textOf(view(watch, SIZE))).toContain('Finishing the step in flight');
  });
});

describe('many rollouts', () => {
  const rows = (['completed', 'running', 'held', 'rolled-back', 'paused'] as const).map((status, nth): Row => ({
    ...aWatched(),
    id: `r-${status}`,
    status,
    atMs: nth,
  }));
  const listed = update(aWatch(false, [], 'list'), { is: 'rollouts', rollouts: rows });

  it('those in trouble stand first', () => {
    expect(listed.rollouts.map(({ status }) => status)).toEqual([
      'paused',
      'held',
      'rolled-back',
      'running',
      'completed',
    ]);
    expect(textOf(view(listed, SIZE))).toMatch(/› ‖ paused +r-paused/);
  });

  it('one is chosen and opened', () => {
    const { watch, wishes } = press(listed, 'down', 'enter');
    expect([watch.pane, wishes]).toEqual(['live', [{ is: 'open', id: 'r-held' }]]);
    expect(press(watching(), 'tab').watch.pane).toBe('list');
  });

  it('says what to do where there is none', () => {
    expect(textOf(view(aWatch(false, [], 'list'), SIZE))).toContain('rampart apply');
  });
});
