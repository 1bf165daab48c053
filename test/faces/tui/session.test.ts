import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { operations } from '../../../src/app/index.ts';
import { follow } from '../../../src/app/executor/follow.ts';
import { ok } from '../../../src/core/problem.ts';
import { callerOf } from '../../../src/faces/tui/call.ts';
import type { Line } from '../../../src/faces/tui/line.ts';
import type { Shown } from '../../../src/faces/tui/screen.tsx';
import { type Session, sitDown, type Sitting } from '../../../src/faces/tui/watch/session.ts';
import { portsWith } from '../../helpers/cli.ts';
import { aStage, aStarted, percentNow, put, type Stage } from '../../helpers/executor.ts';
import { worked } from '../../helpers/log.ts';
import { HOUR } from '../../helpers/rollout.ts';
import { key, textOf, typing, until } from '../../helpers/tui.ts';

type Seated = { readonly session: Session; readonly screen: () => string; readonly press: (...keys: string[]) => void };

const seated = async (
  stage: Stage,
  more: Partial<Sitting> = {},
  meant: string | undefined = stage.id,
): Promise<Seated> => {
  // Places are not in this log: everything it needs is in memory.
  const log = { ...stage.log, close: async () => undefined };
  const ports = portsWith(new Map(), {
    clock: stage.clock,
    openLog: async () => ok(log),
    openFlags: async () => ok(stage.flags),
    openMetrics: async () => ok(stage.metrics),
    user: async () => 'anna',
  });
  const shown: Shown[] = [];
  const mount: Sitting['mount'] = async (store) => {
    shown.push(store);
    return { end: async () => undefined, aside: async (act) => act() };
  };
  const session = worked(
    await sitDown(meant, {
      log,
      db: undefined,
      ports,
      call: callerOf(operations, ports),
      mount,
      roles: [],
      by: undefined,
      drives: false,
      ...more,
    }),
  );
  const lines = (): readonly Line[] => shown[0]?.view({ columns: 100, rows: 30 }) ?? [];
  return {
    session,
    screen: () => textOf(lines()),
    press: (...names) =>
      names
        .flatMap((name) => (name.length > 1 && !NAMED.has(name) ? typing(name) : [key(name)]))
        .forEach((one) => shown[0]?.press(one)),
  };
};

const NAMED = new Set(['enter', 'escape', 'tab', 'up', 'down']);

const drive = async (stage: Stage): Promise<void> => {
  worked(
    await follow(stage.id, stage, { everyMs: 60_000, once: true, turned: () => undefined, troubled: () => undefined }),
  );
};

describe('somebody in front of a rollout that others drive', () => {
  it('sees it as it is, says something, and it is so', async () => {
    const stage = await aStarted();
    await drive(stage);
    const { session, screen, press } = await seated(stage);
    await until(screen, 'running');
    press('p', 'a ticket', 'enter');
    await until(screen, '✓ paused (operator)');
    await until(screen, 'waits for  paused (operator): a ticket');
    press('r', 'wrong', 'enter', 'y');
    await until(screen, 'rolled-back');
    await drive(stage);
    expect(await percentNow(stage)).toBe(0);
    press('q');
    await session.over;
    await session.end();
    expect([session.left(), session.last()?.status]).toEqual(['yes', 'rolled-back']);
  });

  it('is told what was refused, in the words of the operation', async () => {
    const stage = await aStarted();
    const { session, screen, press } = await seated(stage);
    press('a', 'enter', 'y');
    await until(screen, '✗ ');
    expect(screen()).not.toContain('✓ approved');
    await session.end();
  });

  it('two look at once, and each sees what the other did', async () => {
    const stage = await aStarted();
    await drive(stage);
    const [one, two] = [await seated(stage), await seated(stage)];
    one.press('p', 'mine', 'enter');
    await until(one.screen, 'paused (operator): mine');
    two.press('p', 'x', 'enter');
    expect(await until(two.screen, 'paused (operator): mine')).toContain('✗ ');
    await Promise.all([one.session.end(), two.session.end()]);
  });

  it('opened again it tells all that happened, and what is new is told once', async () => {
    const stage = await aStarted();
    await drive(stage);
    const first = await seated(stage);
    await first.session.end();
    stage.clock.set(stage.clock.now + HOUR);
    worked(await put(stage, { is: 'pause' }));
    const again = await seated(stage);
    const told = again.session.last()?.happened.map(({ what }) => what) ?? [];
    expect(told.filter((what) => what === 'started')).toHaveLength(1);
    expect(told.at(-1)).toBe('paused (operator)');
    await again.session.end();
  });

  it('chooses from a list where it is not said which', async () => {
    const stage = await aStage();
    const { session, screen, press } = await seated(stage, {}, undefined);
    press('tab');
    expect(await until(screen, '› · pending')).toContain(stage.id);
    press('enter');
    await until(screen, 'somebody starts it: rampart apply');
    await session.end();
    await setImmediate();
  });
});
