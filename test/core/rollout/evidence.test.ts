import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Measurement } from '../../../src/core/guards/measurement.ts';
import type { Plan } from '../../../src/core/plan/plan.ts';
import { clean } from '../../../src/core/rollout/clean.ts';
import { replay } from '../../../src/core/rollout/replay.ts';
import { judgeTriggers, type Question } from '../../../src/core/rollout/look.ts';
import { initialState } from '../../../src/core/rollout/state.ts';
import { binomial, chance, poisson } from '../../../src/core/simulation/chance.ts';
import { toMs } from '../../../src/core/values/duration.ts';
import {
  aClimb,
  aPhase,
  asks as asksFor,
  aTrigger,
  HOUR,
  inPhase,
  lastOf,
  later,
  measured,
  MIN,
  pass,
  tickOf,
  type World,
} from '../../helpers/rollout.ts';

const guard = aTrigger('worse', { kind: 'guard', rule: { is: 'regression', tolerate: 5 }, minSamples: 200 });
const plan = aClimb({
  phases: [aPhase('few', 5), aPhase('half', 50), aPhase('all', 100, { soak: undefined })],
  triggers: [guard],
});

/** What a source that knows every minute would say of any window: 5 of 100 treated, so many of a thousand of them bad. */
const source =
  (seed: number, treatedBad: number, controlBad = 10) =>
  ({ window, toMs: endMs }: Question, nowMs: number): Measurement => {
    const end = endMs ?? nowMs;
    const [from, to] = [end - toMs(window), end].map((ms) => Math.floor(ms / MIN));
    const draw = chance(seed);
    let [of, bad, others, othersBad] = [0, 0, 0, 0];
    for (let minute = from ?? 0; minute < (to ?? 0); minute += 1) {
      const [mine, theirs] = [poisson(50, draw, [0, minute]), poisson(950, draw, [2, minute])];
      of += mine;
      others += theirs;
      bad += binomial(mine, treatedBad / 1000, draw, [4, minute]);
      othersBad += binomial(theirs, controlBad / 1000, draw, [6, minute]);
    }
    return measured(
      end,
      toMs(window),
      { samples: of, count: of, bad, usersBad: bad },
      { samples: others, count: others, bad: othersBad, usersBad: othersBad },
    );
  };

const about = ({ toMs: endMs, window }: Question, nowMs: number, treatment: object, control: object): Measurement =>
  measured(endMs ?? nowMs, toMs(window), treatment, control);
const FINE = { samples: 9000, count: 9000, bad: 9 };

const watched = (answer: World['trouble']['answer'], phase = 'few'): World => {
  const world = inPhase(phase, plan);
  if (answer) world.trouble.answer = answer;
  return world;
};

const says = (world: World) =>
  judgeTriggers(world.plan, world.state, clean(world.plan, world.state, tickOf(world))).get('worse');

describe('a sequential test in a rollout', () => {
  it('rolls back what is worse, and says how sure it is and where the limit lies', () => {
    const world = watched(source(1, 60));
    pass(world, 30 * MIN, MIN);
    expect(world.state.status).toBe('rolled-back');
    expect(lastOf(world, 'rollback-decided').why).toMatch(/^worse: evidence of harm \S+ : 1, limit 20 : 1/);
  });

  it('lets what is as good go on', () => {
    const world = watched(source(1, 10));
    expect(pass(world, 90 * MIN, 5 * MIN)).toContain('phase-entered');
  });

  it('does not go back because both arms fail', () => {
    const world = watched(source(1, 200, 200));
    expect(pass(world, 90 * MIN, 5 * MIN)).not.toContain('rollback-decided');
  });

  it('comes to the same when its log is decided again', () => {
    const world = watched(source(2, 25));
    pass(world, 2 * HOUR, 3 * MIN);
    const again = replay(plan, initialState(plan, 'r1'), world.log);
    expect(again.ok && again.value.state).toEqual(world.state);
  });

  it('still watches while it is paused', () => {
    const world = watched(source(1, 60));
    world.state = {
      ...world.state,
      status: 'paused',
      pause: { cause: 'operator', why: 'lunch', by: undefined, atMs: world.nowMs },
    };
    expect(pass(world, 30 * MIN, MIN)).toContain('rollback-decided');
  });

  it('is no pass before enough was seen in the phase', () => {
    const world = watched(source(1, 10));
    later(world, MIN);
    expect(says(world)).toMatchObject({ verdict: 'inconclusive', why: expect.stringContaining('200 are needed') });
  });
});

