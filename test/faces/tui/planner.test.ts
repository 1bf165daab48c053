import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Draft, redrafted } from '../../../src/app/planner/draft.ts';
import { differencesOf, othersOf } from '../../../src/app/planner/others.ts';
import { playOf } from '../../../src/app/planner/play.ts';
import { hunksOf } from '../../../src/app/planner/hunks.ts';
import type { Pressed } from '../../../src/faces/tui/key.ts';
import { keys, type Wish } from '../../../src/faces/tui/planner/keys.ts';
import { aPlanner, FRAMES, PANES, pairOf, type Planner } from '../../../src/faces/tui/planner/planner.ts';
import { update } from '../../../src/faces/tui/planner/state.ts';
import { view } from '../../../src/faces/tui/planner/view.ts';
import { textsOf } from '../../../src/app/planner/texts.ts';
import { aDraft, portsForDraft } from '../../helpers/draft.ts';
import { worked } from '../../helpers/log.ts';
import { key, textOf, typing, widest } from '../../helpers/tui.ts';

const SIZE = { columns: 120, rows: 30 };
let draft: Draft;
beforeAll(async () => void (draft = await aDraft()));

const begun = (): Planner => aPlanner(draft, ['healthy', 'errors-at-10']);

const press = (
  first: Planner,
  ...pressed: readonly (string | Pressed)[]
): { planner: Planner; wishes: readonly Wish[] } => {
  const wishes: Wish[] = [];
  let planner = first;
  for (const one of pressed) {
    for (const answer of keys(planner, typeof one === 'string' ? key(one) : one)) {
      if ('wish' in answer) wishes.push(answer.wish);
      else planner = update(planner, answer);
    }
  }
  return { planner, wishes };
};

const screen = (planner: Planner): string => textOf(view(planner, SIZE));

describe('the first look', () => {
  it('says how risky and why, which way, how long, and what brings it back', () => {
    const shown = screen(begun());
    for (const said of [
      'CRITICAL',
      'An amount of money is computed differently.',
      'src/refunds/tax.ts:11',
      'internal → beta',
      'Day 1 09:00',
      'back to 0 % on',
      'needs   2 of engineering before Internal',
      'not written',
      '! 1 to look at',
      '1[summary]',
    ])
      expect(shown).toContain(said);
  });

  it('lists all keys under ?', () => {
    expect(screen(press(begun(), '?').planner)).toMatch(/disagree[^]*second opinion[^]*redo/);
  });
});

describe('evidence', () => {
  it('shows the diff with the very line marked, one fact after the other', async () => {
    const opened = press(begun(), '2');
    expect(opened.wishes).toEqual([{ is: 'hunks' }]);
    const evidence = draft.plan.risk.signals.map((signal) => signal.evidence);
    const hunks = worked(await hunksOf(evidence, draft.input, portsForDraft()));
    const shown = update(opened.planner, { is: 'hunks', hunks });
    expect(screen(shown)).toMatch(/▸ +11 - +return round\(total \* item\.taxRate\);/);
    expect(screen(shown)).toContain(`1 of ${draft.plan.risk.signals.length}`);
    const next = press(shown, 'right').planner;
    expect(screen(next)).toContain(`2 of ${draft.plan.risk.signals.length}`);
    expect(screen(press(next, 'left', 'left').planner)).toContain('1 of ');
  });

  it('a disagreement is a level, a name and a reason, and stands in the plan', () => {
    const { planner, wishes } = press(
      begun(),
      'd',
      ...typing('low'),
      'tab',
      ...typing('anna'),
      'tab',
      ...typing('a test only'),
      'enter',
    );
    expect(wishes).toMatchObject([{ is: 'redraft', wishes: { level: 'low', by: 'anna', reason: 'a test only' } }]);
    const made = worked(redrafted(draft, { level: 'low', by: 'anna', reason: 'a test only' }));
    const after = update(planner, { is: 'drafted', draft: made, said: 'the level is low now' });
    expect(screen(after)).toMatch(/LOW[^]*set to low by anna: a test only/);
  });
});

const phases = (): Planner => press(begun(), '3').planner;

