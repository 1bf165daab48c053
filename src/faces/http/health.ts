import { Hono } from 'hono';
import { troublesOf } from '../../app/drive/troubles.ts';
import type { OldFlagSet } from '../../app/flag-service/services.ts';
import { type Health, isMoved, type OldFlags, placeShown, whyOf } from '../../app/service-health.ts';
import type { Problem } from '../../core/problem.ts';
import { isLoopback } from '../../core/values/loopback.ts';
import { plain } from '../../core/values/quote.ts';
import { type Caller, mayIn } from './caller.ts';
import { isPassedOn } from './reach.ts';
import type { Asked, Env, Part, Serving } from './serving.ts';

/**
 * Alive: this process answers. Ready: its log answers too. Flags that may be old keep nobody from asking for them, or every
 * process would be taken out at once. Told to anybody; what more there is, to whoever may look, or sits there.
 */
export const health: Part = (serving) => {
  const app = new Hono<Env>();
  const troubles = troublesOf(serving.ports);
  const movedTo = placeOnce(serving);
  const look = async (c: Asked): Promise<Health> => {
    const there = await serving.log.ids('\u0000');
    if (there.ok) troubles.over('the event log');
    else troubles.met('the event log', there.problems);
    const old = await serving.flags.old();
    const flags = old.length > 0 ? { flags: old.map((one) => shownTo(c, one)) } : {};
    if (there.ok) return { status: old.length > 0 ? 'degraded' : 'ok', ...flags };
    return { status: 'not-ready', why: whyOf(there.problems), ...(await where(c, there.problems, movedTo)), ...flags };
  };
  app.get('/health/live', (c) => c.json({ status: 'ok' } satisfies Health));
  app.get('/health/ready', async (c) => said(c, await look(c)));
  app.get('/health', async (c) => said(c, { ...(await look(c)), version: serving.version }));
  return app;
};

const said = (c: Asked, found: Health): Response => c.json(found, found.status === 'not-ready' ? 503 : 200);

const shownTo = (c: Asked, { environment, sinceMs, problems }: OldFlagSet): OldFlags => {
  const caller: Caller | undefined = c.get('caller');
  const about = { sinceMs, why: whyOf(problems) };
  if (!caller || !mayIn(caller, 'look', environment)) return about;
  return { environment, ...about, message: plain(problems[0]?.message ?? '', 300) };
};

type Place = () => Promise<string | undefined>;

/** Where a log has moved to is on nobody's screen but theirs who could open the file as well. */
const where = async (c: Asked, problems: readonly Problem[], movedTo: Place): Promise<Pick<Health, 'movedTo'>> => {
  const isHere = isLoopback(c.get('from') ?? '') && !isPassedOn(c.req.raw);
  const place = isHere && isMoved(problems) ? await movedTo() : undefined;
  return place === undefined ? {} : { movedTo: placeShown(place) };
};

/** A log moves once: where it is now is looked up, and not again when that is known. */
const placeOnce = ({ standing }: Serving): Place => {
  let known: string | undefined;
  return async () => {
    const found = known === undefined ? await standing?.() : undefined;
    if (found?.ok && found.value.is === 'moved') known = found.value.other;
    return known;
  };
};