const happening = (made: Plan, answer: World['trouble']['answer']): readonly string[] => {
  const world = inPhase('few', made);
  if (answer) world.trouble.answer = answer;
  return pass(world, 90 * MIN, 5 * MIN);
};

/** So many new users with the change beside 9,500 without, where one in twenty is assigned. */
const uneven =
  (treated: number) =>
  (question: Question, now: number): Measurement => {
    const fine = { samples: 1000, count: 1000, bad: 5, usersBad: 5 };
    return about(question, now, { ...fine, newUsers: treated }, { ...fine, samples: 9000, newUsers: 9500 });
  };

describe('a gate that asks for no regression', () => {
  const asks = { is: 'metric', metric: 'error-rate', rule: { is: 'regression', tolerate: 5 }, window: 'PT5M' } as const;
  const gated = (minSamples: number, more: Partial<Plan> = {}): Plan => ({
    ...plan,
    phases: [aPhase('few', 5, { gates: [{ ...asks, minSamples }] }), ...plan.phases.slice(1)],
    ...more,
  });
  it('opens where the guard of that metric is content, and the gate has its samples', () => {
    expect(happening(gated(200), source(1, 10))).toContain('phase-entered');
    expect(happening(gated(100_000), source(1, 10))).not.toContain('phase-entered');
  });

  it('stays shut where there is harm, and where no guard tolerates as much as it does', () => {
    const told = { ...guard, action: 'notify' } as const;
    expect(happening(gated(200, { triggers: [told] }), source(1, 60))).not.toContain('phase-entered');
    const other = { ...guard, rule: { is: 'regression', tolerate: 9 } } as const;
    expect(happening(gated(200, { triggers: [other] }), source(1, 10))).not.toContain('phase-entered');
  });
});

describe('users who do not come by as assigned', () => {
  it('pause it, with the reason, and nothing goes on even where no gate asks', () => {
    const phases = plan.phases.map((phase) => ({ ...phase, gates: [] }));
    const world = inPhase('few', { ...plan, phases });
    world.trouble.answer = uneven(900);
    expect(later(world, MIN)).toEqual(['trigger-fired', 'paused']);
    expect(world.state.pause?.why).toMatch(/^worse: sample-ratio mismatch: 900 new users .* where 5 % was assigned$/);
    asksFor(world, { is: 'resume' });
    const happened = pass(world, 3 * HOUR, 10 * MIN);
    expect(happened).not.toContain('paused');
    expect(happened).not.toContain('phase-entered');
  });

  it('do not keep harm from being taken back once they do again', () => {
    const world = inPhase('few', plan);
    world.trouble.answer = uneven(900);
    later(world, MIN);
    world.trouble.answer = source(1, 60);
    expect(pass(world, 40 * MIN, MIN)).toContain('rollback-decided');
  });

  it('who do come by so are nothing to speak of', () => {
    const world = inPhase('few', plan);
    world.trouble.answer = uneven(500);
    expect(later(world, MIN)).toEqual([]);
  });
});

const limit = aTrigger('errors', { attributable: true });
const alone =
  (bad: number) =>
  (question: Question, now: number): Measurement =>
    measured(question.toMs ?? now, toMs(question.window), { samples: 9000, count: 9000, bad });
const at100 = (percentBefore: number): World => {
  const phases = [aPhase('some', percentBefore), aPhase('all', 100)];
  return inPhase('all', { ...plan, phases, triggers: [limit] });
};

describe('a limit where nobody is left to compare with', () => {
  it('takes a large step back soon after it, and pauses later: whose doing it is cannot be told', () => {
    const [soon, late] = [at100(50), at100(50)];
    soon.trouble.answer = alone(900);
    expect(pass(soon, 10 * MIN, MIN)).toContain('rollback-decided');
    late.trouble.answer = alone(9);
    pass(late, 20 * MIN, MIN);
    late.trouble.answer = alone(900);
    expect(pass(late, 10 * MIN, MIN)).toEqual(['trigger-fired', 'paused']);
    expect(late.state.pause?.why).toMatch(/nobody is without the change to compare with$/);
  });

  it('pauses after a small step at once', () => {
    const world = at100(95);
    world.trouble.answer = alone(900);
    expect(pass(world, 10 * MIN, MIN)).toEqual(['trigger-fired', 'paused']);
  });
});

