import { expect, it } from 'vitest';
import type { Heard } from '../../../src/app/events/heard.ts';
import { aWaiting } from '../../../src/faces/http/events/stream.ts';
import { testClock } from '../../helpers/executor.ts';

it('ends where more came at once than anybody could be told, however much that is', async () => {
  const waiting = aWaiting();
  waiting.add(Array<Heard>(300_000));
  expect(await waiting.next(testClock())).toBe('over');
});
