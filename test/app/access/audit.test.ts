import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { memoryEventLog } from '../../../src/adapters/event-log/memory.ts';
import { type AskedFor, auditLog } from '../../../src/app/access/audit-log.ts';
import { worked } from '../../helpers/log.ts';
import { anOffice, type Office } from '../../helpers/office.ts';
import { aTimeline } from '../../helpers/timeline.ts';

const DAY = 86_400_000;
const PAUSE: AskedFor = {
  who: 'omar',
  proof: 'token kqzmwtrbpa',
  from: '10.1.1.1',
  method: 'POST',
  path: '/api/v1/rollouts/new-login/pause',
  right: 'operate',
  environment: 'staging',
};

let office: Office;
beforeEach(() => {
  office = anOffice();
  office.clock.set(Date.UTC(2026, 2, 2, 9));
});
afterEach(() => office.close());

const opened = async () => {
  const log = worked(await office.ports.openLog(office.path('rampart.db')));
  return { log, record: auditLog(log, office.clock) };
};

/** Three days of it. */
const filled = async (): Promise<void> => {
  const { log, record } = await opened();
  for (let day = 0; day < 3; day += 1) {
    await record.letIn(PAUSE);
    await record.refused({ ...PAUSE, who: 'vera', right: 'approve' }, 'this asks for the right to approve');
    office.clock.set(office.clock.now + DAY);
  }
  await record.close();
  await log.close();
};

const damaged = (sql: string): void => {
  const db = new DatabaseSync(office.path('rampart.db'));
  db.exec(sql);
  db.close();
};

describe('rampart audit', () => {
  it('tells who asked for what, and who was refused', async () => {
    await office.run('tick --all');
    expect((await office.run('audit')).out).toBe('Nothing is written here yet.\n');
    await filled();
    const { out } = await office.run('audit --until 2026-03-02');
    expect(out).toBe(
      [
        '2026-03-02T09:00:00.000Z  let in   omar (token kqzmwtrbpa, 10.1.1.1)  operate in staging  POST /api/v1/rollouts/new-login/pause',
        '2026-03-02T09:00:00.000Z  refused  vera (token kqzmwtrbpa, 10.1.1.1)  approve in staging  POST /api/v1/rollouts/new-login/pause: this asks for the right to approve',
        '',
      ].join('\n'),
    );
    const lines = (await office.run('audit --since 2026-03-03 --format jsonl')).out.trim().split('\n');
    expect(lines.map((line) => JSON.parse(line).event.type)).toEqual(
      ['day-began', 'let-in', 'refused'].flatMap((type, _, all) => (type === 'day-began' ? [...all, ...all] : [])),
    );
    const { days } = JSON.parse((await office.run('audit --json')).out);
    expect(days.map(({ version }: { version: number }) => version)).toEqual([3, 3, 3]);
    expect((await office.run('export-log')).out).not.toContain('audit:');
  });

  it.each([
    ['an event that was changed', `update event set body = replace(body, 'omar', 'eve') where rollout like 'audit:%'`],
    ['an event that is missing', `delete from event where rollout = 'audit:2026-03-03' and version = 2`],
    [
      'a day that is missing',
      `delete from event where rollout = 'audit:2026-03-03'; delete from rollout where id = 'audit:2026-03-03'`,
    ],
    [
      'the first day missing',
      `delete from event where rollout = 'audit:2026-03-02'; delete from rollout where id = 'audit:2026-03-02'`,
    ],
    [
      'a day that lost its end',
      `delete from event where rollout = 'audit:2026-03-02' and version = 3;
       update rollout set version = 2, hash = (select hash from event where rollout = 'audit:2026-03-02' and version = 2)
       where id = 'audit:2026-03-02'`,
    ],
  ])('finds %s', async (_, sql) => {
    await filled();
    damaged(sql);
    const { code, out, err } = await office.run('audit');
    expect([code, out]).toEqual([3, '']);
    expect(err).toMatch(/log-broken|log-damaged/);
    expect((await office.run('audit --since 2026-03-04')).code).toBe(3);
  });
});

