import { buckets } from '../../app/access/buckets.ts';
import { problem } from '../../core/problem.ts';
import type { Caller } from './caller.ts';
import { noteRefusal } from './guard.ts';
import { problems } from './problem.ts';
import type { Asked, Serving } from './serving.ts';
import { ON_THIS_MACHINE } from './who.ts';

/** People and pipelines are far below; a program that went wild is above, and leaves the others their part. */
const CALLER = { perSecond: 50, burst: 200, most: 10_000 };
/** Programs ask for flags with everything that they do. */
const EVALUATION = { perSecond: 5000, burst: 20_000, most: 10_000 };
/** Whoever does not prove who they are has little to ask. */
const STRANGER = { perSecond: 5, burst: 100, most: 10_000 };

/** So many requests for each caller, whatever token they show, and for each address where nobody is proved. */
export const limited = (serving: Serving): ((c: Asked) => Promise<Response | undefined>) => {
  const { nowMs } = serving.ports.clock;
  const callers = buckets(nowMs, CALLER);
  const evaluations = buckets(nowMs, EVALUATION);
  const strangers = buckets(nowMs, STRANGER);
  const waitFor = (c: Asked): number => {
    const caller: Caller | undefined = c.get('caller');
    if (caller === undefined) return strangers.take(c.get('from') ?? '');
    if (caller.proof === ON_THIS_MACHINE.proof) return 0;
    return (isEvaluation(c) ? evaluations : callers).take(caller.name.toLowerCase());
  };
  return async (c) => {
    const waitMs = waitFor(c);
    if (waitMs === 0) return undefined;
    await noteRefusal(c, { right: 'enter', environment: '*', why: 'too many requests' }, serving);
    c.header('retry-after', String(Math.ceil(waitMs / 1000)));
    return problems(c, [tooMany(waitMs)]);
  };
};

const isEvaluation = ({ req: { path } }: Asked): boolean => /\/(?:ofrep\/v1|feature-flags)\/evaluate\b/.test(path);

const tooMany = (waitMs: number) =>
  problem({
    kind: 'refused',
    code: 'too-many',
    message: 'too many requests',
    hint: `wait ${Math.ceil(waitMs / 1000)} s; retry-after says so as well`,
  });