describe('phases', () => {
  it('a field is edited in place, and undone, and done again', () => {
    const { planner } = press(phases(), 'down', 'right', 'enter', 'ctrl-u', ...typing('5d'), 'enter');
    expect(planner.draft.plan.phases[1]?.soak).toBe('P5D');
    expect(screen(planner)).toMatch(/› Beta .*\[5d\]/);
    expect(screen(planner)).toContain('changed, not written');
    const undone = press(planner, 'u').planner;
    expect(undone.draft.plan).toBe(draft.plan);
    expect(press(undone, 'U').planner.draft.plan).toBe(planner.draft.plan);
  });

  it('what a rule says of it stands beside it while it is being written', () => {
    const canary = worked(redrafted(draft, { strategy: 'canary' }));
    const open = press(aPlanner(canary, []), '3', 'down', 'enter', 'ctrl-u', ...typing('0.5')).planner;
    expect(screen(open)).toMatch(/percent: 0\.5▏[^]*✗ R\d+ .*exposure|✗ R\d+/);
    expect(open.draft.plan).toBe(canary.plan);
    expect(press(open, 'escape').planner.draft.plan).toBe(canary.plan);
  });

  it('what is no duration stays open, and says how one is written', () => {
    const { planner } = press(phases(), 'right', 'enter', 'ctrl-u', ...typing('soon'), 'enter');
    expect(planner.editing?.fault).toContain('that is no duration');
    expect(screen(planner)).toContain('such as 30m, 48h or 2d');
  });
});

describe('another way', () => {
  it('shows each strategy as the plan it would be, what would differ, and takes the one that is chosen', () => {
    const opened = press(begun(), 't');
    expect(opened.wishes).toEqual([{ is: 'others' }]);
    const shown = update(opened.planner, { is: 'others', others: othersOf(draft) });
    const chosen = press(shown, 'down', 'down').planner;
    expect(screen(chosen)).toMatch(/› canary[^]*What would be different[^]*·/);
    expect(press(chosen, 'enter').wishes).toMatchObject([{ is: 'redraft', wishes: { strategy: 'canary' } }]);
  });

  it('is played as it goes on, and says at the end who was harmed', () => {
    const run = playOf(draft, 'errors-at-10');
    if (!run) throw new Error('there is no such story');
    let planner = update(press(begun(), '0').planner, { is: 'playing', run });
    expect(screen(planner)).toContain('Day 1 09:00  …');
    for (let frame = 0; frame < FRAMES; frame += 1) planner = update(planner, { is: 'frame' });
    expect(screen(planner)).toMatch(/rolled back|completed/);
    expect(screen(planner)).toMatch(/harmed of/);
    expect(update(planner, { is: 'frame' })).toBe(planner);
  });
});

const edited = (): Planner => press(phases(), 'right', 'enter', 'ctrl-u', ...typing('5d'), 'enter').planner;

describe('any two drafts', () => {
  it('are listed with what each came of, and compared in words', () => {
    const two = edited();
    const canary = worked(redrafted(two.draft, { strategy: 'canary' }));
    const opened = press(update(two, { is: 'drafted', draft: canary, said: 'the way is canary now' }), 'c');
    expect(opened.wishes).toEqual([{ is: 'compare' }]);
    const { from, to } = pairOf(opened.planner);
    expect([from, to]).toEqual([canary, canary]);
    const first = press(opened.planner, 'up', 'up', ' ', 'down');
    expect(first.wishes).toHaveLength(4);
    expect(pairOf(first.planner)).toEqual({ from: draft, to: two.draft });
    const differs = differencesOf(draft, two.draft);
    const shown = update(first.planner, { is: 'compared', from: draft, to: two.draft, differs });
    expect(screen(shown)).toMatch(
      /\[x\] +as it was planned[^]*› \[ \] +Internal: soak 5d[^]*\[ \] now +the way is canary now/,
    );
    expect(screen(shown)).toMatch(/different from the marked one[^]*· .*5 d/);
    // What was compared belongs to those two, and is not shown of others.
    expect(screen(press(shown, 'down').planner)).toContain('Comparing …');
  });

  it('one is gone back to, and that can be undone; what was undone is listed as well', () => {
    const two = edited();
    const back = press(press(two, 'c').planner, 'up', 'enter').planner;
    expect([back.draft, back.past.length]).toEqual([draft, 2]);
    expect(press(back, 'u').planner.draft).toBe(two.draft);
    expect(screen(press(press(two, 'u').planner, 'c').planner)).toMatch(
      /› \[x\] now +as it was planned[^]*Internal: soak 5d/,
    );
  });
});

