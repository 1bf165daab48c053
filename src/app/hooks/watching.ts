import type { AlertEvent } from '../../core/hooks/alert-events.ts';
import { type AlertHook, everyMsOf, type Hook } from '../../core/hooks/hook.ts';
import type { Seen } from '../../core/hooks/seen-alerts.ts';
import { alertsOn, type AlertsTold, hookIn, newsIn, type WatchedAlerts } from '../../core/hooks/watched-alerts.ts';
import type { Plan } from '../../core/plan/plan.ts';
import { ok, type Problem, type Result } from '../../core/problem.ts';
import { changeAlerts, environmentsWatched, readAlerts } from '../../ports/alert-store.ts';
import type { EventLog } from '../../ports/event-log.ts';

/**
 * From now on rollouts are held for what these hooks tell, and while they are silent; for others they no longer are. It
 * stands in the log, so that whoever takes a turn knows it, also where no hook was ever heard.
 */
export const watchAlerts = async (log: EventLog, hooks: readonly Hook[], atMs: number): Promise<Result<void>> => {
  const before = await environmentsWatched(log);
  if (!before.ok) return before;
  const named = hooks.flatMap((hook) => (everyMsOf(hook) === undefined ? [] : hook.environments));
  for (const environment of new Set([...before.value, ...named])) {
    const here = hooks.filter(({ environments }) => environments.includes(environment));
    const changed = await changeAlerts(log, environment, (now) => toWatch(now, here, atMs));
    if (!changed.ok) return changed;
  }
  return ok(undefined);
};

const toWatch = (now: WatchedAlerts, hooks: readonly Hook[], atMs: number): readonly AlertEvent[] => {
  const watching = hooks.flatMap((hook): { hook: string; everyMs: number }[] => {
    const everyMs = everyMsOf(hook);
    return everyMs === undefined ? [] : [{ hook: hook.name, everyMs }];
  });
  const fresh = watching.filter(({ hook, everyMs }) => {
    const known = hookIn(now, hook);
    return known === undefined || known.everyMs !== everyMs || known.lost;
  });
  const gone = Object.keys(now).filter((name) => !watching.some(({ hook }) => hook === name));
  const about = { schemaVersion: 1, atMs } as const;
  return [
    ...fresh.map((one) => ({ ...about, type: 'alerts-watched' as const, ...one })),
    ...gone.map((hook) => ({ ...about, type: 'alerts-unwatched' as const, hook })),
  ];
};

/** What is known of alerts in an environment. */
export type AlertsIn = (environment: string) => Promise<Result<WatchedAlerts>>;

/** As the log tells at this moment. */
export const alertsIn =
  (log: EventLog): AlertsIn =>
  async (environment) => {
    const known = await readAlerts(log, environment);
    return known.ok ? ok(known.value.state) : known;
  };

type Concerned = { readonly id: string; readonly plan: Plan };

/** What is told of alerts that concern a rollout. Not to know is no pass. */
export const alertsFor = async (
  { id, plan }: Concerned,
  alertsIn: AlertsIn,
  nowMs: number,
): Promise<AlertsTold | undefined> => {
  const known = await alertsIn(plan.provenance.environment);
  if (!known.ok) return { verdict: 'error', why: known.problems[0]?.message ?? 'alerts could not be read' };
  const who = { rollout: id, feature: plan.feature, flags: plan.flags.map(({ key }) => key) };
  return alertsOn(known.value, who, nowMs);
};

type Noting = {
  readonly log: EventLog;
  readonly hook: AlertHook;
  readonly nowMs: number;
  /** Undefined where whoever tells may do something there; else why not. */
  readonly refused: (environment: string) => Promise<Problem | undefined>;
};

type Noted = { readonly watched: number; readonly passedOver: readonly string[] };

/** Writes down what is news of alerts, where whoever tells may say so. */
export const noteAlerts = async (seen: Seen, { log, hook, nowMs, refused }: Noting): Promise<Result<Noted>> => {
  const passedOver = [...seen.passedOver];
  let watched = 0;
  for (const [environment, told] of seen.alerts) {
    const news = (now: WatchedAlerts) => newsIn(hookIn(now, hook.name), { beats: seen.beats, told }, nowMs);
    const known = await readAlerts(log, environment);
    if (!known.ok) return known;
    if (!news(known.value.state)) continue;
    if (await refused(environment)) {
      passedOver.push('what is watched there may not be told by whoever tells it');
      continue;
    }
    let fresh = 0;
    const changed = await changeAlerts(log, environment, (now) => {
      const found = news(now);
      fresh = found?.alerts.length ?? 0;
      return found ? [{ schemaVersion: 1, type: 'alerts-heard', atMs: nowMs, hook: hook.name, ...found }] : [];
    });
    if (!changed.ok) return changed;
    watched += fresh;
  }
  return ok({ watched, passedOver });
};
