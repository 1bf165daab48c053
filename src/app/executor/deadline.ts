import type { Clock } from '../../ports/clock.ts';

/** How long anything outside may take to answer before a turn goes on without it. */
const ANSWER_MS = 30_000;

/** What was asked for, or what stands for it where the answer takes too long. The answer that comes later is not waited for. */
export const inTime = async <T>(clock: Clock, asked: Promise<T>, otherwise: (said: string) => T): Promise<T> => {
  const waiting = new AbortController();
  const late = clock.sleep(ANSWER_MS, waiting.signal).then(() => otherwise(`no answer within ${ANSWER_MS / 1000} s`));
  try {
    return await Promise.race([asked, late]);
  } finally {
    waiting.abort();
  }
};
