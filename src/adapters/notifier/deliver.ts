import { failed, ok, problem, type Result } from '../../core/problem.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Asked, Http } from '../http.ts';

/** What passes by itself, and soon: nothing was taken, and the same may be said again. */
const PASSING = [429, 500, 502, 503, 504];
const WAITS_MS = [1000, 3000];
const LONGEST_WAIT_MS = 5000;

/** Of an answer nothing is read but that it came: a few words are room enough. */
export const LIMITS = { mostBytes: 64 * 1024, deadlineMs: 5000 };

/** Said, and said again a little later where the other side is busy for a moment; for longer the next turn is there. */
export const delivered = async (http: Http, asked: Asked, clock: Clock): Promise<Result<void>> => {
  for (const waitMs of WAITS_MS) {
    const answer = await http({ ...asked, unread: true, expects: PASSING });
    if (!answer.ok) return answer;
    const { status, header } = answer.value;
    if (status < 300) return ok(undefined);
    const askedMs = Math.max(waitMs, secondsIn(header('retry-after')) * 1000);
    if (askedMs > LONGEST_WAIT_MS) return failed(busy(status, askedMs));
    await clock.sleep(askedMs);
  }
  const last = await http({ ...asked, unread: true });
  return last.ok ? ok(undefined) : last;
};

const secondsIn = (value: string | undefined): number => (/^\d{1,6}$/.test(value ?? '') ? Number(value) : 0);

const busy = (status: number, askedMs: number) =>
  problem({
    kind: 'unreachable',
    code: 'notifier-busy',
    message: `wants to be left alone for ${askedMs / 1000} s (${status})`,
    hint: 'the next turn tells it again',
  });
