import type { z } from 'zod';
import { ok, type Result } from '../problem.ts';
import { digestOf } from '../values/digest.ts';
import { checked } from '../values/issues.ts';
import { plain } from '../values/quote.ts';
import { Alertmanager, whyOf } from './alert.ts';
import type { SeenAlert } from './alert-events.ts';
import type { AlertHook } from './hook.ts';

/** An alert as somebody tells of it; one that the hook does not watch can only end what it watched before. */
export type ToldAlert = { readonly alert: SeenAlert; readonly counts: boolean };

/** What one notification tells of alerts that rollouts are held for, by the environment where they count. */
export type Seen = {
  /** Whether the alert was in it that always fires. */
  readonly beats: boolean;
  readonly alerts: ReadonlyMap<string, readonly ToldAlert[]>;
  readonly passedOver: readonly string[];
};

/** Undefined where nothing of this hook is watched. */
export const seenIn = (hook: AlertHook, body: unknown, nowMs: number): Result<Seen | undefined> => {
  if (!hook.heartbeat) return ok(undefined);
  const read = checked<z.infer<typeof Alertmanager>>(Alertmanager, body, 'hook');
  if (!read.ok) return read;
  const { alerts: told, truncatedAlerts = 0, groupKey = '' } = read.value;
  const beat = hook.heartbeat.alert;
  const others = told.filter(({ labels }) => labels['alertname'] !== beat);
  const alerts = new Map(
    hook.environments.map((environment) => [
      environment,
      [
        ...others.filter((one) => isIn(one, environment)).map((one) => seenOf(one, hook, nowMs)),
        cutOf(groupKey, truncatedAlerts, nowMs),
      ],
    ]),
  );
  const strange = others.filter((one) => !hook.environments.some((environment) => isIn(one, environment)));
  const passedOver = strange.map((one) => `${whyOf(one)}: its environment is not one of this hook`);
  const beats = told.some(({ labels, status }) => labels['alertname'] === beat && status === 'firing');
  return ok({ beats, alerts, passedOver });
};

type Told = z.infer<typeof Alertmanager>['alerts'][number];

/** Whoever does not say where means everywhere. */
const isIn = ({ labels: { environment = '' } }: Told, name: string): boolean =>
  environment === '' || environment === name;

const seenOf = (told: Told, { rollout, flag, by, does }: AlertHook, nowMs: number): ToldAlert => {
  const { status, labels, startsAt, fingerprint } = told;
  const beganMs = Date.parse(startsAt ?? '');
  const grave = labels[by] ?? '';
  const alert: SeenAlert = {
    key: fingerprint ?? digestOf(labels),
    status,
    // One that is said to begin later would outlive what is told until then.
    startedAtMs: Number.isFinite(beganMs) && beganMs >= 0 ? Math.min(beganMs, nowMs) : nowMs,
    ...named('rollout', labels[rollout]),
    ...named('flag', labels[flag]),
    ...named('feature', labels['feature']),
    what: whyOf(told),
  };
  return { alert, counts: Object.hasOwn(does, grave) && does[grave] === 'watch' };
};

const named = (name: 'rollout' | 'flag' | 'feature', given = ''): Partial<SeenAlert> =>
  given === '' ? {} : { [name]: plain(given, 200) };

/** What was left out of a notification may be any alert: it counts as one that fires, until the group is told whole. */
const cutOf = (groupKey: string, left: number, nowMs: number): ToldAlert => ({
  alert: {
    key: `cut ${digestOf(groupKey)}`,
    status: left > 0 ? 'firing' : 'resolved',
    startedAtMs: nowMs,
    what: `${left} alerts were left out of a notification: set max_alerts to 0`,
  },
  counts: left > 0,
});
