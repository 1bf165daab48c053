import { readFileSync, writeFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { memoryEventLog } from '../../../src/adapters/event-log/memory.ts';
import { memoryFlagBackend } from '../../../src/adapters/flag-backend/memory.ts';
import type { Ports } from '../../../src/app/operation.ts';
import { failed, ok, problem } from '../../../src/core/problem.ts';
import { LogLine } from '../../../src/core/program/log-line.ts';
import type { FlagBackend } from '../../../src/ports/flag-backend.ts';
import { aFlag } from '../../helpers/flags.ts';
import { agreed, anOffice, type Office } from '../../helpers/office.ts';

const opened: Office[] = [];
afterEach(() => opened.splice(0).forEach(({ close }) => close()));

const office = (...given: Parameters<typeof anOffice>): Office => {
  const made = anOffice(...given);
  opened.push(made);
  return made;
};

/** One flag in memory, and a log in memory. */
const atHand = (flags: FlagBackend = memoryFlagBackend([aFlag({ key: 'new-login', percent: 5 })])) => {
  const log = { ...memoryEventLog(), close: async () => undefined };
  return {
    flags,
    log,
    more: { openFlags: async () => ok(flags), openLog: async () => ok(log) } satisfies Partial<Ports>,
  };
};

const json = ({ out }: { out: string }) => JSON.parse(out);

describe('the vocabulary of the playbook, on a flagd file and SQLite', () => {
  it('goes through its steps as they are written', async () => {
    const { run, path } = office();
    const file = `--flags ${path('flags.json')} --yes`;
    expect(await run(`flags rollout intent_bar_v1_rollout 0 --create ${file}`)).toMatchObject({ code: 0 });
    for (const line of ['canary-add intent_bar_v1_rollout user123', 'canary-add intent_bar_v1_rollout user7'])
      expect((await run(`flags ${line} ${file}`)).code).toBe(0);
    const waiting = await run(`flags canary-list intent_bar_v1_rollout --flags ${path('flags.json')}`);
    expect(waiting.out).toBe('canary off\nuser123\nuser7\n');
    expect(json(await run(`flags canary intent_bar_v1_rollout on ${file} --json`))).toMatchObject({
      enabled: true,
      percent: 0,
      canary: { on: true, users: ['user123', 'user7'] },
    });
    await run(`flags rollout intent_bar_v1_rollout 10 ${file}`);
    await run(`flags canary-remove intent_bar_v1_rollout user123 ${file}`);
    expect(json(await run(`flags get intent_bar_v1_rollout --flags ${path('flags.json')} --json`))).toMatchObject({
      percent: 10,
      canary: { on: true, users: ['user7'] },
      changed: false,
    });
    await run(`flags canary intent_bar_v1_rollout off ${file}`);
    const status = await run(`flags status --flags ${path('flags.json')}`);
    expect(status.out).toMatch(/intent_bar_v1_rollout\s+on\s+10 %\s+canary off, 1/);
    const back = await run(`flags rollout intent_bar_v1_rollout 0 --reason tickets ${file}`);
    expect(back.out).toMatch(/off[\s\S]*rollout 0 %\s+\S+: tickets[\s\S]*read back/);
    expect(JSON.parse(readFileSync(path('flags.json'), 'utf8')).flags.intent_bar_v1_rollout.state).toBe('DISABLED');
  });

  it('leaves a chain that travels like that of a rollout, and is taken for none', async () => {
    const { run, path } = office();
    await run(`flags rollout search 25 --create --yes --by anna --reason ticket --flags ${path('flags.json')}`);
    const { out } = await run('export-log');
    const events = out
      .trim()
      .split('\n')
      .map((line) => LogLine.parse(JSON.parse(line)));
    expect(events.map((line) => (line.line === 'event' ? line.event.type : 'end'))).toEqual([
      'flag-told',
      'flag-read-back',
      'end',
    ]);
    expect(events[0]).toMatchObject({ event: { by: { name: 'anna' }, reason: 'ticket', asked: 'rollout 25 %' } });
    writeFileSync(path('out.jsonl'), out);
    expect(await run(`import-log ${path('out.jsonl')} --db ${path('other.db')}`)).toMatchObject({ code: 0 });
    writeFileSync(path('odd.jsonl'), out.replace('"ticket"', '"whim"'));
    expect(await run(`import-log ${path('odd.jsonl')} --db ${path('third.db')}`)).toMatchObject({ code: 3 });
    expect((await run('status')).err).toContain('no-rollout');
    expect((await run('log flags:search')).err).toContain('no-such-rollout');
    expect(json(await run('list --json')).rollouts).toEqual([]);
  });

  it('asks before anybody gets it in production, and never before somebody loses it', async () => {
    const { flags, more } = atHand();
    const { run } = office();
    expect(await run('flags rollout new-login 10', more)).toMatchObject({
      code: 5,
      err: expect.stringContaining('--yes'),
    });
    const asked: string[] = [];
    await run('flags rollout new-login 10', { ...more, ask: async (question) => asked.push(question) > 0 });
    expect(asked).toEqual(['"rollout 10 %" gives new-login to more people in production. Go on?']);
    expect((await run('flags rollout new-login 20 --environment staging', more)).code).toBe(0);
    expect((await run('flags rollout new-login 3', more)).code).toBe(0);
    expect(await flags.read(['new-login'])).toMatchObject({ value: [{ percent: 3 }] });
    expect((await run('flags canary-add new-login ada', more)).code).toBe(0);
    expect((await run('flags canary new-login on', more)).code).toBe(5);
  });

  it('does nothing, and leaves no trace, where it is so already', async () => {
    const { log, more } = atHand();
    const { run } = office();
    expect(json(await run('flags rollout new-login 5 --json', more))).toMatchObject({ changed: false, happened: [] });
    expect(await log.list()).toMatchObject({ value: [] });
  });

  it.each([
    ['flags rollout new-logn 10 --yes', 2, 'no-such-flag'],
    ['flags get new-logn', 2, 'no-such-flag'],
    ['flags rollout new-login 10 --environment moon --yes', 2, 'no-such-environment'],
    ['flags rollout new-login 101', 2, 'PERCENT'],
    ['flags canary new-login perhaps', 2, 'choose one of on, off'],
    ['flags rolout new-login 10', 2, 'Did you mean rollout'],
  ])('%s is refused', async (line, code, words) => {
    const { log, more } = atHand();
    const said = await office().run(line, more);
    expect(said).toMatchObject({ code, err: expect.stringContaining(words) });
    expect(await log.list()).toMatchObject({ value: [] });
  });

  it('shows what the group holds', async () => {
    expect(await office().run('flags')).toMatchObject({ code: 0, out: expect.stringContaining('canary-list') });
    expect((await office().run('flags --help')).out).toMatch(/rollout[\s\S]*canary-add[\s\S]*status/);
  });
});

/** A rollout in its first phase, with a flag. */
const started = async (): Promise<Office & { readonly key: string }> => {
  const made = office();
  await made.run('apply p.json');
  await agreed(made);
  await made.run('apply p.json --once');
  return { ...made, key: made.plan.flags[0]?.key ?? '' };
};

describe('a flag that a rollout has in hand', () => {
  it('is refused: which rollout, and how it is said there', async () => {
    const { run, key, plan, flag } = await started();
    const before = JSON.stringify(flag());
    const said = await run(`flags rollout ${key} 50 --yes`);
    expect(said).toMatchObject({ code: 5, err: expect.stringMatching(/flag-held[\s\S]*rampart pause/) });
    expect(said.err).toContain(plan.id);
    expect(JSON.stringify(flag())).toBe(before);
    expect(json(await run(`flags get ${key} --json`))).toMatchObject({ heldBy: plan.id });
    expect((await run('flags status')).out).toContain(plan.id);
  });

  it('is free when it is given up, and in another file', async () => {
    const { run, key, plan, path } = await started();
    writeFileSync(path('others.json'), '{"flags": {}}\n');
    expect((await run(`flags rollout ${key} 50 --yes --create --flags ${path('others.json')}`)).code).toBe(0);
    await run(`abort ${plan.id} --reason done`);
    expect((await run(`flags rollout ${key} 50 --yes`)).code).toBe(0);
  });
});

describe('when the flag system does not do as it is told', () => {
  const real = memoryFlagBackend([aFlag({ key: 'new-login', percent: 5 })]);
  const down = problem({ kind: 'unreachable', code: 'down', message: 'no answer', hint: 'try again' });

  it('the wish and the failure stand in the log', async () => {
    const { more } = atHand({ ...real, write: async () => failed(down) });
    const { run } = office();
    expect(await run('flags rollout new-login 2', more)).toMatchObject({
      code: 7,
      err: expect.stringContaining('no answer'),
    });
    expect(json(await run('flags get new-login --json', more)).happened).toMatchObject([
      { what: 'rollout 2 %' },
      { what: 'the flag system was not told', why: 'no answer' },
    ]);
  });

  it('a write that is not kept is found when it is read back', async () => {
    const { more } = atHand({ ...real, write: async () => ok(undefined) });
    expect(await office().run('flags rollout new-login 2', more)).toMatchObject({
      code: 7,
      err: expect.stringContaining('flag-not-so'),
    });
  });

  it('what somebody shaped by hand may only go down', async () => {
    const edited = {
      ...problem({ kind: 'stale', code: 'flag-edited', path: 'new-login', message: 'x', hint: 'y' }),
      severity: 'warning' as const,
    };
    const flags = memoryFlagBackend([aFlag({ key: 'new-login', percent: 5 })]);
    const odd: FlagBackend = {
      ...flags,
      read: async (keys) => {
        const read = await flags.read(keys);
        return read.ok ? ok(read.value, [edited]) : read;
      },
    };
    const { more } = atHand(odd);
    const { run } = office();
    expect(await run('flags rollout new-login 9 --yes', more)).toMatchObject({
      code: 4,
      err: expect.stringContaining('flag-edited'),
    });
    expect((await run('flags rollout new-login 0', more)).code).toBe(0);
  });

  it('of two who change it at once, one is refused', async () => {
    const { flags, log, more } = atHand();
    const slow: Partial<Ports> = {
      ...more,
      openLog: async () =>
        ok({
          ...log,
          append: async (...given) => {
            await new Promise((done) => setTimeout(done, 5));
            return log.append(...given);
          },
        }),
    };
    const { run } = office();
    const said = await Promise.all([run('flags rollout new-login 2', slow), run('flags rollout new-login 1', slow)]);
    expect(said.map(({ code }) => code).toSorted()).toEqual([0, 4]);
    expect(await flags.read(['new-login'])).toMatchObject({ value: [{ percent: said[0]?.code === 0 ? 2 : 1 }] });
  });
});