describe('what people are told', () => {
  it('is shown as it would be sent, and belongs to the plan as it is', async () => {
    const opened = press(begun(), '7');
    expect(opened.wishes).toEqual([{ is: 'texts' }]);
    const told = await textsOf(draft, portsForDraft());
    const shown = update(opened.planner, { is: 'texts', plan: draft.plan, told });
    const all = textOf(view(shown, { columns: 120, rows: 90 }));
    expect(all).toMatch(
      /Said before it begins[^]*│ .*rollout starting soon[^]*Said when it was taken back[^]*rolled back/,
    );
    expect(textOf(view(update(shown, { is: 'drafted', draft: edited().draft, said: '' }), SIZE))).not.toContain('│');
    expect(press(shown, 'u').wishes).toEqual([{ is: 'texts' }]);
  });
});

describe('a second opinion', () => {
  it('says that it costs something before it is asked for, and takes one that is there already', () => {
    const asked = press(begun(), 'o');
    expect(asked.wishes).toEqual([]);
    expect(screen(asked.planner)).toContain('what it cost is said');
    expect(press(asked.planner, ...typing('x.json'), 'enter').wishes).toMatchObject([
      { is: 'opinion', said: { opinion: 'x.json' } },
    ]);
  });
});

describe('writing and starting', () => {
  it('asks before what was changed and not written is thrown away', () => {
    const changed = press(begun(), '3', 'right', 'enter', 'ctrl-u', ...typing('5d'), 'enter').planner;
    expect(press(changed, 'q').wishes).toEqual([]);
    expect(press(changed, 'q', 'y').wishes).toEqual([{ is: 'leave', interrupted: false }]);
    const saved = update(changed, { is: 'saved', plan: changed.draft.plan, path: 'rollout.plan.json' });
    expect(press(saved, 'q').wishes).toEqual([{ is: 'leave', interrupted: false }]);
    expect(press(begun(), 'ctrl-c').wishes).toEqual([{ is: 'leave', interrupted: true }]);
  });

  it('starts after a yes, and approves what waits for one', () => {
    expect(press(begun(), 's', 'enter').wishes).toEqual([]);
    expect(press(begun(), 's', 'enter', 'y').wishes).toEqual([{ is: 'start', every: undefined }]);
    expect(press(begun(), 's', ...typing('15s'), 'enter', 'y').wishes).toEqual([{ is: 'start', every: '15s' }]);
    expect(screen(press(begun(), 'a').planner)).toContain('nothing waits for a yes yet');
    const waits = update(begun(), { is: 'waits', rollout: 'r1' });
    expect(press(waits, 'a', ...typing('engineering'), 'enter', 'y').wishes).toMatchObject([
      { is: 'approve', said: { role: 'engineering' } },
    ]);
  });

  it.each([
    ['w', 'save'],
    ['e', 'edit'],
  ])('%s is %s', (name, is) => expect(press(begun(), name).wishes).toEqual([{ is }]));
});

it('no pane at any size is wider or higher than the terminal, or holds what a terminal obeys', async () => {
  const hostile = {
    ...draft.plan,
    feature: '\u001b[2J漢字👨‍👩‍👧\u202e',
    phases: draft.plan.phases.map((phase) => ({ ...phase, name: '漢'.repeat(40) })),
  };
  const others = othersOf(draft);
  const planners = [draft, { ...draft, plan: hostile, problems: [] }].flatMap((one) =>
    PANES.map((pane) => ({
      ...update(aPlanner(one, ['healthy']), { is: 'pane', pane }),
      others,
      names: new Map([[one, hostile.feature]]),
      compared: { from: one, to: one, differs: [hostile.feature, '漢'.repeat(90)] },
      texts: { plan: one.plan, told: [{ kind: 'before' as const, text: `${hostile.feature}\n\n${'漢'.repeat(90)}` }] },
    })),
  );
  const editing = press(begun(), '3', 'enter', ...typing('漢字'.repeat(20))).planner;
  const asked = press(begun(), 'd').planner;
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 220 }), fc.integer({ min: 1, max: 60 }), (columns, rows) => {
      for (const planner of [...planners, editing, asked]) {
        const lines = view(planner, { columns, rows });
        expect(widest(lines)).toBeLessThanOrEqual(columns);
        expect(lines.length).toBeLessThanOrEqual(rows);
        expect(textOf(lines).replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202a-\u202e]/u);
      }
    }),
    { numRuns: 15 },
  );
});
