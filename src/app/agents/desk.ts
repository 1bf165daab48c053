import { failed, ok, problem, type Problem, type Result } from '../../core/problem.ts';
import { eventReader } from '../../core/rollout/log-event.ts';
import { digestOf, type Sha256 } from '../../core/values/digest.ts';
import { DAY, MINUTE } from '../../core/values/duration.ts';
import type { Clock } from '../../ports/clock.ts';
import type { EventLog } from '../../ports/event-log.ts';
import { type Ledger, ledgerOf, memoryLedger } from '../ledger.ts';
import { DeskEvent, type DeskState, EMPTY_DESK, type Kept, MOST_LETTERS, withDeskEvents } from './events.ts';

/** What lasts from one request of a caller's agents to the next: plans they made, and what a person was asked. */
export type AgentDesk = {
  /** Within a day it is known by its digest. */
  readonly keep: (plan: object, digest: Sha256) => Promise<Result<void>>;
  readonly plan: (digest: Sha256) => Promise<Result<string | undefined>>;
  /** The digests of those at hand, the oldest first. */
  readonly plans: () => Promise<Result<readonly Sha256[]>>;
  /** A ticket for what a person is asked: whoever shows it was given it by them, or by a client that asked them. */
  readonly ask: (what: Sha256) => Promise<Result<string>>;
  /** Whether it is for this, and was never shown before, to whichever process. From then on it is for nothing. */
  readonly redeem: (ticket: string, what: Sha256) => Promise<Result<boolean>>;
};

type Given = { readonly clock: Pick<Clock, 'nowMs'>; readonly unguessable: (letters: number) => string };
type DeskLedger = Ledger<DeskEvent, DeskState>;

/** A person copies it. Of 26 letters, 16 are worth 75 bits: nobody finds it from the digest that the log holds. */
const TICKET_LETTERS = 16;
const GOOD_FOR_MS = 10 * MINUTE;

/** How much of one caller is written in one day. */
const MOST_EVENTS_A_DAY = 2000;
const MOST_LETTERS_A_DAY = 50_000_000;

/** Callers of whom this process holds in memory what the log says; of others it reads it again. */
const MOST_HELD = 50;

/**
 * The desks of all callers, in the log: whichever process is asked, it knows what was made and asked at another. One log
 * a day for each caller, and only two of them are ever read.
 */
export const agentDesks = (log: EventLog, given: Given): ((caller: string) => AgentDesk) => {
  const held = new Map<string, AgentDesk>();
  return (caller) => {
    const known = held.get(caller);
    const name = digestOf({ caller }).slice(0, 32);
    const on = byDay((day) =>
      ledgerOf(
        { id: `agents:${name}:${day}`, read: readDeskEvent, begin: EMPTY_DESK, fold: withDeskEvents },
        log,
        given.clock,
      ),
    );
    const desk = known ?? deskOn(on, { ...given, bounded: true });
    held.delete(caller);
    held.set(caller, desk);
    const [oldest] = held.keys();
    if (held.size > MOST_HELD && oldest !== undefined) held.delete(oldest);
    return desk;
  };
};

const readDeskEvent = eventReader<DeskEvent>(DeskEvent, 1);

/** For as long as this process lives: what nobody else is to know. */
export const memoryDesk = (given: Given): AgentDesk => {
  const ledger = memoryLedger(EMPTY_DESK, withDeskEvents);
  return deskOn(() => ledger, { ...given, bounded: false });
};

const byDay = (open: (day: number) => DeskLedger): ((day: number) => DeskLedger) => {
  const days = new Map<number, DeskLedger>();
  return (day) => {
    for (const one of days.keys()) if (one < day - 1) days.delete(one);
    const ledger = days.get(day) ?? open(day);
    days.set(day, ledger);
    return ledger;
  };
};

type On = (day: number) => DeskLedger;

type Desk = Given & {
  readonly days: () => readonly [today: DeskLedger, yesterday: DeskLedger];
  readonly write: (event: DeskEvent) => Promise<Result<unknown>>;
};