describe('however the ticks fall', () => {
  it('the same is counted and the same is said', () =>
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1000 }),
        fc.constantFrom(10, 14, 20),
        fc.uniqueArray(fc.integer({ min: 1, max: 44 }), { maxLength: 30 }),
        (seed, bad, minutes) => {
          const [often, seldom] = [watched(source(seed, bad)), watched(source(seed, bad))];
          const begin = often.nowMs;
          for (let minute = 1; minute <= 44; minute += 1) later(often, MIN);
          for (const minute of minutes.toSorted((a, b) => a - b)) later(seldom, begin + minute * MIN - seldom.nowMs);
          fc.pre(often.state.status === 'running');
          [often, seldom].forEach((world) => later(world, begin + 45 * MIN - world.nowMs));
          fc.pre(often.state.status === 'running');
          expect(often.state.evidence['worse']?.next).toBe(2);
          expect(seldom.state.evidence).toEqual(often.state.evidence);
          expect(says(seldom)).toEqual(says(often));
        },
      ),
      { numRuns: 25 },
    ));

  it('a window that comes late is counted, and one that nobody can tell is given up', () => {
    const world = watched(source(1, 10));
    const answer = source(1, 10);
    world.trouble.answer = (question, nowMs) =>
      question.key === 'worse' ? answer(question, nowMs) : { is: 'error', why: 'the store is down' };
    pass(world, 22 * MIN, MIN);
    expect(world.state.evidence['worse']?.next).toBe(0);
    world.trouble.answer = answer;
    later(world, MIN);
    expect(world.state.evidence['worse']?.next).toBe(1);
    world.trouble.answer = () => ({ is: 'error', why: 'the store is down' });
    pass(world, 30 * MIN, MIN);
    expect(lastOf(world, 'evidence-missed')).toMatchObject({ trigger: 'worse', why: 'the store is down' });
  });
});

type Nonsense = readonly [name: string, answer: (question: Question, nowMs: number) => Measurement | undefined];

const NONSENSE: readonly Nonsense[] = [
  ['a counter that went back', (question, now) => about(question, now, { samples: -4, count: -4, bad: 900 }, FINE)],
  ['more errors than requests', (question, now) => about(question, now, { samples: 10, count: 10, bad: 900 }, FINE)],
  [
    'errors below nothing',
    (question, now) => about(question, now, { samples: 900, count: 900, bad: 500 }, { ...FINE, bad: -9 }),
  ],
  ['what is no number', (question, now) => about(question, now, { samples: 900, count: 900, bad: Number.NaN }, FINE)],
  ['no end of errors', (question, now) => about(question, now, { samples: 900, count: 900, bad: Infinity }, FINE)],
  [
    'nobody in control',
    (question, now) => about(question, now, { samples: 900, count: 900, bad: 500 }, { samples: 0, count: 0, bad: 0 }),
  ],
  ['nobody with the change', (question, now) => about(question, now, { samples: 0, count: 0, bad: 0 }, FINE)],
  [
    'no control at all',
    (question, now) => measured(question.toMs ?? now, toMs(question.window), { samples: 900, count: 900, bad: 500 }),
  ],
  [
    'another window',
    (question, now) =>
      measured((question.toMs ?? now) - 7 * MIN, 9 * MIN, { samples: 900, count: 900, bad: 500 }, FINE),
  ],
  [
    'the future',
    (question, now) =>
      measured((question.toMs ?? now) + HOUR, toMs(question.window), { samples: 900, count: 900, bad: 500 }, FINE),
  ],
  ['nothing', () => undefined],
];

const bucketed = (bounds: number[], counts: number[]) => ({ samples: 900, histogram: { bounds, counts } });

/** The same of a latency, where buckets are what can be wrong. */
const ODD_BUCKETS: readonly Nonsense[] = [
  [
    'arms that are sorted into different buckets',
    (question, now) => about(question, now, bucketed([100, 200], [0, 0, 900]), bucketed([50, 300], [890, 9, 1])),
  ],
  [
    'buckets that are not in order',
    (question, now) => about(question, now, bucketed([200, 100], [0, 0, 900]), bucketed([200, 100], [890, 9, 1])),
  ],
  [
    'a bucket too few',
    (question, now) => about(question, now, bucketed([100, 200], [0, 900]), bucketed([100, 200], [890, 9])),
  ],
  [
    'a bucket that went back',
    (question, now) => about(question, now, bucketed([100, 200], [-5, 0, 900]), bucketed([100, 200], [890, 9, 1])),
  ],
];