describe('the record', () => {
  it('counts a flood of refusals, and writes the first of them', async () => {
    const { log, record } = await opened();
    for (let nth = 0; nth < 5000; nth += 1)
      await record.refused(
        { ...PAUSE, who: undefined, from: `10.0.${nth % 3}.1` } as AskedFor,
        'nobody knows who asks',
      );
    await record.close();
    await log.close();
    const { events } = JSON.parse((await office.run('audit --json')).out);
    expect(events).toHaveLength(22);
    expect(events.at(-1).event).toMatchObject({
      type: 'refusals-counted',
      count: 4980,
      most: [{ count: 1660 }, { count: 1660 }, { count: 1660 }],
    });
    expect((await office.run('audit')).out).toContain('4980 more since');
  });

  it('counts on where what was counted could not be written', async () => {
    const log = memoryEventLog();
    let isFull = false;
    const append: typeof log.append = async (...given) => (isFull ? { ok: false, problems: [] } : log.append(...given));
    const time = aTimeline(Date.UTC(2026, 2, 2, 9));
    const record = auditLog({ ...log, append }, time.clock);
    for (let nth = 0; nth < 30; nth += 1) await record.refused(PAUSE, 'no');
    isFull = true;
    await time.pass(2 * 60_000);
    isFull = false;
    await time.pass(2 * 60_000);
    await record.close();
    const entries = worked(await log.read('audit:2026-03-02', 1));
    expect(entries.at(-1)?.event).toMatchObject({
      type: 'refusals-counted',
      sinceMs: Date.UTC(2026, 2, 2, 9),
      count: 10,
      most: [{ who: 'omar', count: 10 }],
    });
  });

  it('names a thousand at most, and the twenty worst', async () => {
    const { log, record } = await opened();
    for (let nth = 0; nth < 1500; nth += 1) await record.refused({ ...PAUSE, who: `stranger ${nth}` }, 'no');
    await record.close();
    await log.close();
    const last = JSON.parse((await office.run('audit --json')).out).events.at(-1).event;
    expect(last.count).toBe(1480);
    expect(last.most).toHaveLength(20);
    expect(last.most[0]).toEqual({ who: 'others', count: 480 });
  });

  it('writes a little again after a while', async () => {
    const { log, record } = await opened();
    for (let nth = 0; nth < 30; nth += 1) await record.refused(PAUSE, 'no');
    office.clock.set(office.clock.now + 9000);
    for (let nth = 0; nth < 30; nth += 1) await record.refused(PAUSE, 'no');
    await record.close();
    await log.close();
    const { events } = JSON.parse((await office.run('audit --json')).out);
    expect(events.filter(({ event }: { event: { type: string } }) => event.type === 'refused')).toHaveLength(23);
  });

  it('cuts and masks what strangers say', async () => {
    const { log, record } = await opened();
    const token = `ramp${'art_'}kqzmwtrbpa_${'kqzmwtrbpaxv'.repeat(5).slice(0, 56)}`;
    const path = `/${token}/\u001b[31m${'x'.repeat(5000)}`;
    await record.refused({ ...PAUSE, method: 'X'.repeat(500), path, environment: '', from: '\n'.repeat(200) }, 'no');
    await record.close();
    await log.close();
    const { out } = await office.run('audit --json');
    expect(out).not.toContain(token);
    expect(out.length).toBeLessThan(3000);
    expect((await office.run('audit')).out).not.toContain('\u001b');
  });

  it('is one for many processes', async () => {
    const log = memoryEventLog();
    const records = [1, 2, 3].map(() => auditLog(log, office.clock));
    await Promise.all(Array.from({ length: 30 }, (_, nth) => records[nth % 3]?.letIn({ ...PAUSE, who: `${nth}` })));
    const ports = { openLog: async () => ({ ok: true, value: log, warnings: [] }) as const };
    const { events } = JSON.parse((await office.run('audit --json', ports)).out);
    expect(events).toHaveLength(31);
    expect(new Set(events.map(({ event }: { event: { who: string } }) => event.who)).size).toBe(31);
  });

  it('says where it cannot be written', async () => {
    const log = memoryEventLog();
    const full = { ...log, append: async () => ({ ok: false, problems: [] }) as const };
    expect(await auditLog(full, office.clock).letIn(PAUSE)).toMatchObject({ ok: false });
  });
});