const deskOn = (on: On, { bounded, ...given }: Given & { readonly bounded: boolean }): AgentDesk => {
  const days: Desk['days'] = () => {
    const today = Math.floor(given.clock.nowMs() / DAY);
    return [on(today), on(today - 1)];
  };
  const write: Desk['write'] = (event) =>
    days()[0].add(({ version, state: { letters } }) =>
      bounded && (version >= MOST_EVENTS_A_DAY || letters >= MOST_LETTERS_A_DAY) ? failed(tooMuch()) : ok([event]),
    );
  const desk = { ...given, days, write };
  return { ...plansOn(desk), ...ticketsOn(desk) };
};

const plansOn = ({ clock, days, write }: Desk): Pick<AgentDesk, 'keep' | 'plan' | 'plans'> => {
  const isYoung = ({ atMs }: Kept): boolean => atMs > clock.nowMs() - DAY;
  const stands = async (digest: Sha256, from: 'known' | 'now'): Promise<Result<Kept | undefined>> => {
    for (const ledger of days()) {
      const known = await ledger[from]();
      const kept = known.ok ? known.value.state.plans.get(digest) : undefined;
      if (!known.ok || kept) return known.ok ? ok(kept) : known;
    }
    return ok(undefined);
  };
  return {
    keep: async (plan, digest) => {
      const text = JSON.stringify(plan);
      if (text.length > MOST_LETTERS) return failed(tooLong());
      const known = await days()[0].now();
      if (!known.ok || known.value.state.plans.has(digest)) return known.ok ? ok(undefined) : known;
      const kept = { schemaVersion: 1, type: 'plan-kept', atMs: clock.nowMs(), digest, plan: text } as const;
      const written = await write(kept);
      return written.ok ? ok(undefined) : written;
    },
    plan: async (digest) => {
      // One that was made elsewhere a moment ago is not known here before it is looked for.
      const known = await stands(digest, 'known');
      const found = known.ok && !known.value ? await stands(digest, 'now') : known;
      return found.ok ? ok(found.value && isYoung(found.value) ? found.value.text : undefined) : found;
    },
    plans: async () => {
      const [today, yesterday] = [await days()[0].now(), await days()[1].now()];
      if (!today.ok || !yesterday.ok) return today.ok ? (yesterday as Result<never>) : today;
      const all = [...yesterday.value.state.plans, ...today.value.state.plans];
      return ok([...new Set(all.filter(([, kept]) => isYoung(kept)).map(([digest]) => digest))]);
    },
  };
};

type Found = 'unknown' | 'theirs' | 'other';

const ticketsOn = ({ clock, unguessable, days, write }: Desk): Pick<AgentDesk, 'ask' | 'redeem'> => ({
  ask: async (what) => {
    const text = unguessable(TICKET_LETTERS);
    const [ticket, atMs] = [digestOf({ ticket: text }), clock.nowMs()];
    const asked = { schemaVersion: 1, type: 'person-asked', atMs, ticket, what, untilMs: atMs + GOOD_FOR_MS } as const;
    const written = await write(asked);
    return written.ok ? ok(text) : written;
  },
  redeem: async (text, what) => {
    const ticket = digestOf({ ticket: text });
    for (const ledger of days()) {
      let found = 'unknown' as Found;
      const used = await ledger.add(({ state }) => {
        const known = state.asked.get(ticket);
        const atMs = clock.nowMs();
        found = known ? (known.what === what && atMs < known.untilMs ? 'theirs' : 'other') : 'unknown';
        return ok(known ? [{ schemaVersion: 1, type: 'ticket-used', atMs, ticket }] : []);
      });
      if (!used.ok) return used;
      if (found !== 'unknown') return ok(found === 'theirs');
    }
    return ok(false);
  },
});

const tooMuch = (): Problem =>
  problem({
    kind: 'locked',
    code: 'too-many',
    message: 'agents of this caller have asked for so much today that no more of it is kept',
    hint: 'ask by the API or on the command line, or tomorrow',
  });

const tooLong = (): Problem =>
  problem({
    kind: 'usage',
    code: 'plan-not-kept',
    message: `a plan of more than ${MOST_LETTERS} letters is not kept here`,
    hint: 'ask for all of its fields, and give the whole document where it is asked for',
  });
