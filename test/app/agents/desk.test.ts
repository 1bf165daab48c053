import { describe, expect, it } from 'vitest';
import { memoryEventLog } from '../../../src/adapters/event-log/memory.ts';
import { agentDesks, type AgentDesk, memoryDesk } from '../../../src/app/agents/desk.ts';
import { failed } from '../../../src/core/problem.ts';
import { digestOf } from '../../../src/core/values/digest.ts';
import { DAY, MINUTE } from '../../../src/core/values/duration.ts';
import type { EventLog } from '../../../src/ports/event-log.ts';
import { letters } from '../../helpers/access.ts';
import { testClock } from '../../helpers/executor.ts';
import { worked } from '../../helpers/log.ts';

const PAUSE = digestOf({ tool: 'pause', args: { rollout: 'a' }, plan: 'x' });
const OTHER = digestOf({ tool: 'pause', args: { rollout: 'b' }, plan: 'x' });

/** Two processes that answer for the same callers, on one log. */
const twoProcesses = (log: EventLog = memoryEventLog()) => {
  const clock = testClock();
  const [here, there] = [
    agentDesks(log, { clock, unguessable: letters }),
    agentDesks(log, { clock, unguessable: letters }),
  ];
  return { clock, log, here: here('omar'), there: there('omar'), eves: there('eve') };
};

const plan = (nth: number, size = 10) => ({ id: `p${nth}`, words: 'x'.repeat(size) });
const keep = async (desk: AgentDesk, one: object): Promise<string> => {
  worked(await desk.keep(one, digestOf(one)));
  return digestOf(one);
};

describe('a plan that an agent made', () => {
  it('is known at another process at once, to the same caller and for a day', async () => {
    const { clock, here, there, eves } = twoProcesses();
    expect(worked(await there.plans())).toEqual([]);
    const digest = await keep(here, plan(1));
    expect(worked(await there.plan(digest))).toBe(JSON.stringify(plan(1)));
    expect(worked(await there.plans())).toEqual([digest]);
    expect(worked(await eves.plan(digest))).toBeUndefined();
    clock.set(clock.now + DAY - 60 * MINUTE);
    expect(worked(await there.plan(digest))).toBe(JSON.stringify(plan(1)));
    clock.set(clock.now + 120 * MINUTE);
    expect(worked(await there.plan(digest))).toBeUndefined();
    expect(worked(await there.plans())).toEqual([]);
  });

  it('is written once, however often it is made', async () => {
    const { log, here, there } = twoProcesses();
    for (const desk of [here, there, here]) await keep(desk, plan(1));
    const [row] = worked(await log.list());
    expect(row?.version).toBe(1);
  });

  it('makes room for newer ones: so many are at hand, and of so many letters', async () => {
    const { here, there } = twoProcesses();
    const made: string[] = [];
    for (let nth = 0; nth < 51; nth += 1) made.push(await keep(here, plan(nth)));
    expect(worked(await there.plans())).toEqual(made.slice(1));
    for (let nth = 0; nth < 5; nth += 1) made.push(await keep(here, plan(nth, 1_900_000)));
    expect(worked(await there.plans())).toEqual(made.slice(-4));
    const book = plan(0, 2_000_001);
    expect(await here.keep(book, digestOf(book))).toMatchObject({ ok: false, problems: [{ code: 'plan-not-kept' }] });
  });
});

describe('what a person was asked', () => {
  it('is agreed to at one process and used at another, once', async () => {
    const { here, there } = twoProcesses();
    const ticket = worked(await here.ask(PAUSE));
    expect(worked(await there.redeem(ticket, PAUSE))).toBe(true);
    expect(worked(await here.redeem(ticket, PAUSE))).toBe(false);
    expect(worked(await there.redeem(ticket, PAUSE))).toBe(false);
  });

  it('is used by one of two that show it at the same time', async () => {
    const { here, there } = twoProcesses();
    const ticket = worked(await here.ask(PAUSE));
    const both = await Promise.all([here.redeem(ticket, PAUSE), there.redeem(ticket, PAUSE)]);
    expect(both.map(worked).toSorted()).toEqual([false, true]);
  });

  it('is not what somebody else was asked, nor anything else, and whoever tries that spoils it', async () => {
    const { here, there, eves } = twoProcesses();
    const ticket = worked(await here.ask(PAUSE));
    expect(worked(await eves.redeem(ticket, PAUSE))).toBe(false);
    expect(worked(await there.redeem(ticket, OTHER))).toBe(false);
    expect(worked(await here.redeem(ticket, PAUSE))).toBe(false);
    expect(worked(await here.redeem('abcdefghijklmnop', PAUSE))).toBe(false);
  });

  it('holds for ten minutes, also over midnight', async () => {
    const { clock, here, there } = twoProcesses();
    clock.set(Math.ceil(clock.now / DAY) * DAY - MINUTE);
    const [young, old] = [worked(await here.ask(PAUSE)), worked(await here.ask(PAUSE))];
    clock.set(clock.now + 9 * MINUTE);
    expect(worked(await there.redeem(young, PAUSE))).toBe(true);
    expect(worked(await here.redeem(young, PAUSE))).toBe(false);
    clock.set(clock.now + MINUTE);
    expect(worked(await there.redeem(old, PAUSE))).toBe(false);
  });

  it('is in no log in words that open anything', async () => {
    const { log, here } = twoProcesses();
    const ticket = worked(await here.ask(PAUSE));
    const [row] = worked(await log.list());
    expect(JSON.stringify(worked(await log.read(row?.id ?? '', 1)))).not.toContain(ticket);
    expect(ticket).toMatch(/^[a-z]{16}$/);
    expect(row?.id).not.toContain('omar');
  });

  it('is no yes where the log does not answer', async () => {
    const { clock, log, here } = twoProcesses();
    const ticket = worked(await here.ask(PAUSE));
    const silent: EventLog = { ...log, append: async () => failed(), read: async () => failed() };
    const desk = agentDesks(silent, { clock, unguessable: letters })('omar');
    expect((await desk.redeem(ticket, PAUSE)).ok).toBe(false);
    expect((await desk.ask(PAUSE)).ok).toBe(false);
  });

  it('fills no log without end', async () => {
    const { clock, here, there } = twoProcesses();
    for (let nth = 0; nth < 2000; nth += 1) worked(await here.ask(PAUSE));
    expect(await there.ask(PAUSE)).toMatchObject({ ok: false, problems: [{ code: 'too-many' }] });
    clock.set(clock.now + DAY);
    expect((await there.ask(PAUSE)).ok).toBe(true);
  });
});

it('a process of its own keeps the same in memory', async () => {
  const desk = memoryDesk({ clock: testClock(), unguessable: letters });
  const ticket = worked(await desk.ask(PAUSE));
  expect(worked(await desk.redeem(ticket, PAUSE))).toBe(true);
  expect(worked(await desk.redeem(ticket, PAUSE))).toBe(false);
  const digest = await keep(desk, plan(1));
  expect(worked(await desk.plan(digest))).toBe(JSON.stringify(plan(1)));
  expect(worked(await desk.plans())).toEqual([digest]);
});
