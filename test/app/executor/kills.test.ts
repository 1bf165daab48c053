import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { sqliteEventLog } from '../../../src/adapters/event-log/sqlite.ts';
import { flagdBackend } from '../../../src/adapters/flag-backend/flagd.ts';
import { loadAll } from '../../../src/app/executor/journal.ts';
import { reachesMore } from '../../../src/core/flags/compare.ts';
import type { Plan } from '../../../src/core/plan/plan.ts';
import { flagsIn } from '../../../src/core/rollout/desired.ts';
import { replay } from '../../../src/core/rollout/replay.ts';
import { bundled } from '../../helpers/bundled.ts';
import { worked } from '../../helpers/log.ts';
import { agreed, anOffice, type Office } from '../../helpers/office.ts';
import { MIN } from '../../helpers/rollout.ts';
import { aPlan } from '../../helpers/samples.ts';
import { inTurn } from '../../sim/bugs.ts';
import type { Killing } from './kill-process.ts';

const CACHE = mkdtempSync(join(tmpdir(), 'rampart-kills-'));
afterAll(() => rmSync(CACHE, { recursive: true, force: true }));

/** Two steps, so that each clean run after a kill is a short one. */
const shortPlan = (): Plan => {
  const plan = aPlan('medium', { environment: 'staging' });
  const [first] = plan.phases;
  const last = plan.phases.at(-1);
  const before = plan.checklists.before.slice(0, 2);
  const checklists = { ...plan.checklists, before };
  return first && last ? { ...plan, checklists, phases: [{ ...first, soak: 'PT30M' }, last] } : plan;
};

type Story = {
  /** What has happened before the operation that is killed. */
  readonly before: (office: Office) => Promise<unknown>;
  readonly operation: string;
  readonly input: Record<string, unknown>;
  /** What a clean process is asked for afterwards, beside following it to its end. */
  readonly afterwards?: readonly string[];
  readonly end: 'completed' | 'rolled-back';
  readonly percent: number;
};

const planned = (office: Office) => office.run('apply p.json');
const begun = async (office: Office): Promise<void> => {
  await planned(office);
  await agreed(office);
  await office.run('apply p.json --once --yes');
};
const later = async (office: Office): Promise<void> => {
  await begun(office);
  await office.clock.sleep(65 * MIN);
};
const up = async (office: Office): Promise<void> => {
  await later(office);
  await office.run('tick --all');
  await office.clock.sleep(65 * MIN);
};
const bad = async (office: Office): Promise<void> => {
  await begun(office);
  office.errors.percent = 9;
  await office.clock.sleep(6 * MIN);
};
const after =
  (line: string) =>
  async (office: Office): Promise<void> => {
    await begun(office);
    await office.run(line);
  };

const UP = { end: 'completed', percent: 100 } as const;
const DOWN = { end: 'rolled-back', percent: 0 } as const;
const ONCE = { once: true, yes: true };
const ALL = { all: true };
const START = ['apply p.json --once --yes', 'confirm'];
const BACK = 'rollback recalc --to off --reason bad';

const STORIES: readonly Story[] = [
  { before: async () => undefined, operation: 'apply', input: ONCE, afterwards: START, ...UP },
  {
    before: async (office) => agreed((await planned(office), office)),
    operation: 'apply',
    input: ONCE,
    afterwards: START,
    ...UP,
  },
  { before: planned, operation: 'confirm', input: { item: 'acceptance-criteria-met' }, afterwards: START, ...UP },
  { before: later, operation: 'tick', input: ALL, ...UP },
  { before: up, operation: 'tick', input: ALL, ...UP },
  { before: bad, operation: 'tick', input: ALL, ...DOWN },
  { before: begun, operation: 'rollback', input: { to: 'off', reason: 'bad' }, afterwards: [BACK], ...DOWN },
  {
    before: up,
    operation: 'rollback',
    input: { to: '5%', gradual: true, reason: 'bad' },
    afterwards: ['rollback recalc --to 5% --reason bad'],
    end: 'rolled-back',
    percent: 5,
  },
  { before: begun, operation: 'advance', input: { reason: 'seen', yes: true }, ...UP },
  { before: begun, operation: 'pause', input: {}, afterwards: ['resume recalc'], ...UP },
  { before: after('pause recalc'), operation: 'resume', input: { yes: true }, afterwards: ['resume recalc'], ...UP },
  { before: begun, operation: 'hold', input: {}, afterwards: ['resume recalc'], ...UP },
  { before: begun, operation: 'freeze', input: {}, afterwards: ['unfreeze recalc'], ...UP },
  {
    before: after(BACK),
    operation: 'restart',
    input: { reason: 'mended' },
    afterwards: ['restart recalc --reason mended', ...START],
    ...UP,
  },
];

