import { describe, expect, it } from 'vitest';
import { memoryEventLog } from '../../src/adapters/event-log/memory.ts';
import { exportLines, importLines } from '../../src/app/log-lines.ts';
import { ok } from '../../src/core/problem.ts';
import { chainStart, linked } from '../../src/core/rollout/chain.ts';
import type { EventLog } from '../../src/ports/event-log.ts';
import { NO_CARD, problemOf, worked } from '../helpers/log.ts';
import { aClimb, HOUR, pass, started } from '../helpers/rollout.ts';
import { sqliteWorld } from '../worlds/sqlite.ts';

/** What an hour and a half of a climb leaves in a log. */
const climb = () => {
  const world = started();
  pass(world, 1.5 * HOUR);
  return world.log;
};
const EVENTS = [{ schemaVersion: 1, type: 'planned', plan: aClimb(), places: {} }, ...climb()] as const;

const filled = async (
  log: EventLog,
  ids: readonly string[],
  events: readonly unknown[] = EVENTS,
): Promise<EventLog> => {
  for (const id of ids) worked(await log.append(id, 0, linked(chainStart(id), events), NO_CARD));
  return log;
};

const linesOf = async (log: EventLog, ids: readonly string[]): Promise<string> =>
  worked(await exportLines(log, ids)).lines;

const taken = (log: EventLog, lines: string) =>
  importLines(log, lines, (id, events) => ok({ dueAtMs: events.length, summary: { id } }));

describe('the lines of a log', () => {
  it('go from one kind of log to another and back, byte for byte', async () => {
    const lines = await linesOf(await filled(await sqliteWorld(), ['a', 'b']), ['b', 'a']);
    const log = memoryEventLog();
    const all = EVENTS.length;
    expect(all).toBeGreaterThan(4);
    expect(worked(await taken(log, lines))).toEqual([
      { log: 'b', events: all, added: all },
      { log: 'a', events: all, added: all },
    ]);
    expect(await linesOf(log, ['b', 'a'])).toBe(lines);
    expect(worked(await log.list())).toMatchObject([{ id: 'a', dueAtMs: all, summary: { id: 'a' } }, { id: 'b' }]);
  });

  it('may be taken twice, and add what is missing', async () => {
    const lines = await linesOf(await filled(memoryEventLog(), ['a']), ['a']);
    const log = await filled(memoryEventLog(), ['a'], EVENTS.slice(0, 2));
    expect(worked(await taken(log, lines))).toMatchObject([{ added: EVENTS.length - 2 }]);
    expect(worked(await taken(log, lines))).toMatchObject([{ added: 0 }]);
    const start = await linesOf(await filled(memoryEventLog(), ['a'], EVENTS.slice(0, 3)), ['a']);
    expect(worked(await taken(log, start))).toMatchObject([{ events: 3, added: 0 }]);
    expect(worked(await log.read('a', 1))).toHaveLength(EVENTS.length);
  });

  it.each<[string, string, (lines: string[]) => void]>([
    ['a line is missing', 'import-gap', (lines) => void lines.splice(1, 1)],
    ['two lines changed places', 'import-gap', (lines) => void lines.splice(1, 0, ...lines.splice(2, 1))],
    ['an event was changed', 'log-broken', (lines) => void lines.splice(2, 1, (lines[2] ?? '').replace('zoe', 'zoo'))],
    ['a line is no JSON', 'import-not-json', (lines) => void lines.splice(1, 1, 'x')],
    ['a line is no entry', 'import-missing', (lines) => void lines.splice(1, 1, '{"line": "event"}')],
    [
      'an event is none',
      'import-',
      (lines) => void lines.splice(3, 1, (lines[3] ?? '').replace('"type":"', '"type":"un')),
    ],
    [
      'an event is newer',
      'event-version',
      (lines) => void lines.splice(0, 1, (lines[0] ?? '').replace('"schemaVersion":1', '"schemaVersion":9')),
    ],
    [
      'another rollout has its events',
      'log-broken',
      (lines) => lines.forEach((line, at) => void lines.splice(at, 1, line.replace('"log":"a"', '"log":"c"'))),
    ],
    ['the end is missing', 'import-cut', (lines) => void lines.splice(-2, 1)],
    [
      'the last event is missing',
      'import-cut',
      (lines) =>
        void lines.splice(
          lines.findLastIndex((line) => line.includes('"line":"event"')),
          1,
        ),
    ],
    ['something stands behind the end', 'import-behind-end', (lines) => void lines.push(lines[0] ?? '')],
    [
      'the plan was changed',
      'log-broken',
      (lines) => void lines.splice(0, 1, (lines[0] ?? '').replace('"places":{}', '"places":{"flags":"x"}')),
    ],
  ])('are refused as a whole where %s', async (_, code, change) => {
    const lines = (await linesOf(await filled(memoryEventLog(), ['b', 'a']), ['a', 'b'])).split('\n');
    change(lines);
    const log = memoryEventLog();
    expect(problemOf(await taken(log, lines.join('\n')))?.code).toContain(code);
    expect(worked(await log.list())).toEqual([]);
  });

  it('are refused where the log here tells otherwise', async () => {
    const lines = await linesOf(await filled(memoryEventLog(), ['a']), ['a']);
    const log = await filled(memoryEventLog(), ['a'], [...EVENTS.slice(0, 1), ...EVENTS.slice(0, 1)]);
    expect(problemOf(await taken(log, lines))).toMatchObject({ kind: 'refused', code: 'import-differs', path: 'a' });
    const both = await linesOf(await filled(memoryEventLog(), ['b', 'a']), ['b', 'a']);
    expect(problemOf(await taken(log, both))).toMatchObject({ code: 'import-differs', path: 'a' });
    expect(worked(await log.read('b', 1))).toEqual([]);
  });

  it('of nothing are nothing', async () => {
    const none = await linesOf(memoryEventLog(), ['a']);
    expect(none).toBe('{"line":"end","schemaVersion":1,"logs":[]}\n');
    expect(worked(await taken(memoryEventLog(), none))).toEqual([]);
  });

  it('cannot act on a terminal, and say the same', async () => {
    const said = { ...EVENTS[1], reason: 'a \u009b2J\u202e b' };
    const log = await filled(memoryEventLog(), ['a'], [EVENTS[0], said]);
    const lines = await linesOf(log, ['a']);
    expect(lines).not.toMatch(/[\u007f-\u009f\u202e]/u);
    expect(JSON.parse(lines.split('\n')[1] ?? '')).toMatchObject({ event: said });
  });
});
