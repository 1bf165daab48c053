import { expect, it } from 'vitest';
import { logProblems } from '../../../src/adapters/event-log/problems.ts';
import { memoryFiles } from '../../../src/adapters/files/memory.ts';
import { announce } from '../../../src/app/announce/announce.ts';
import { type Teller, tellerOf } from '../../../src/app/drive/teller.ts';
import type { Ports } from '../../../src/app/operation.ts';
import { failed, ok, problem } from '../../../src/core/problem.ts';
import type { Announcement } from '../../../src/ports/notifier.ts';
import type { EventLog } from '../../../src/ports/event-log.ts';
import { aYard } from '../../helpers/driving.ts';
import { HOUR, MIN } from '../../helpers/rollout.ts';

const POLICY = "announce:\n  team: { by: slack, at: 'https://hooks.slack.com' }\n";
const deaf = problem({ kind: 'unreachable', code: 'deaf', message: 'nobody listens', hint: 'wait' });

/** A yard whose policy names somebody to tell, and how they hear it. */
const aTeam = (hear: (heard: Announcement[]) => Promise<boolean>) => {
  const yard = aYard();
  const heard: Announcement[] = [];
  const ports: Partial<Ports> = {
    files: memoryFiles(new Map([['rampart.yaml', POLICY]])),
    openNotifier: async () =>
      ok({
        tell: async (one) => {
          if (!(await hear(heard))) return failed(deaf);
          heard.push(one);
          return ok(undefined);
        },
      }),
  };
  const drive = () => yard.drive({ policy: 'rampart.yaml' }, ports);
  const kinds = (id: string): readonly string[] =>
    heard.filter(({ rollout }) => rollout === id).map(({ kind }) => kind);
  return { ...yard, drive, kinds };
};

const ALL = ['before', 'progress', 'progress', 'progress', 'complete'];

it('tells of every rollout, each piece of news once, whoever drives', async () => {
  const team = aTeam(async () => true);
  for (const id of ['a', 'b']) await team.begin(id);
  const drivers = [team.drive(), team.drive()];
  await team.pass(HOUR);
  for (const driver of drivers) await driver.stop();
  expect(team.kinds('a')).toEqual(ALL);
  expect(team.kinds('b')).toEqual(ALL);
});

it('lets no turn wait for somebody who is slow to listen', async () => {
  const team = aTeam(() => new Promise(() => undefined));
  await team.begin('a');
  const driver = team.drive();
  await team.pass(HOUR);
  expect(await team.standing('a')).toMatchObject({ status: 'completed' });
  expect(driver.numbers().failed).toBe(0);
});

it('tells of what happens in the very moment in which all else was told', async () => {
  const [heard, yard] = [[] as string[], aYard()];
  for (const id of ['a', 'b']) await yard.begin(id);
  const ports: Ports = {
    ...yard.ports,
    files: memoryFiles(new Map([['rampart.yaml', POLICY]])),
    openNotifier: async () => ok({ tell: async ({ rollout }) => (heard.push(rollout), ok(undefined)) }),
  };
  let isLast = true;
  const troubled = (): void => {
    if (heard.length > 0 && isLast) queueMicrotask(() => teller.happened('b'));
    isLast = heard.length === 0;
  };
  const teller: Teller = tellerOf({ log: yard.log, ports, policy: 'rampart.yaml', troubled });
  teller.happened('a');
  await yard.pass(MIN);
  expect(new Set(heard)).toEqual(new Set(['a', 'b']));
});

it('turns on, and tells the rest, where telling breaks off by a mistake of ours', async () => {
  let isBroken = true;
  const team = aTeam(async () => {
    if (isBroken) throw new Error('a bug');
    return true;
  });
  await team.begin('a');
  const driver = team.drive();
  await team.pass(HOUR);
  expect(await team.standing('a')).toMatchObject({ status: 'completed' });
  expect(team.said.filter(({ rollout }) => rollout === 'announce')).toMatchObject([
    { what: 'telling-broke', why: 'telling broke off: a bug' },
  ]);
  isBroken = false;
  await team.pass(HOUR);
  await driver.stop();
  expect(team.kinds('a')).toEqual(ALL);
});

it('tells of the others where the log of one is damaged', async () => {
  const [heard, yard] = [[] as string[], aYard()];
  for (const id of ['a', 'b']) await yard.begin(id);
  const damaged = failed(logProblems.damaged('a', 'an event was changed'));
  const log: EventLog = { ...yard.log, read: async (id, from) => (id === 'a' ? damaged : yard.log.read(id, from)) };
  const team = { tell: async ({ rollout }: Announcement) => (heard.push(rollout), ok(undefined)) };
  const troubles = await announce(['a', 'b'], [{ to: 'team', notifier: team }], log, yard.ports);
  expect(troubles).toMatchObject([{ code: 'log-damaged', path: 'announce.team' }]);
  expect(new Set(heard)).toEqual(new Set(['b']));
});

it('tells what nobody heard later, also of what is over, and by another process', async () => {
  let isDeaf = true;
  const team = aTeam(async () => !isDeaf);
  await team.begin('a');
  const first = team.drive();
  await team.pass(HOUR);
  await first.stop();
  expect(team.kinds('a')).toEqual([]);
  isDeaf = false;
  const next = team.drive();
  await team.pass(11 * MIN);
  await next.stop();
  expect(team.kinds('a')).toEqual(ALL);
});