/** Undefined where it was killed, else the number of its calls. */
const killed = async (killing: Killing): Promise<number | undefined> => {
  const script = await bundled(new URL('kill-process.ts', import.meta.url));
  const env = { ...process.env, NODE_COMPILE_CACHE: CACHE };
  return new Promise((resolve, reject) => {
    execFile(process.execPath, ['--no-warnings', script, JSON.stringify(killing)], { env }, (error, out, err) => {
      if (!error) resolve(JSON.parse(out).calls);
      else if (error.signal === 'SIGKILL') resolve(undefined);
      else reject(new Error(err));
    });
  });
};

const restore = (from: string, { folder }: Office): void => {
  for (const name of readdirSync(folder)) rmSync(join(folder, name));
  cpSync(from, folder, { recursive: true });
};

/** What is in the log, whole and unbroken; nothing where nobody has written one. */
const logged = async ({ path, plan }: Office) => {
  if (!existsSync(path('rampart.db'))) return undefined;
  const log = worked(await sqliteEventLog(path('rampart.db')));
  try {
    const all = await loadAll(log, plan.id);
    if (!all.ok && all.problems[0]?.code === 'no-such-rollout') return undefined;
    const { rollout, beginning, events } = worked(all);
    worked(replay(rollout.plan, beginning, events));
    return { state: rollout.state, events };
  } finally {
    await log.close();
  }
};

const flagOf = async ({ path, plan }: Office) =>
  worked(await flagdBackend(path('flags.json')).read(plan.flags.map(({ key }) => key)))[0];

/** The log is whole, holds all that it held, and nobody has more than it allows. */
const unharmed = async (office: Office, before: Awaited<ReturnType<typeof logged>>): Promise<void> => {
  const now = await logged(office);
  expect(now?.events.slice(0, before?.events.length) ?? []).toEqual(before?.events ?? []);
  const flag = await flagOf(office);
  const allowed = flagsIn(office.plan, now?.state.phase ?? -1)[0];
  if (flag && allowed) expect(reachesMore(flag, allowed)).toBe(false);
};

/** A clean process goes on: asks for the same again, lets it go where it was stopped, and follows it to its end. */
const goesOn = async (office: Office, { afterwards = [], end, percent }: Story): Promise<void> => {
  for (const line of afterwards) await (line === 'confirm' ? agreed(office) : office.run(line));
  await office.clock.sleep(6 * MIN);
  await office.run('apply p.json --yes --every 31m');
  expect((await logged(office))?.state.status).toBe(end);
  const flag = await flagOf(office);
  expect(flag?.enabled ? flag.percent : 0).toBe(percent);
};

/** Kills the operation of a story at every call there is, and gives how often that was. */
const story = async (told: Story): Promise<number> => {
  const office = anOffice(shortPlan());
  const kept = mkdtempSync(join(tmpdir(), 'rampart-kept-'));
  try {
    await told.before(office);
    cpSync(office.folder, kept, { recursive: true });
    const [nowMs, errors] = [office.clock.now, office.errors.percent];
    const before = await logged(office);
    const input = { ...told.input, ...(told.operation === 'apply' ? { file: office.path('p.json') } : {}) };
    const named = told.operation === 'apply' || told.operation === 'tick' ? input : { rollout: 'recalc', ...input };
    const again = async (at: number, when: Killing['when']): Promise<number | undefined> => {
      restore(kept, office);
      office.clock.set(nowMs);
      office.errors.percent = errors;
      const calls = await killed({ folder: office.folder, nowMs, operation: told.operation, input: named, at, when });
      await unharmed(office, before);
      return calls;
    };
    const calls = (await again(NEVER, 'before')) ?? 0;
    for (const { at, when } of momentsOf(calls)) {
      expect(await again(at, when), `killed ${when} call ${at} of ${calls}`).toBeUndefined();
      await goesOn(office, told);
    }
    return momentsOf(calls).length;
  } finally {
    rmSync(kept, { recursive: true, force: true });
    office.close();
  }
};

/** Calls are counted from one. */
const NEVER = 0;

type Moment = Pick<Killing, 'at' | 'when'>;

/** Once a call is made, what is outside stays as it is until the next: only the last has a moment after it of its own. */
const momentsOf = (calls: number): readonly Moment[] => [
  ...Array.from({ length: calls }, (_, nth): Moment => ({ at: nth + 1, when: 'before' })),
  { at: calls, when: 'after' },
];

describe('kill -9 at every call to the outside, before it is made and after the last', () => {
  it('leaves a whole log, loses nothing, gives nobody more, and the rollout ends all the same', async () => {
    const kills: number[] = [];
    await inTurn(STORIES, async (told) => void kills.push(await story(told)));
    expect(kills.reduce((sum, some) => sum + some)).toBeGreaterThanOrEqual(200);
  }, 900_000);
});
