import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AlertEvent } from '../../../src/core/hooks/alert-events.ts';
import { type AlertHook, readHooks } from '../../../src/core/hooks/hook.ts';
import { seenIn } from '../../../src/core/hooks/seen-alerts.ts';
import {
  alertsOn,
  hookIn,
  newsIn,
  type WatchedAlerts,
  withAlertEvents,
} from '../../../src/core/hooks/watched-alerts.ts';
import { worked } from '../../helpers/log.ts';

const NOW = Date.UTC(2026, 2, 2, 12);
const MINUTE = 60_000;
const WHO = { rollout: 'new-login', feature: 'New login', flags: ['new_login'] };

const hookWith = (more: object = {}): AlertHook => {
  const given = {
    name: 'alertmanager',
    form: 'alertmanager',
    environments: ['production', 'staging'],
    does: { critical: 'rollback', warning: 'watch' },
    heartbeat: { every: '2m' },
    ...more,
  };
  const [hook] = worked(readHooks({ schemaVersion: 1, hooks: [given] }));
  if (!hook || hook.form === 'observations') throw new Error('no hook of alerts');
  return hook;
};
const HOOK = hookWith();

const BEGUN = withAlertEvents({}, [
  { schemaVersion: 1, type: 'alerts-watched', atMs: NOW, hook: 'alertmanager', everyMs: 2 * MINUTE },
]);

type Told = { readonly status?: string; readonly labels?: object; readonly startsAt?: string };

const alert = ({ status = 'firing', labels = {}, ...more }: Told = {}) => ({
  status,
  labels: { alertname: 'HighErrorRate', severity: 'warning', ...labels },
  annotations: { summary: 'errors are above 5 %' },
  startsAt: '2026-03-02T11:50:00Z',
  ...more,
});
const BEAT = { status: 'firing', labels: { alertname: 'Watchdog', severity: 'none' } };

/** One notification after another, each heard when it is. */
const heard = (
  before: WatchedAlerts,
  body: object,
  atMs = NOW,
  { hook = HOOK, environment = 'production' } = {},
): WatchedAlerts => {
  const seen = worked(seenIn(hook, body, atMs));
  const told = seen?.alerts.get(environment) ?? [];
  const news = newsIn(hookIn(before, hook.name), { beats: seen?.beats ?? false, told }, atMs);
  const event: AlertEvent[] = news ? [{ schemaVersion: 1, type: 'alerts-heard', atMs, hook: hook.name, ...news }] : [];
  return withAlertEvents(before, event);
};
const posted = (...alerts: readonly object[]) => ({ alerts });
const verdictAt = (watched: WatchedAlerts, atMs = NOW) => alertsOn(watched, WHO, atMs)?.verdict;