describe('nonsense', () => {
  it.each(NONSENSE)('%s is written down, is no pass, and rolls nothing back', (_, answer) => {
    const world = watched(answer);
    const happened = pass(world, 2 * HOUR, 5 * MIN);
    expect(happened).not.toContain('rollback-decided');
    expect(happened).not.toContain('phase-entered');
    expect(says(world)?.verdict).not.toBe('pass');
    expect(world.log.length).toBeGreaterThan(3);
  });

  it.each(ODD_BUCKETS)('%s is written down, is no pass, and rolls nothing back', (_, answer) => {
    const world = inPhase('few', { ...plan, triggers: [{ ...guard, monitor: 'latency-p99' }] });
    world.trouble.answer = answer;
    const happened = pass(world, 2 * HOUR, 5 * MIN);
    expect(happened).not.toContain('rollback-decided');
    expect(happened).not.toContain('phase-entered');
    expect(says(world)?.verdict).toBe('error');
    expect(happened).toContain('evidence-missed');
  });

  it('everybody has it and a source still tells of a control: no guard acts', () => {
    const world = inPhase('all', { ...plan, phases: [aPhase('all', 100)] });
    world.trouble.answer = (question, now) => about(question, now, { samples: 900, count: 900, bad: 500 }, FINE);
    expect(pass(world, 30 * MIN, 5 * MIN)).not.toContain('rollback-decided');
    expect(says(world)).toBeUndefined();
  });

  it('between good answers does not move what was counted', () => {
    const [clean, mixed] = [watched(source(5, 10)), watched(source(5, 10))];
    pass(clean, 50 * MIN, MIN);
    let turns = 0;
    const bad = source(5, 10);
    mixed.trouble.answer = (question, nowMs) => {
      turns += 1;
      const [, odd] = NONSENSE[turns % NONSENSE.length] ?? NONSENSE[0] ?? ['', bad];
      return turns % 2 === 0 && question.key === 'worse' ? odd(question, nowMs) : bad(question, nowMs);
    };
    pass(mixed, 50 * MIN, MIN);
    expect(mixed.state.evidence).toEqual(clean.state.evidence);
  });

  it('an old tick again counts nothing twice', () => {
    const world = watched(source(5, 10));
    pass(world, 20 * MIN, MIN);
    const { evidence } = world.state;
    const then = world.nowMs;
    for (const backMs of [0, 3 * MIN, 15 * MIN]) {
      world.nowMs = then - backMs;
      later(world, 0);
      expect(world.state.evidence).toEqual(evidence);
    }
  });
});

describe('a source that counts in buckets', () => {
  const MINUTES = 60_000;
  /** No window that is asked for begins or ends with one of its minutes. */
  const ASKEW = 17_300;
  /** Whole minutes that begin in the window and are over, as its adapter gives them; told of how wide they are, or not. */
  const inMinutes = (tells: boolean) => (question: Question, nowMs: number) => {
    const end = question.toMs ?? nowMs;
    const up = (ms: number): number => Math.ceil((ms - ASKEW) / MINUTES) * MINUTES + ASKEW;
    const over = Math.floor((nowMs - ASKEW) / MINUTES) * MINUTES + ASKEW;
    const [from, to] = [up(end - toMs(question.window)), Math.min(up(end), over)];
    if (to <= from) return { is: 'no-data', why: 'no bucket is over yet' } as const;
    const answer = measured(
      to,
      to - from,
      { samples: 9000, count: 9000, bad: 90 },
      { samples: 9000, count: 9000, bad: 90 },
    );
    return tells ? ({ ...answer, bucketMs: MINUTES } as Measurement) : answer;
  };
  const climbed = (tells: boolean) => {
    const world = watched(inMinutes(tells));
    return pass(world, 4 * HOUR, 5 * MIN);
  };

  it('is heard window by window, also where they begin between its buckets', () =>
    expect(climbed(true)).toContain('evidence-counted'));

  it('is not believed where it does not say so', () => expect(climbed(false)).not.toContain('evidence-counted'));
});
