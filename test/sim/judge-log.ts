import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Event } from '../../src/core/rollout/events.ts';
import type { Tick } from '../../src/core/rollout/input.ts';
import type { Plan } from '../../src/core/plan/plan.ts';
import { toMs } from '../../src/core/values/duration.ts';
import { allowed, copyOf, emptyLedger, type Ledger, note } from './ledger.ts';
import { isWithin, reachIn, type Reach } from './reach.ts';
import { aFlag, freshLook, type Held, type Look, type Told } from './stage.ts';
import { TURN_PROMISES } from './turn-promises.ts';

/** A change of a flag, as the flag system itself took it down. */
export type Landed = { readonly atMs: number; readonly reach: Reach };

/**
 * Holds a log that was written elsewhere, by real processes, against the promises of a turn: each turn by what it says
 * that it knew. Whoever wrote it is not asked.
 */
export const faultsOfTurns = (plan: Plan, events: readonly Event[]): readonly string[] => {
  const stage = {
    plan,
    planDigest: createHash('sha256')
      .update(canonicalize(plan) ?? '')
      .digest('hex'),
  };
  const faults: string[] = [];
  let before = emptyLedger();
  for (const turn of turnsIn(events)) {
    const after = ledgerAfter(before, turn);
    const [first] = turn;
    const look =
      first?.type === 'turn-taken' && first.input.is === 'tick' ? lookOf(plan, first.input, before) : freshLook();
    // Nothing else of a stage is asked for by what judges one turn.
    const seen = { stage, look, before, after, events: turn } as unknown as Parameters<Check>[0];
    for (const { promise, check } of TURN_PROMISES) {
      const fault = check(seen);
      if (fault !== undefined) faults.push(`${promise}: ${fault}`);
    }
    before = after;
  }
  return faults;
};

type Check = (typeof TURN_PROMISES)[number]['check'];

/**
 * What the flag system took down, held against the log: never more than the phase allows, never up after a rollback,
 * and no more changes than there were decisions. A decision is older than what comes of it.
 */
export const faultsOfFlags = (plan: Plan, events: readonly Event[], landed: readonly Landed[]): readonly string[] => {
  const faults: string[] = [];
  let was: Reach = { percent: 0, rings: {}, allow: [] };
  for (const { atMs, reach } of landed) {
    const at = ledgerAfter(
      emptyLedger(),
      events.filter((event) => event.atMs <= atMs + SLACK_MS),
    );
    const back = events.find(({ type }) => type === 'rollback-decided');
    if (!isWithin(reach, reachIn(plan, at.phase))) faults.push(`1: ${reach.percent} % in phase ${at.phase}`);
    if (back && back.atMs < atMs - LATE_MS && !isWithin(reach, was))
      faults.push(`2: ${was.percent} % became ${reach.percent} % after a rollback`);
    was = reach;
  }
  const decided = events.filter(({ type }) => DECISIONS.has(type)).length;
  if (landed.length > decided) faults.push(`5: ${landed.length} changes came of ${decided} decisions`);
  return faults;
};

const DECISIONS: ReadonlySet<string> = new Set(['phase-entered', 'rollback-decided', 'rollback-stepped']);

/** Moments of a log are those of looks, by a clock that is shared to some milliseconds. */
const SLACK_MS = 250;
/** A write that was on its way when the way back was decided may arrive within so long. */
const LATE_MS = 250;

const turnsIn = (events: readonly Event[]): Event[][] => {
  const turns: Event[][] = [];
  for (const event of events) {
    if (event.type === 'turn-taken' || turns.length === 0) turns.push([]);
    turns.at(-1)?.push(event);
  }
  return turns;
};

const ledgerAfter = (before: Ledger, events: readonly Event[]): Ledger => {
  const after = copyOf(before);
  for (const event of events) note(after, event);
  return after;
};

const lookOf = (plan: Plan, { atMs, backend, measurements }: Tick, before: Ledger): Look => {
  const told = plan.triggers.flatMap(({ id, monitor, window, minSamples }): Told[] => {
    const heard = measurements[id];
    if (heard?.is !== 'measured' || !heard.treatment) return [];
    const { samples, value } = heard.treatment;
    const isFit = samples >= minSamples && atMs - heard.atMs <= Math.max(toMs(window), 120_000);
    return [
      {
        monitor,
        windowMs: toMs(window),
        isFit,
        isFew: samples < minSamples,
        value: value ?? 0,
        control: heard.control?.value ?? 0,
        fromMs: heard.fromMs,
        heard: true,
      },
    ];
  });
  const held =
    backend.is === 'read'
      ? backend.flags.map((seen): [string, Held] => [seen.key, heldAs(seen, plan, before)])
      : undefined;
  const flags = held && new Map(held);
  return { ...freshLook(), looked: true, atMs, flags, told, built: true };
};

/** What is as it should be is written down as that alone. */
const heldAs = (seen: Read, plan: Plan, before: Ledger): Held => {
  if (!('asDesired' in seen)) return { flag: seen, by: 'rampart', at: 0 };
  const { percent } = allowed(plan, before) ?? reachIn(plan, before.phase);
  return { flag: aFlag(seen.key, percent), by: 'rampart', at: 0 };
};

type Read = Extract<Tick['backend'], { is: 'read' }>['flags'][number];
