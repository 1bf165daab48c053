import type { Effect, Moment, Scenario } from './scenario.ts';

const scenario = (name: string, about: string, more: Partial<Scenario> = {}): Scenario => ({
  name,
  about,
  effects: [],
  silences: [],
  outages: [],
  meddling: [],
  ...more,
});

const after = (time: string): Moment => ({ is: 'after', time });
const at = (percent: number): Moment => ({ is: 'exposure', percent });

const beforeSoakEnd = (before: string): Moment => ({ is: 'soak-end', phase: 1, before });

const treated = (from: Moment, more: Partial<Effect>): Effect => ({ from, on: 'errors', arms: 'treated', ...more });

/** The list: what can go wrong, from nothing to most of it. A new scenario is one entry. */
export const scenarios: readonly Scenario[] = [
  scenario('healthy', 'nothing goes wrong'),
  scenario('errors-at-10', 'errors rise by 6 points among treated users once 10 % of the traffic has it', {
    effects: [treated(at(10), { points: 6 })],
  }),
  scenario('slow-leak', 'from the first exposure on, errors and memory grow for two days', {
    effects: [
      treated(at(0.05), { points: 8, grows: 'P2D' }),
      treated(at(0.05), { on: 'resources', times: 2.2, grows: 'P2D' }),
    ],
  }),
  scenario('latency-doubled', 'requests with the change take more than twice as long, once 5 % of the traffic has it', {
    effects: [treated(at(5), { on: 'latency', times: 2.5 })],
  }),
  scenario('upstream', 'for 30 minutes everybody has more errors and waits longer, with the change or without', {
    effects: [
      { from: after('P1DT3H'), lasts: 'PT30M', on: 'errors', arms: 'both', points: 2 },
      { from: after('P1DT3H'), lasts: 'PT30M', on: 'latency', arms: 'both', times: 2.5 },
    ],
  }),
  scenario('telemetry-gap', 'for 8 hours, across the end of the first soak, nothing is heard of any metric', {
    silences: [{ from: beforeSoakEnd('PT2H'), lasts: 'PT8H' }],
  }),
  scenario('low-traffic', 'a hundredth of the usual traffic', { traffic: 0.01 }),
  scenario('drift', 'on the second day somebody sets the flags to 60 % by hand', {
    meddling: [{ from: after('P1DT5H'), percent: 60 }],
  }),
  scenario(
    'backend-down',
    'the flag system is out of reach for 2 hours, and errors rise, and for 25 minutes it cannot be told to go back',
    {
      effects: [treated(at(10), { points: 6 })],
      outages: [
        { from: beforeSoakEnd('PT1H'), lasts: 'PT2H' },
        { from: { is: 'rollback' }, lasts: 'PT25M' },
      ],
    },
  ),
  scenario('late-approval', 'everybody who has to agree does so 30 hours late', { approvalsLate: 'PT30H' }),
];
