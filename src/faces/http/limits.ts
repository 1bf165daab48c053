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

/** Who asks, from where, and whether for what a flag answers. */
type Counted = {
  readonly caller: Caller | undefined;
  readonly from: string | undefined;
  readonly evaluates?: boolean;
};

/** After how many milliseconds they may ask; 0: now. */
export type Limit = (asked: Counted) => number;

/** So many requests for each caller, whatever token they show, and for each address where nobody is proved. */
export const limitFrom = (nowMs: () => number): Limit => {
  const callers = buckets(nowMs, CALLER);
  const evaluations = buckets(nowMs, EVALUATION);
  const strangers = buckets(nowMs, STRANGER);
  return ({ caller, from, evaluates = false }) => {
    if (caller === undefined) return strangers.take(from ?? '');
    if (caller.proof === ON_THIS_MACHINE.proof) return 0;
    return (evaluates ? evaluations : callers).take(caller.name.toLowerCase());
  };
};

export const limited = (serving: Serving): ((c: Asked) => Promise<Response | undefined>) => {
  const limit = limitFrom(serving.ports.clock.nowMs);
  return async (c) => {
    const waitMs = limit({ caller: c.get('caller'), from: c.get('from'), evaluates: isEvaluation(c) });
    if (waitMs === 0) return undefined;
    await noteRefusal(c, { right: 'enter', environment: '*', why: 'too many requests' }, serving);
    c.header('retry-after', String(Math.ceil(waitMs / 1000)));
    return problems(c, [tooMany(waitMs)]);
  };
};

const isEvaluation = ({ req: { path } }: Asked): boolean => /\/(?:ofrep\/v1|feature-flags)\/evaluate\b/.test(path);

export const tooMany = (waitMs: number) =>
  problem({
    kind: 'refused',
    code: 'too-many',
    message: 'too many requests',
    hint: `wait ${Math.ceil(waitMs / 1000)} s; retry-after says so as well`,
  });
