import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Verdict } from '../../../src/core/guards/judgement.ts';
import { STATUSES } from '../../../src/core/rollout/table.ts';
import type { Thing } from '../../../src/app/doctor/thing.ts';
import { aSetUp, STEPS, update as setUpUpdate } from '../../../src/faces/tui/setup/state.ts';
import { view as setUpView } from '../../../src/faces/tui/setup/view.ts';
import type { Line } from '../../../src/faces/tui/line.ts';
import { ACTIONS, dialogFor } from '../../../src/faces/tui/watch/actions.ts';
import { aWatch, update, type Watch } from '../../../src/faces/tui/watch/state.ts';
import { view } from '../../../src/faces/tui/watch/view.ts';
import { aMonitor, aWatched, textOf, widest } from '../../helpers/tui.ts';

/** Words of strangers: other scripts, faces, things a terminal obeys, and names without an end. */
const words = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.constantFrom(
    '漢字かな交じり文',
    '👨‍👩‍👧 🇩🇪 e\u0301',
    '\u001b[2J\u001b]0;x\u0007',
    '\u202egnirts',
    'a/'.repeat(120),
    '',
    'Z̷̢a̸lgo',
    '\n\r\t',
  ),
);
const value = fc.option(fc.double({ min: -1e9, max: 1e12, noNaN: true }), { nil: null });
const values = fc.array(value, { maxLength: 60 });

const monitor = fc
  .record({
    name: words,
    unit: words,
    treated: values,
    control: values,
    limit: fc.double({ noNaN: true }),
    verdict: fc.constantFrom(...Verdict.options),
    evidence: fc.double({ min: 0, noNaN: true }),
  })
  .map((more) => aMonitor(more));

const watched = fc
  .record({
    feature: words,
    id: words,
    status: fc.constantFrom(...STATUSES),
    waitsFor: fc.array(words, { maxLength: 6 }),
    why: fc.array(words, { maxLength: 3 }),
    flags: fc.array(words, { maxLength: 3 }),
    phases: fc.array(
      fc.record({
        id: words,
        percent: fc.double({ min: 0, max: 100, noNaN: true }),
        is: fc.constantFrom('over' as const, 'now' as const, 'ahead' as const),
      }),
      { maxLength: 30 },
    ),
    monitors: fc.array(monitor, { maxLength: 20 }),
    happened: fc.array(fc.record({ atMs: fc.nat(4e12), what: words, why: words }), { maxLength: 30 }),
  })
  .map((more) => aWatched(more));

const size = fc.record({
  columns: fc.constantFrom(1, 7, 20, 39, 40, 59, 60, 80, 119, 120, 200, 300),
  rows: fc.constantFrom(1, 3, 8, 23, 60),
});

const screens = (one: ReturnType<typeof aWatched>): readonly Watch[] => {
  const live = update(aWatch(false, [one.id]), { is: 'watched', watched: one });
  const listed = update(aWatch(false, [], 'list'), { is: 'rollouts', rollouts: [{ ...one, id: one.id }] });
  const dialogs = ACTIONS.map((action) =>
    update(live, { is: 'dialog', dialog: dialogFor(action, one, [one.feature]) }),
  );
  return [live, listed, update(live, { is: 'keys' }), update(live, { is: 'answered', what: one.feature }), ...dialogs];
};

/** A repository that says whatever it likes of itself, and servers that do as well. */
const setUps = fc
  .record({ said: fc.array(words, { minLength: 4, maxLength: 8 }), typing: fc.boolean(), row: fc.nat(12) })
  .map(({ said, typing, row }) => {
    const [one = '', two = '', three = '', four = ''] = said;
    const offer = {
      name: one,
      about: two,
      what: three,
      example: four,
      secrets: [{ name: one, needed: true, set: false }],
    };
    const offers = said.map((at) => ({ ...offer, at, place: three }));
    const found = {
      host: 'github',
      repository: one,
      languages: said.map((name) => ({ name, at: two })),
      systems: said.map((system) => ({ of: 'flags' as const, system, at: two })),
      policy: { path: three, backend: four },
      unread: two,
    } as const;
    const things = said.map((says): Thing => ({
      what: 'flags',
      name: one,
      place: two,
      state: 'fails',
      says,
      hint: three,
    }));
    const files = said.map((text) => ({ path: one, is: 'left' as const, why: two, text: `${text}\n${three}` }));
    const chosen = { flags: row, metrics: row, pipeline: row % 3, rules: row % 5 };
    const first = { ...aSetUp(found, { flags: offers, metrics: offers }), chosen, typing, things, files, next: said };
    return STEPS.map((step) => ({ ...setUpUpdate(first, { is: 'refused', problems: [] }), step }));
  });

const isTight = (lines: readonly Line[], { columns, rows }: { columns: number; rows: number }): void => {
  expect(widest(lines)).toBeLessThanOrEqual(columns);
  expect(lines.length).toBeLessThanOrEqual(rows);
  expect(textOf(lines).replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u);
};

describe('every screen, whatever it has to say and however wide it is', () => {
  it('has no line that is wider than the terminal, no more lines than it has, and nothing that a terminal obeys', () => {
    fc.assert(
      fc.property(watched, size, (one, { columns, rows }) => {
        for (const watch of screens(one)) {
          isTight(view(watch, { columns, rows }), { columns, rows });
        }
      }),
      { numRuns: 60 },
    );
  });

  it('the questions of a set-up as well', () => {
    fc.assert(
      fc.property(setUps, size, (all, one) => {
        for (const now of all) isTight(setUpView(now, one), one);
      }),
      { numRuns: 60 },
    );
  });
});
