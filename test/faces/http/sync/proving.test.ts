import { EventEmitter } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { failed, ok, problem } from '../../../../src/core/problem.ts';
import type { Allowed } from '../../../../src/faces/http/sync/asked.ts';
import { type Stream, telling } from '../../../../src/faces/http/sync/stream.ts';
import { aFlagService } from '../../../helpers/flag-service.ts';
import { someone } from '../../../helpers/service.ts';

const over = problem({ kind: 'refused', code: 'not-known', message: 'this token was revoked', hint: 'another' });

it('a stream ends with the rights of whoever listens, also where the clock was set back meanwhile', async () => {
  const call = Object.assign(new EventEmitter(), { cancelled: false, write: (_: unknown, done: () => void) => done() });
  const caller = someone('vera', 'viewer');
  let [nowMs, asked] = [Date.UTC(2026, 2, 2, 9), 0];
  const still: Allowed['still'] = async () => ((asked += 1) > 1 ? failed(over) : ok(caller));
  const sleep = async (): Promise<void> => {
    nowMs -= 3_600_000;
    await setImmediate();
  };
  setTimeout(() => call.emit('close'), 5000).unref();
  const ended = await telling(
    call as unknown as Stream,
    { caller, service: await aFlagService(), still },
    { clock: { nowMs: () => nowMs, sleep }, ending: new AbortController().signal },
  );
  expect(ended).toEqual(over);
});
