import { render } from 'ink-testing-library';
import { describe, expect, it } from 'vitest';
import { Screen } from '../../../src/faces/tui/screen.tsx';
import { storeOf } from '../../../src/faces/tui/store.ts';
import { styleOf } from '../../../src/faces/tui/theme.ts';
import { keys, type Wish } from '../../../src/faces/tui/watch/keys.ts';
import { aWatch, type Message, update, type Watch } from '../../../src/faces/tui/watch/state.ts';
import { view } from '../../../src/faces/tui/watch/view.ts';
import { TONES } from '../../../src/faces/text/colour.ts';
import { othersOf } from '../../../src/app/planner/others.ts';
import { keys as plannerKeys } from '../../../src/faces/tui/planner/keys.ts';
import { aPlanner } from '../../../src/faces/tui/planner/planner.ts';
import { update as planned } from '../../../src/faces/tui/planner/state.ts';
import { view as plannerView } from '../../../src/faces/tui/planner/view.ts';
import { aDraft } from '../../helpers/draft.ts';
import { aWatched, until } from '../../helpers/tui.ts';

const onScreen = (first: Watch, size = { columns: 80, rows: 24 }) => {
  const wishes: Wish[] = [];
  const store = storeOf<Watch, Message, Wish>({ update, keys, view }, first, (wish) => void wishes.push(wish));
  return { ...render(<Screen shown={store} colour={false} size={size} />), store, wishes };
};

const live = update(aWatch(false, []), { is: 'watched', watched: aWatched() });

describe('the screen of a rollout, in Ink', () => {
  it('goes from key to frame: a rollback with its reason and its yes', async () => {
    const { stdin, lastFrame, wishes, unmount } = onScreen(live);
    await until(lastFrame, 'r roll back');
    stdin.write('r');
    await until(lastFrame, 'From 10 % to 0 %');
    stdin.write('wrong refunds\r');
    await until(lastFrame, 'Do it?');
    stdin.write('y');
    await until(() => (wishes.length > 0 ? 'asked' : ''), 'asked');
    expect(wishes).toEqual([
      { is: 'do', operation: 'rollback', input: { rollout: 'new-login-1', reason: 'wrong refunds' } },
    ]);
    unmount();
  });

  it('shows keys, the list, and the log further down', async () => {
    const { stdin, lastFrame, unmount } = onScreen(live);
    stdin.write('?');
    await until(lastFrame, 'Keys here');
    stdin.write('?');
    await until(lastFrame, 'r roll back');
    stdin.write('\u001b[B');
    await until(lastFrame, /11-26 05:00/);
    stdin.write('\t');
    expect(await until(lastFrame, 'There is no rollout')).not.toContain('Keys here');
    unmount();
  });

  it('draws anew when the rollout moves', async () => {
    const { store, lastFrame, unmount } = onScreen(live);
    store.say({ is: 'watched', watched: aWatched({ status: 'rolled-back', percent: 0 }) });
    const frame = await until(lastFrame, 'rolled-back');
    expect(frame).toContain('10 ✗');
    unmount();
  });

  it.each([40, 80, 200])('is as wide as the terminal at most: %i', async (columns) => {
    const { lastFrame, unmount } = onScreen(live, { columns, rows: 24 });
    const frame = await until(lastFrame, 'New login');
    expect(Math.max(...frame.split('\n').map((line) => line.length))).toBeLessThanOrEqual(columns);
    unmount();
  });
});

describe('the planner, in Ink', () => {
  it('every pane by its key, and a field that is edited in its place', async () => {
    const draft = await aDraft();
    const store = storeOf(
      { update: planned, keys: plannerKeys, view: plannerView },
      aPlanner(draft, ['healthy']),
      (wish, say) => {
        if (wish.is === 'others') say({ is: 'others', others: othersOf(draft) });
      },
    );
    const { stdin, lastFrame, unmount } = render(
      <Screen shown={store} colour={false} size={{ columns: 100, rows: 30 }} />,
    );
    await until(lastFrame, 'back to 0 %');
    const marks: readonly (readonly [string, string])[] = [
      ['2', 'money.formula'],
      ['3', 'Early adopters'],
      ['4', 'Rolls back on'],
      ['5', 'owned by'],
      ['6', 'Back to 0 %'],
      ['7', 'Who is told, when'],
      ['8', '"schemaVersion": 1'],
      ['9', 'What would be different'],
      ['0', '› healthy'],
    ];
    for (const [digit, mark] of marks) {
      stdin.write(digit);
      expect(await until(lastFrame, mark)).toContain('? keys');
    }
    stdin.write('3');
    await until(lastFrame, '› Internal');
    stdin.write('\u001b[C');
    await until(lastFrame, '[3d]');
    stdin.write('\r');
    await until(lastFrame, 'soak: 3d▏');
    stdin.write('\u0015');
    await until(lastFrame, 'soak: ▏');
    stdin.write('4d\r');
    expect(await until(lastFrame, '[4d]')).toContain('changed, not written');
    unmount();
  });
});

it('has no colour where none is wanted, and only colours of the terminal where it is', () => {
  for (const tone of TONES) {
    expect(styleOf(tone, false)).toEqual({});
    expect(['green', 'yellow', 'red', 'cyan', undefined]).toContain(styleOf(tone, true).color);
  }
});
