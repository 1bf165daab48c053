import { setTimeout as wait } from 'node:timers/promises';
import type { Watched } from '../../src/app/executor/watched.ts';
import type { Pressed } from '../../src/faces/tui/key.ts';
import type { Line } from '../../src/faces/tui/line.ts';
import { widthOf } from '../../src/faces/text/width.ts';

export const key = (name: string): Pressed => ({ name, text: name.length === 1 ? name : '' });

/** A word as it is typed: key by key. */
export const typing = (text: string): readonly Pressed[] => [...text].map(key);

export const textOf = (lines: readonly Line[]): string =>
  lines.map((line) => line.map(({ text }) => text).join('')).join('\n');

export const widest = (lines: readonly Line[]): number =>
  Math.max(0, ...lines.map((line) => widthOf(line.map(({ text }) => text).join(''))));

/** Until a frame says it: a frame comes when the terminal is due, not when a key was pressed. */
export const until = async (said: () => string | undefined, what: string | RegExp): Promise<string> => {
  for (let tries = 0; tries < 200; tries += 1) {
    const frame = said() ?? '';
    if (typeof what === 'string' ? frame.includes(what) : what.test(frame)) return frame;
    await wait(10);
  }
  throw new Error(`no frame said ${String(what)}; the last was:\n${said() ?? ''}`);
};

/** A rollout in its second phase, as somebody who watches sees it. */
export const aWatched = (more: Partial<Watched> = {}): Watched => ({
  schemaVersion: 1,
  id: 'new-login-1',
  plan: 'new-login',
  level: 'medium',
  feature: 'New login',
  environment: 'production',
  strategy: 'canary',
  planDigest: 'a'.repeat(64),
  status: 'running',
  phase: 'ten',
  percent: 10,
  flags: ['new_login'],
  atMs: Date.parse('2026-11-26T09:00:00Z'),
  phases: [
    { id: 'one', percent: 1, is: 'over' },
    { id: 'ten', percent: 10, is: 'now' },
    { id: 'half', percent: 50, is: 'ahead' },
    { id: 'all', percent: 100, is: 'ahead' },
  ],
  soak: { doneMs: 3 * 3_600_000, ofMs: 24 * 3_600_000 },
  why: [],
  waitsFor: ['21 h of the soak are left'],
  next: 'half',
  nextPercent: 50,
  earliestMs: Date.parse('2026-11-27T06:00:00Z'),
  checks: [{ what: 'soak', verdict: 'inconclusive', why: '21 h of the soak are left' }],
  dangers: [],
  monitors: [aMonitor(), aMonitor({ id: 'p99', name: 'P99 latency', unit: 'ms', treated: [212], control: [208] })],
  evidence: [{ action: 'rollback', together: 1.1, limit: 20, guards: 2 }],
  approvals: [],
  toConfirm: [],
  resumes: false,
  happened: [
    { atMs: Date.parse('2026-11-26T05:00:00Z'), what: 'started', why: 'anna: the plan was agreed to' },
    { atMs: Date.parse('2026-11-26T06:00:00Z'), what: 'went on to ten', why: 'the soak is over' },
  ],
  ...more,
});

export const aMonitor = (more: Partial<Watched['monitors'][number]> = {}): Watched['monitors'][number] => ({
  id: 'errors',
  name: 'Error rate',
  unit: '%',
  good: 'down',
  atMs: [1, 2, 3, 4],
  treated: [0.2, 0.3, 0.25, 0.43],
  control: [0.2, 0.25, 0.2, 0.41],
  limits: ['Error rate above 5 %'],
  limit: 5,
  watched: true,
  verdict: 'pass',
  why: 'evidence of harm 1.2 : 1',
  evidence: 1.2,
  ...more,
});
