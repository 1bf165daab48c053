import { DAY, humanDuration, MINUTE } from '../values/duration.ts';
import { plainLine } from '../values/quote.ts';
import type { AlertEvent, SeenAlert } from './alert-events.ts';
import type { ToldAlert } from './seen-alerts.ts';

type KeptAlert = SeenAlert & { readonly heardAtMs: number };

/** One hook that rollouts are held for. */
type WatchedHook = {
  readonly everyMs: number;
  /** When the alert was last heard that always fires; undefined before the first time. */
  readonly beatAtMs?: number | undefined;
  readonly alerts: readonly KeptAlert[];
  /** More fired than are kept: until it is watched anew nobody knows which. */
  readonly lost: boolean;
};

/** Every hook that has a say in one environment, by its name. */
export type WatchedAlerts = Readonly<Record<string, WatchedHook>>;

export const withAlertEvents = (before: WatchedAlerts, events: readonly AlertEvent[]): WatchedAlerts =>
  events.reduce(happened, before);

const happened = (before: WatchedAlerts, event: AlertEvent): WatchedAlerts => {
  const known = hookIn(before, event.hook);
  switch (event.type) {
    case 'alerts-watched': {
      const now: WatchedHook = { ...(known ?? { alerts: [] }), everyMs: event.everyMs, lost: false };
      return { ...before, [event.hook]: now };
    }
    case 'alerts-unwatched':
      return Object.fromEntries(Object.entries(before).filter(([name]) => name !== event.hook));
    case 'alerts-heard':
      return known ? { ...before, [event.hook]: withHeard(known, event) } : before;
  }
};

export const hookIn = (watched: WatchedAlerts, name: string): WatchedHook | undefined =>
  Object.hasOwn(watched, name) ? watched[name] : undefined;

const MOST_KEPT = 5000;

type Heard = Extract<AlertEvent, { type: 'alerts-heard' }>;

/** What is over is remembered for a day: what was told of it before that may come later. */
const withHeard = (hook: WatchedHook, { atMs, beats, alerts: told }: Heard): WatchedHook => {
  const kept = new Map(
    hook.alerts
      .filter(({ status, heardAtMs }) => status === 'firing' || atMs - heardAtMs < DAY)
      .map((alert) => [alert.key, alert]),
  );
  for (const alert of told) if (isNews(kept.get(alert.key), alert)) kept.set(alert.key, { ...alert, heardAtMs: atMs });
  const alerts = [...kept.values()];
  return {
    ...hook,
    ...(beats ? { beatAtMs: atMs } : {}),
    alerts: alerts.slice(-MOST_KEPT),
    lost: hook.lost || alerts.length > MOST_KEPT,
  };
};

/** Of the same time it fired that it is over is the last word; what began before is an older story. */
const isNews = (known: SeenAlert | undefined, alert: SeenAlert): boolean =>
  known === undefined ||
  alert.startedAtMs > known.startedAtMs ||
  (alert.startedAtMs === known.startedAtMs && known.status === 'firing' && alert.status === 'resolved');

/** What of a notification changes anything; undefined where nothing of it does. */
export const newsIn = (
  hook: WatchedHook | undefined,
  { beats, told }: { readonly beats: boolean; readonly told: readonly ToldAlert[] },
  nowMs: number,
): Pick<Heard, 'beats' | 'alerts'> | undefined => {
  if (!hook) return undefined;
  const known = new Map(hook.alerts.map((alert) => [alert.key, alert]));
  const alerts = told.flatMap(({ alert, counts }): SeenAlert[] => {
    const before = known.get(alert.key);
    if (!counts && before?.status !== 'firing') return [];
    const now: SeenAlert = counts ? alert : { ...alert, status: 'resolved' };
    return isNews(before, now) ? [now] : [];
  });
  const isBeat = beats && (hook.beatAtMs === undefined || nowMs - hook.beatAtMs >= hook.everyMs / 2);
  return alerts.length > 0 || isBeat ? { beats, alerts } : undefined;
};

/** Longer than this without the alert that always fires, and nobody knows whether others do. */
const silentAfterMs = ({ everyMs }: WatchedHook): number => 2 * everyMs + MINUTE;

/** Whom an alert may concern. */
type Who = {
  readonly rollout: string;
  readonly feature: string;
  readonly flags: readonly string[];
};

export type AlertsTold = { readonly verdict: 'pass' | 'fail' | 'error'; readonly why: string };

/** What alerts say of a rollout: quiet only where somebody says so. Undefined where nobody is asked. */
export const alertsOn = (watched: WatchedAlerts, who: Who, nowMs: number): AlertsTold | undefined => {
  const hooks = Object.entries(watched);
  if (hooks.length === 0) return undefined;
  const firing = hooks
    .flatMap(([, { alerts }]) => alerts)
    .filter((alert) => alert.status === 'firing' && concerns(alert, who))
    .toSorted((a, b) => a.startedAtMs - b.startedAtMs);
  const [first, ...more] = firing;
  if (first) {
    const rest = more.length > 0 ? `, and ${more.length} more` : '';
    const since = humanDuration(Math.max(0, nowMs - first.startedAtMs));
    return { verdict: 'fail', why: plainLine(`fires since ${since}${rest}: ${first.what}`) };
  }
  const doubt = hooks.map(([name, hook]) => doubtOf(name, hook, nowMs)).find((one) => one !== undefined);
  return doubt ? { verdict: 'error', why: plainLine(doubt) } : { verdict: 'pass', why: 'no alert fires' };
};

/** What names a rollout is about that one; what names nobody, about all. */
const concerns = ({ rollout, flag, feature }: SeenAlert, who: Who): boolean => {
  if (rollout !== undefined) return rollout === who.rollout;
  if (flag !== undefined) return who.flags.includes(flag);
  return feature === undefined || feature === who.feature;
};

const doubtOf = (name: string, hook: WatchedHook, nowMs: number): string | undefined => {
  if (hook.lost) return `more alerts of ${name} fired than are kept`;
  if (hook.beatAtMs === undefined) return `${name} has not been heard yet`;
  const silentMs = nowMs - hook.beatAtMs;
  return silentMs > silentAfterMs(hook) ? `nothing was heard of ${name} for ${humanDuration(silentMs)}` : undefined;
};