describe('alerts that rollouts are held for', () => {
  it('are quiet only where somebody says so, and as long as that was lately', () => {
    expect(alertsOn({}, WHO, NOW)).toBeUndefined();
    expect(alertsOn(BEGUN, WHO, NOW)).toEqual({ verdict: 'error', why: 'alertmanager has not been heard yet' });
    const beaten = heard(BEGUN, posted(BEAT));
    expect(alertsOn(beaten, WHO, NOW + 5 * MINUTE)).toEqual({ verdict: 'pass', why: 'no alert fires' });
    expect(alertsOn(beaten, WHO, NOW + 5 * MINUTE + 1)).toMatchObject({ verdict: 'error' });
    expect(verdictAt(heard(beaten, posted({ ...BEAT, status: 'resolved' }), NOW + 5 * MINUTE), NOW + 6 * MINUTE)).toBe(
      'error',
    );
  });

  it('fire until they are resolved, however silent it is', () => {
    const firing = heard(BEGUN, posted(BEAT, alert()));
    expect(alertsOn(firing, WHO, NOW)).toEqual({
      verdict: 'fail',
      why: 'fires since 10 min: HighErrorRate: errors are above 5 %',
    });
    expect(verdictAt(firing, NOW + 60 * MINUTE)).toBe('fail');
    const over = heard(firing, posted(alert({ status: 'resolved' }), BEAT), NOW + 60 * MINUTE);
    expect(verdictAt(over, NOW + 60 * MINUTE)).toBe('pass');
  });

  it.each<[string, object, string]>([
    ['the rollout', { rollout: 'new-login' }, 'fail'],
    ['another rollout', { rollout: 'new-cart', flag: 'new_login' }, 'pass'],
    ['a flag of it', { flag: 'new_login' }, 'fail'],
    ['another flag', { flag: 'new_cart' }, 'pass'],
    ['its feature', { feature: 'New login' }, 'fail'],
    ['another feature', { feature: 'New cart' }, 'pass'],
    ['nobody', {}, 'fail'],
    ['its environment', { environment: 'production' }, 'fail'],
    ['another environment', { environment: 'staging' }, 'pass'],
    ['an environment of others', { environment: 'elsewhere' }, 'pass'],
    ['a severity that is not watched', { severity: 'info' }, 'pass'],
    ['a severity that names no action', { severity: 'constructor' }, 'pass'],
  ])('concern a rollout where they name %s', (_, labels, verdict) =>
    expect(verdictAt(heard(BEGUN, posted(BEAT, alert({ labels }))))).toBe(verdict),
  );

  it('that are left out of a notification count as one that fires', () => {
    const cut = heard(BEGUN, { ...posted(BEAT), truncatedAlerts: 3, groupKey: 'a' });
    expect(alertsOn(cut, WHO, NOW)).toMatchObject({ verdict: 'fail', why: expect.stringContaining('max_alerts') });
    expect(verdictAt(heard(cut, { ...posted(BEAT), groupKey: 'b' }, NOW + MINUTE), NOW + MINUTE)).toBe('fail');
    expect(verdictAt(heard(cut, { ...posted(BEAT), groupKey: 'a' }, NOW + MINUTE), NOW + MINUTE)).toBe('pass');
  });

  it('end where the hook watches them no longer', () => {
    const firing = heard(BEGUN, posted(BEAT, alert()));
    const hook = hookWith({ does: { critical: 'watch' } });
    expect(verdictAt(heard(firing, posted(BEAT, alert()), NOW + MINUTE, { hook }), NOW + MINUTE)).toBe('pass');
    const gone = withAlertEvents(firing, [
      { schemaVersion: 1, type: 'alerts-unwatched', atMs: NOW, hook: 'alertmanager' },
    ]);
    expect(alertsOn(gone, WHO, NOW)).toBeUndefined();
  });

  it('cannot begin later than they are told: nothing would ever end or follow them', () => {
    const startsAt = '2036-01-01T00:00:00Z';
    const over = heard(BEGUN, posted(BEAT, alert({ status: 'resolved', startsAt })));
    expect(verdictAt(heard(over, posted(alert()), NOW + MINUTE), NOW + MINUTE)).toBe('pass');
    const again = alert({ startsAt: '2026-03-02T12:00:30Z' });
    expect(verdictAt(heard(over, posted(again), NOW + MINUTE), NOW + MINUTE)).toBe('fail');
  });

  it('come to the same in whatever order, and however often, they are told', () =>
    fc.assert(
      fc.property(
        fc.array(fc.boolean(), { minLength: 1, maxLength: 4 }).chain((ends) => {
          const told = ends.flatMap((isOver, nth) => {
            const startsAt = new Date(NOW - (60 - nth) * MINUTE).toISOString();
            const last = nth === ends.length - 1;
            return [alert({ startsAt }), ...(isOver || !last ? [alert({ startsAt, status: 'resolved' })] : [])];
          });
          const order = fc.shuffledSubarray([...told, ...told], { minLength: told.length * 2 });
          return fc.record({ order, isOver: fc.constant(ends.at(-1) === true) });
        }),
        ({ order, isOver }) => {
          const end = order.reduce((now, one) => heard(now, posted(one)), heard(BEGUN, posted(BEAT)));
          expect(verdictAt(end)).toBe(isOver ? 'pass' : 'fail');
        },
      ),
    ));

  it('are written down only where something is new', () => {
    const firing = heard(BEGUN, posted(BEAT, alert()));
    expect(heard(firing, posted(BEAT, alert()), NOW + 30_000)).toBe(firing);
    expect(heard(firing, posted(alert({ status: 'resolved', labels: { severity: 'info' } })))).toBe(firing);
    expect(heard(firing, posted(BEAT), NOW + MINUTE)).not.toBe(firing);
  });
});

const problemsOf = (more: object) => {
  const base = { name: 'a', form: 'alertmanager', environments: ['production'], does: { warning: 'watch' } };
  const read = readHooks({ schemaVersion: 1, hooks: [{ ...base, ...more }] });
  return read.ok ? [] : read.problems.map(({ message }) => message);
};

describe('the file of hooks', () => {
  it.each<[object, RegExp]>([
    [{}, /no heartbeat/],
    [{ form: 'event', heartbeat: { every: '2m' } }, /never over/],
    [{ does: { warning: 'pause' }, heartbeat: { every: '2m' } }, /watches nothing/],
    [{ heartbeat: { every: '1s' } }, /ten seconds/],
    [{ heartbeat: { every: '2d' } }, /every day/],
  ])('says of %j what is wrong', (more, message) => expect(problemsOf(more)).toEqual([expect.stringMatching(message)]));

  it('names the alert that always fires, or takes the usual one', () =>
    expect(HOOK.heartbeat).toEqual({ alert: 'Watchdog', every: '2m' }));
});
