import { describe, expect, it } from 'vitest';
import { memoryFlagBackend } from '../../../src/adapters/flag-backend/memory.ts';
import { inTime } from '../../../src/app/executor/deadline.ts';
import { follow } from '../../../src/app/executor/follow.ts';
import { found, load } from '../../../src/app/executor/journal.ts';
import { look } from '../../../src/app/executor/look.ts';
import { preflight } from '../../../src/app/executor/preflight.ts';
import { builtInPolicy } from '../../../src/core/policy/built-in.ts';
import { failed, isError, problem } from '../../../src/core/problem.ts';
import type { Plan } from '../../../src/core/plan/plan.ts';
import { aStage, aStarted, put, type Stage } from '../../helpers/executor.ts';
import { aFlag } from '../../helpers/flags.ts';
import { worked } from '../../helpers/log.ts';
import { aClimb, ANNA, anApproval, MIN } from '../../helpers/rollout.ts';
import { aPlan } from '../../helpers/samples.ts';

const [KEY = ''] = aClimb().flags.map(({ key }) => key);
const policy = builtInPolicy();

/** What preflight finds beyond what it finds in a plan that is in order. */
const codes = async (stage: Stage, more: { head?: string; policySha256?: string } = {}): Promise<string[]> => {
  const rollout = worked(await load(stage.log, stage.id));
  const problems = await preflight({
    rollout,
    policy: { ...policy, sha256: more.policySha256 ?? policy.sha256 },
    world: stage,
    start: { is: 'start', by: ANNA, reason: 'go', atMs: stage.clock.now, authors: ['zoe'] },
    head: more.head,
  });
  return problems.filter(isError).flatMap(({ code }) => (code.startsWith('R') ? [] : [code]));
};

const notThere = problem({ kind: 'unreachable', code: 'x', message: 'connection refused', hint: '' });

describe('preflight', () => {
  it('has nothing to say when all is well', async () => expect(await codes(await aStage())).toEqual([]));

  it.each<[string, Plan, Partial<Stage>, { head?: string; policySha256?: string }]>([
    ['policy-moved', aClimb(), {}, { policySha256: '0'.repeat(64) }],
    ['head-moved', aClimb(), {}, { head: 'another' }],
    ['flags-silent', aClimb(), { flags: { ...memoryFlagBackend(), read: async () => failed(notThere) } }, {}],
    ['flag-in-use', aClimb(), { flags: memoryFlagBackend([aFlag({ key: KEY, percent: 1 })]) }, {}],
    ['metric-silent', aClimb(), { metrics: { measure: async () => ({ is: 'error', why: 'unknown' }) } }, {}],
    ['approval-needed', aClimb({ approvals: [anApproval('few')] }), {}, {}],
    ['not-confirmed', aClimb({ checklists: aPlan('high').checklists }), {}, {}],
    ['dependency-missing', aClimb({ dependencies: [{ name: 'old_flag', kind: 'flag', needs: 'fully-on' }] }), {}, {}],
  ])('finds %s', async (code, plan, more, asked) =>
    expect(new Set(await codes(await aStage(plan, more), asked))).toEqual(new Set([code])),
  );

  it('finds a freeze, and another rollout that holds the flag', async () => {
    const stage = await aStage();
    worked(await put(stage, { is: 'freeze' }));
    expect(await codes(stage)).toEqual(['frozen']);
    const taken = await aStarted();
    const plan = aClimb({ id: 'another' });
    worked(await found(taken.log, { id: 'another', plan, places: { metrics: 'in memory', checks: 'in memory' } }));
    expect(await codes({ ...taken, id: 'another' })).toEqual(['flag-taken']);
  });
});

const never = <T>(): Promise<T> => new Promise(() => undefined);

describe('whoever does not answer', () => {
  const hasty = { nowMs: () => 0, sleep: async () => undefined };

  it('is not waited for', async () =>
    expect(await inTime(hasty, never<string>(), (said) => said)).toBe('no answer within 30 s'));

  it('leaves a look that says so', async () => {
    const stage = await aStarted();
    const world = { ...stage, clock: { ...hasty, nowMs: stage.clock.nowMs }, flags: { ...stage.flags, read: never } };
    const { tick } = await look(worked(await load(stage.log, stage.id)), world as never);
    expect(tick.backend).toEqual({ is: 'unreachable', why: 'no answer within 30 s' });
  });
});

describe('following', () => {
  const options = { everyMs: 5 * MIN, once: false, turned: () => undefined };

  it('tries again what may pass, and says so', async () => {
    const stage = await aStarted();
    let left = 2;
    const busy = problem({ kind: 'locked', code: 'log-busy', message: 'busy', hint: '' });
    const append: Stage['log']['append'] = async (...given) => (left-- > 0 ? failed(busy) : stage.log.append(...given));
    const said: string[] = [];
    const world = { ...stage, log: { ...stage.log, append } };
    const troubled = (problems: readonly { code: string }[]) => void said.push(...problems.map(({ code }) => code));
    expect(worked(await follow(stage.id, world, { ...options, troubled })).rollout.state.status).toBe('completed');
    expect(said).toEqual(['log-busy', 'log-busy']);
  });

  it('ends with what does not pass', async () => {
    const stage = await aStarted();
    const broken = problem({ kind: 'invalid', code: 'log-damaged', message: 'broken', hint: '' });
    const world = { ...stage, log: { ...stage.log, append: async () => failed(broken) } };
    const ended = await follow(stage.id, world, { ...options, troubled: () => undefined });
    expect(ended).toMatchObject({ ok: false, problems: [{ code: 'log-damaged' }] });
  });
});
