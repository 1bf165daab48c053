import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { memoryEventLog } from '../../src/adapters/event-log/memory.ts';
import { memoryFlagBackend } from '../../src/adapters/flag-backend/memory.ts';
import { found } from '../../src/app/executor/journal.ts';
import type { FlagState } from '../../src/core/flags/flag-state.ts';
import type { Event } from '../../src/core/rollout/events.ts';
import type { Plan } from '../../src/core/plan/plan.ts';
import type { EventLog } from '../../src/ports/event-log.ts';
import type { FlagBackend } from '../../src/ports/flag-backend.ts';
import type { Dice } from './dice.ts';
import { emptyLedger, type Ledger } from './ledger.ts';
import { BASE } from './plans.ts';
import { type Turnstile } from './turnstile.ts';
import type { Weather } from './weather.ts';

/** What a flag holds, who made it so, and how many events there were then. */
export type Held = { readonly flag: FlagState | undefined; readonly by: 'rampart' | 'person'; readonly at: number };

/** A measurement as it was given, and whether it came in time to count. */
export type Told = {
  readonly monitor: string;
  readonly windowMs: number;
  /** Whole and fresh. */
  readonly isFit: boolean;
  /** Too few samples for a verdict. */
  readonly isFew: boolean;
  readonly value: number;
  readonly control: number;
  readonly fromMs: number;
  heard: boolean;
};

/** What one executor knows in one turn. */
export type Look = {
  /** The log as it was when it was read. */
  before: Ledger | undefined;
  atMs: number | undefined;
  looked: boolean;
  flags: ReadonlyMap<string, Held> | undefined;
  told: Told[];
  built: boolean;
  decided: readonly Event[] | undefined;
  acknowledged: Map<string, FlagState>;
  refused: boolean;
};

/** An executor or a person, from birth to death; what is born again is another one. */
export type Agent = {
  readonly name: string;
  alive: boolean;
  clockMs: number;
  look: Look;
  looks: number;
  readonly died: () => void;
};

export type Broken = { readonly promise: number; readonly what: string };

export type Stage = {
  readonly plan: Plan;
  readonly planDigest: string;
  readonly id: string;
  readonly time: Turnstile;
  readonly dice: Dice;
  weather: Weather;
  /** The real ones, without trouble. */
  readonly log: EventLog;
  readonly flags: FlagBackend;
  readonly ledger: Ledger;
  lastHash: string;
  readonly held: Map<string, Held>;
  readonly trace: string[];
  readonly tell: (who: string, what: string) => void;
  readonly breaks: (promise: number, what: string) => void;
  broken: Broken | undefined;
};

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

export const nextHash = (previous: string, event: unknown): string =>
  sha256(`${previous} ${canonicalize(event) ?? 'null'}`);

export const freshLook = (): Look => ({
  before: undefined,
  atMs: undefined,
  looked: false,
  flags: undefined,
  told: [],
  built: false,
  decided: undefined,
  acknowledged: new Map(),
  refused: false,
});

export const agentCalled = (name: string, died: () => void = () => undefined): Agent => ({
  name,
  alive: true,
  clockMs: 0,
  look: freshLook(),
  looks: 0,
  died,
});

export const aFlag = (key: string, percent: number): FlagState => ({
  key,
  enabled: percent > 0,
  percent,
  rings: [],
  allow: [],
  place: { is: 'everywhere' },
});

type Given = Pick<Stage, 'plan' | 'time' | 'dice' | 'weather'>;

/** A rollout written down and not begun. */
export const aStage = async ({ plan, time, dice, weather }: Given): Promise<Stage> => {
  const startMs = time.nowMs();
  const trace: string[] = [];
  const stage: Stage = {
    plan,
    planDigest: sha256(canonicalize(plan) ?? ''),
    id: plan.id,
    time,
    dice,
    weather,
    log: memoryEventLog(),
    flags: memoryFlagBackend([aFlag(BASE, dice.is(0.8) ? 100 : 50)]),
    ledger: emptyLedger(),
    lastHash: '',
    held: new Map(),
    trace,
    tell: (who, what) => void trace.push(`${((time.nowMs() - startMs) / 1000).toFixed(1)}s ${who}: ${what}`),
    breaks: (promise, what) => (stage.broken ??= { promise, what }),
    broken: undefined,
  };
  const places = { flags: 'flags', metrics: 'metrics', checks: 'checks.json' };
  const begun = await found(stage.log, { id: plan.id, plan, places });
  if (!begun.ok) throw new Error(JSON.stringify(begun.problems));
  stage.lastHash = nextHash(sha256(`rampart ${plan.id}`), {
    schemaVersion: 1,
    type: 'planned',
    plan,
    places,
  });
  if (begun.value.head.hash !== stage.lastHash) stage.breaks(13, 'the first entry is not linked to its rollout');
  await lookAround(stage, 'person');
  return stage;
};

/** What the flag system really holds now; what has changed was changed by the one named. */
export const lookAround = async (stage: Stage, by: Held['by']): Promise<void> => {
  const keys = [BASE, ...stage.plan.flags.map(({ key }) => key)];
  const read = await stage.flags.read(keys);
  if (!read.ok) throw new Error('the real flag system answers');
  for (const key of keys) {
    const flag = read.value.find((one) => one.key === key);
    const was = stage.held.get(key);
    if (!was || was.flag?.revision !== flag?.revision) stage.held.set(key, { flag, by, at: stage.ledger.count });
  }
};
