import { describe, expect, it } from 'vitest';
import { replay } from '../../../src/core/rollout/replay.ts';
import { DEFAULT_SETTING, type Setting, simulate } from '../../../src/core/rollout/simulate/simulate.ts';
import { STORIES } from '../../../src/core/rollout/simulate/stories.ts';
import { initialState } from '../../../src/core/rollout/state.ts';
import type { ToLocal } from '../../../src/core/rollout/window.ts';
import { LEVELS } from '../../../src/core/values/level.ts';
import { aPlan } from '../../helpers/samples.ts';

const utc: ToLocal = (atMs) => {
  const at = new Date(atMs);
  return { weekday: (at.getUTCDay() + 6) % 7, minute: at.getUTCHours() * 60 + at.getUTCMinutes() };
};
const SETTING: Setting = { ...DEFAULT_SETTING, fromMs: Date.parse('2026-11-23T09:00:00Z'), toLocal: utc };
const HIGH = aPlan('high');
const tell = (name: string, more: Partial<Setting> = {}, plan = HIGH) =>
  simulate(plan, STORIES[name] ?? { about: '' }, { ...SETTING, ...more });

describe('a story told to a plan', () => {
  it.each(LEVELS)('ends well where nothing goes wrong: %s', (level) => {
    expect(tell('healthy', {}, aPlan(level))).toMatchObject({
      state: { status: 'completed' },
      highestPercent: 100,
      harmedRequests: 0,
    });
  });

  it.each([
    ['error-spike', 'rolled-back', 10],
    ['slow-leak', 'rolled-back', 1],
    ['latency-doubled', 'paused', 1],
    ['upstream', 'rolled-back', 1],
    ['telemetry-gap', 'completed', 100],
    ['low-traffic', 'paused', 1],
    ['meddling', 'paused', 80],
    ['backend-down', 'paused', 1],
    ['late-approval', 'completed', 100],
  ])('%s: %s, at most %d %', (name, status, highestPercent) => {
    expect(tell(name)).toMatchObject({ state: { status }, highestPercent });
  });

  it('counts who had it, who was harmed, and how long nobody noticed', () => {
    const { exposedRequests, harmedRequests, noticedAfterMs, samples } = tell('error-spike');
    expect(harmedRequests).toBeGreaterThan(0);
    expect(harmedRequests).toBeLessThan(exposedRequests / 100);
    expect(noticedAfterMs).toBe(SETTING.everyMs);
    expect(samples.at(-1)).toMatchObject({ status: 'rolled-back', exposurePercent: 0 });
  });

  it('is the same for the same seed, and another for another', () => {
    const [once, twice, other] = [tell('healthy'), tell('healthy'), tell('healthy', { seed: 2 })].map(({ events }) =>
      JSON.stringify(events),
    );
    expect(twice).toBe(once);
    expect(other).not.toBe(once);
  });

  it('is decided by the real thing: its log replays', () => {
    for (const name of Object.keys(STORIES)) {
      const { events } = tell(name);
      expect(replay(HIGH, initialState(HIGH, 'simulated'), events).ok).toBe(true);
    }
  });
});
