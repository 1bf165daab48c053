import { z } from 'zod';
import { ok, type Result } from '../problem.ts';
import { checked } from '../values/issues.ts';
import { plainLine } from '../values/quote.ts';
import { type AlertHook, HOOK_ACTIONS, type HookAction } from './hook.ts';

const Labels = z.record(z.string().max(200), z.string().max(4000));

/** As Alertmanager posts it: of what is in it, what is needed here. */
export const Alertmanager = z.looseObject({
  alerts: z
    .array(
      z.looseObject({
        status: z.enum(['firing', 'resolved']),
        labels: Labels,
        annotations: Labels.optional(),
        startsAt: z.string().max(100).optional(),
        fingerprint: z.string().min(1).max(200).optional(),
      }),
    )
    .max(1000),
  groupKey: z.string().max(20_000).optional(),
  truncatedAlerts: z.int().min(0).optional(),
});

/** Anybody else's alert. */
const HookEvent = z.strictObject({ labels: Labels, message: z.string().min(1).max(4000).optional() });

/** Something that is not well now, as somebody else says: untrusted words. */
export type Alert = { readonly labels: Readonly<Record<string, string>>; readonly why: string };

export const alertsIn = (form: AlertHook['form'], body: unknown): Result<readonly Alert[]> => {
  if (form === 'event') {
    const read = checked<z.infer<typeof HookEvent>>(HookEvent, body, 'hook');
    if (!read.ok) return read;
    const { labels, message } = read.value;
    return ok([{ labels, why: plainLine(message ?? labels['alertname'] ?? '') }]);
  }
  const read = checked<z.infer<typeof Alertmanager>>(Alertmanager, body, 'hook');
  if (!read.ok) return read;
  const firing = read.value.alerts.filter(({ status }) => status === 'firing');
  return ok(firing.map((alert) => ({ labels: alert.labels, why: whyOf(alert) })));
};

type Named = Pick<z.infer<typeof Alertmanager>['alerts'][number], 'labels' | 'annotations'>;

export const whyOf = ({ labels, annotations: { summary, description } = {} }: Named): string =>
  plainLine([labels['alertname'], summary ?? description].filter(Boolean).join(': '));

/** What is to be done, and to what. */
export type Wanted = {
  readonly of: 'rollout' | 'flag';
  readonly name: string;
  readonly action: Exclude<HookAction, 'watch' | 'nothing'>;
  readonly why: string;
};

export type Weighed = { readonly wanted: readonly Wanted[]; readonly passedOver: readonly string[] };

/** For each rollout or flag the gravest that any alert asks for, once. What is watched is no command. */
export const weigh = (hook: AlertHook, alerts: readonly Alert[]): Weighed => {
  const wanted = new Map<string, Wanted>();
  const passedOver: string[] = [];
  for (const { labels, why } of alerts) {
    const one = wantedBy(hook, labels, why);
    if (one === undefined) continue;
    if (typeof one === 'string') {
      passedOver.push(plainLine(`${why}: ${one}`));
      continue;
    }
    const key = `${one.of} ${one.name}`;
    const known = wanted.get(key);
    if (!known || HOOK_ACTIONS.indexOf(one.action) < HOOK_ACTIONS.indexOf(known.action)) wanted.set(key, one);
  }
  return { wanted: [...wanted.values()], passedOver };
};

const wantedBy = (
  { rollout, flag, by, does, heartbeat }: AlertHook,
  labels: Alert['labels'],
  why: string,
): Wanted | string | undefined => {
  if (heartbeat && labels['alertname'] === heartbeat.alert) return undefined;
  const grave = own(labels, by) ?? '';
  const action = Object.hasOwn(does, grave) ? does[grave] : undefined;
  if (action === undefined || action === 'nothing') return `nothing is done where ${by} is ${grave || 'not said'}`;
  if (action === 'watch') return undefined;
  const [ofRollout, ofFlag] = [own(labels, rollout), own(labels, flag)];
  if (ofRollout !== undefined) return { of: 'rollout', name: ofRollout, action, why };
  if (ofFlag !== undefined) return { of: 'flag', name: ofFlag, action, why };
  return `it has neither the label ${rollout} nor ${flag}`;
};

const own = (labels: Alert['labels'], name: string): string | undefined =>
  Object.hasOwn(labels, name) && labels[name] !== '' ? labels[name] : undefined;
