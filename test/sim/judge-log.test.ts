import { expect, it } from 'vitest';
import { loadAll } from '../../src/app/executor/journal.ts';
import type { Event } from '../../src/core/rollout/events.ts';
import { aYard } from '../helpers/driving.ts';
import { worked } from '../helpers/log.ts';
import { HOUR } from '../helpers/rollout.ts';
import { faultsOfFlags, faultsOfTurns, type Landed } from './judge-log.ts';
import { PLANS } from './plans.ts';

/** The log of a rollout that went to its end, or back, and the flag changes that belong to it. */
const aLog = async (percent = 1) => {
  const [shares] = PLANS;
  const plan = { ...shares, id: 'r', approvals: [], flags: shares.flags.map((flag) => ({ ...flag, key: 'r' })) };
  const yard = aYard(() => plan);
  await yard.begin('r');
  const driver = yard.drive();
  await yard.pass(5 * 60_000);
  yard.errors.set('r', percent);
  await yard.pass(HOUR);
  await driver.stop();
  const { events } = worked(await loadAll(yard.log, 'r'));
  const steps = [5, 50, 100];
  const landed = events.flatMap((event): Landed[] => {
    if (event.type === 'phase-entered') return [change(event.atMs + 20, steps[event.phase] ?? 0)];
    return event.type === 'rollback-decided' ? [change(event.atMs + 20, 0)] : [];
  });
  return { plan, events, landed };
};

const change = (atMs: number, percent: number): Landed => ({ atMs, reach: { percent, rings: {}, allow: [] } });

const earlier = (events: readonly Event[], type: Event['type'], ms: number): readonly Event[] =>
  events.map((event) =>
    event.type === type && 'phase' in event && event.phase === 1 ? { ...event, atMs: event.atMs - ms } : event,
  );

it('finds nothing in a log that went well, to the end and back', async () => {
  for (const log of [await aLog(), await aLog(9)]) {
    expect(log.landed.length).toBeGreaterThan(1);
    expect(faultsOfTurns(log.plan, log.events)).toEqual([]);
    expect(faultsOfFlags(log.plan, log.events, log.landed)).toEqual([]);
  }
});

it('finds a soak that was cut short, a turn that knew nothing, and a step up after the way back', async () => {
  const { plan, events } = await aLog();
  expect(faultsOfTurns(plan, earlier(events, 'phase-entered', 400_000)).join()).toContain('before the soak was over');
  const blind = events.map((event) =>
    event.type === 'turn-taken' && event.input.is === 'tick'
      ? { ...event, input: { ...event.input, backend: { is: 'unreachable' as const, why: 'away' } } }
      : event,
  );
  expect(faultsOfTurns(plan, blind).join()).toContain('nobody has read the flags');
  const back = await aLog(9);
  const up = events.filter((event) => event.type === 'phase-entered' && event.phase === 1);
  const turn = events.filter(({ type }) => type === 'turn-taken').slice(-1);
  expect(faultsOfTurns(plan, [...back.events, ...turn, ...up]).join()).toContain('phase-entered after a rollback');
});

it('finds a flag that had more than its phase, that rose after the way back, and one that was told twice', async () => {
  const { plan, events, landed } = await aLog();
  const [first, second, third] = landed;
  if (!first || !second || !third) throw new Error('three steps');
  expect(faultsOfFlags(plan, events, [change(first.atMs, 50), second, third])).toEqual(['1: 50 % in phase 0']);
  const twice = [first, change(first.atMs + 1, 4), change(first.atMs + 2, 5), second, third];
  expect(faultsOfFlags(plan, events, twice)).toEqual(['5: 5 changes came of 3 decisions']);
  const back = await aLog(9);
  const rises = [...back.landed, change((back.landed.at(-1)?.atMs ?? 0) + 60_000, 5)];
  expect(faultsOfFlags(plan, back.events, rises).join()).toContain('2: 0 % became 5 % after a rollback');
});
