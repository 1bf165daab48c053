import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { sqliteEventLog } from '../../../src/adapters/event-log/sqlite.ts';
import { agreed, anOffice, type Office, pass } from '../../helpers/office.ts';
import { MIN } from '../../helpers/rollout.ts';
import type { Killing } from './kill-process.ts';

const opened: Office[] = [];
afterEach(() => opened.splice(0).forEach(({ close }) => close()));

/** In its first phase, due for the second. */
const due = async (): Promise<Office> => {
  const made = anOffice();
  opened.push(made);
  await made.run('apply p.json');
  await agreed(made);
  await made.run('apply p.json --once --yes');
  await made.clock.sleep(75 * MIN);
  return made;
};

const edit = ({ path }: Office, sql: string): void => {
  const db = new DatabaseSync(path('rampart.db'));
  db.exec(sql);
  db.close();
};

const flagsOf = ({ path }: Office): string => readFileSync(path('flags.json'), 'utf8');

describe('a log that is not as it was left', () => {
  it.each<[string, number, string, (office: Office) => void]>([
    ['cut short', 3, 'log-damaged', ({ path }) => truncateSync(path('rampart.db'), 8000)],
    [
      'without its last event',
      3,
      'log-damaged',
      (office) => edit(office, 'delete from event where version = (select max(version) from event)'),
    ],
    [
      'with another reason',
      3,
      'log-broken',
      (office) => edit(office, `update event set body = replace(body, 'agreed', 'argued')`),
    ],
    [
      'with another plan',
      3,
      'log-broken',
      (office) =>
        edit(office, `update event set body = replace(body, '"percent":25', '"percent":99') where version = 1`),
    ],
    ['of a newer program', 4, 'log-newer', (office) => edit(office, 'pragma user_version = 99')],
    [
      'with an event of a newer program',
      3,
      'event-version',
      (office) =>
        edit(office, `update event set body = json_set(body, '$.schemaVersion', 2) where body like '%"started"%'`),
    ],
  ])('%s: exit code %i, %s, and no flag is touched', async (_, code, said, harm) => {
    const made = await due();
    const before = flagsOf(made);
    harm(made);
    for (const line of ['tick --all', `rollback ${made.plan.id} --reason bad`])
      expect(await made.run(line)).toMatchObject({ code, err: expect.stringContaining(said) });
    expect(flagsOf(made)).toBe(before);
  });
});

describe('a place that takes no writing', () => {
  it('of the log: a lock that another holds', async () => {
    const made = await due();
    const before = flagsOf(made);
    const other = new DatabaseSync(made.path('rampart.db'));
    other.exec('begin immediate');
    const hasty = { openLog: () => sqliteEventLog(made.path('rampart.db'), 50) };
    expect(await made.run('tick --all', hasty)).toMatchObject({ code: 6, err: expect.stringContaining('log-busy') });
    expect(flagsOf(made)).toBe(before);
    other.close();
    expect((await made.run('tick --all')).out).toContain('went on to 25-percent');
  });

  it('of the log: a folder that is a file', async () => {
    const made = await due();
    writeFileSync(made.path('file'), '');
    const said = await made.run(`apply p.json --once --db ${made.path('file/rampart.db')}`);
    expect(said).toMatchObject({ code: 2, err: expect.stringContaining('log-not-opened') });
  });

  it('of the log: a full disk. Nothing is raised, nothing is lost, and it goes on when there is room', async () => {
    const made = await due();
    const before = flagsOf(made);
    const { folder, clock } = made;
    const killing: Killing = {
      folder,
      nowMs: clock.now,
      operation: 'tick',
      input: { all: true },
      at: 0,
      when: 'before',
    };
    const script = fileURLToPath(new URL('kill-process.ts', import.meta.url));
    const limited = [
      '-c',
      'ulimit -f 8; exec "$0" --no-warnings "$@"',
      process.execPath,
      script,
      JSON.stringify(killing),
    ];
    const { stdout } = await promisify(execFile)('sh', limited);
    expect(JSON.parse(stdout).codes).toEqual([expect.stringMatching(/^log-(?:failed|disk-full)$/)]);
    expect(flagsOf(made)).toBe(before);
    expect((await made.run('tick --all')).out).toContain('went on to 25-percent');
    expect((await made.run('replay recalc')).code).toBe(0);
  });

  it('of the flags: it is written down, tried again, and counts when it is read back', async () => {
    const made = await due();
    const before = flagsOf(made);
    rmSync(made.path('flags.json.lock'));
    mkdirSync(made.path('flags.json.lock'));
    await made.run('tick --all');
    await pass(made, 40 * MIN, 10 * MIN);
    expect(flagsOf(made)).toBe(before);
    expect((await made.run('status')).out).toMatch(/paused[\s\S]*a write was not seen/);
    expect((await made.run('replay recalc')).code).toBe(0);
  });
});

const edited = (made: Office): void =>
  writeFileSync(made.path('p.json'), JSON.stringify({ ...made.plan, feature: 'Something else' }));

describe('a plan that was edited after people agreed to it', () => {
  it('before it is started is another rollout, and is agreed to anew', async () => {
    const made = anOffice();
    opened.push(made);
    await made.run('apply p.json');
    await agreed(made);
    edited(made);
    expect(await made.run('apply p.json --once --yes')).toMatchObject({
      code: 5,
      err: expect.stringContaining('not-confirmed'),
    });
    expect(made.flag()).toBeUndefined();
  });

  it('while it is carried out is refused; afterwards its name needs more letters', async () => {
    const made = await due();
    edited(made);
    const said = await made.run('apply p.json --once --yes');
    expect(said).toMatchObject({ code: 4, err: expect.stringContaining('another-plan') });
    await made.run(`rollback ${made.plan.id} --reason bad`);
    await made.run('apply p.json');
    expect(await made.run('status recalc')).toMatchObject({ code: 2, err: expect.stringContaining('which-rollout') });
    expect((await made.run(`status ${made.plan.id}`)).code).toBe(0);
  });
});
