import type { Plan } from '../../core/plan/plan.ts';
import { type Places, type Planned, PLANNED_VERSION, readPlanned } from '../../core/program/planned.ts';
import type { Membership } from '../../core/program/program.ts';
import { failed, ok, problem, type Problem, type Result } from '../../core/problem.ts';
import { chainStart, linked, verifyChain, type Linked } from '../../core/rollout/chain.ts';
import { type Event, EVENT_VERSION, readEvent } from '../../core/rollout/events.ts';
import { fold } from '../../core/rollout/evolve.ts';
import { initialState, type State } from '../../core/rollout/state.ts';
import { digestOf, type Sha256 } from '../../core/values/digest.ts';
import type { Basis, Entry, EventLog, Head, Snapshot } from '../../ports/event-log.ts';
import { cardOf } from './card.ts';

/** Of what a snapshot keeps: a state of another layout is folded anew from its events. */
const LAYOUT = 4;

/** A rollout as its log tells it. */
export type Rollout = {
  readonly id: string;
  readonly plan: Plan;
  readonly places: Places;
  readonly program?: Membership | undefined;
  readonly state: State;
  readonly head: Head;
};

/** Begins a log. Refused as `log-moved-on` where there is one by that id. */
export const found = async (log: EventLog, { id, plan, places, program }: Begun): Promise<Result<Rollout>> => {
  const membership = program === undefined ? {} : { program };
  const founding: Planned = { schemaVersion: PLANNED_VERSION, type: 'planned', plan, places, ...membership };
  const rollout = { id, plan, places, ...membership, state: initialState(plan, id) };
  const head = await log.append(id, 0, [{ event: founding, hash: foundingLink(id, founding) }], cardOf(rollout));
  return head.ok ? ok({ ...rollout, head: head.value }) : head;
};

type Begun = Pick<Rollout, 'id' | 'plan' | 'places' | 'program'>;

/** The rollout as it stands, its chain verified. A turn costs the same however long the log is: it begins at a snapshot. */
export const load = async (log: EventLog, id: string): Promise<Result<Rollout>> => {
  const snapshot = await log.latestSnapshot(id);
  const kept = snapshot.ok ? restored(snapshot.value) : undefined;
  const entries = await log.read(id, (kept?.head.version ?? 0) + 1);
  if (!entries.ok) return entries;
  const begun = kept ? ok({ ...kept, id, rest: entries.value }) : beginningOf(id, entries.value);
  const now = begun.ok ? continued(begun.value) : begun;
  return now.ok ? ok(now.value.rollout) : now;
};

/** All of it from the first event on, for whoever wants to see rather than go on. */
export const loadAll = async (log: EventLog, id: string): Promise<Result<History>> => {
  const entries = await log.read(id, 1);
  if (!entries.ok) return entries;
  const begun = beginningOf(id, entries.value);
  if (!begun.ok) return begun;
  const now = continued(begun.value);
  return now.ok ? ok({ ...now.value, beginning: begun.value.state }) : now;
};

/**
 * What has been written since, for whoever keeps what they have read. The last event they know is read once more: a log
 * that was taken away, cut back or written anew does not pass for one in which nothing has happened.
 */
export const catchUp = async (log: EventLog, known: Rollout): Promise<Result<Since>> => {
  const { id, head } = known;
  const entries = await log.read(id, head.version);
  if (!entries.ok) return entries;
  const [last, ...rest] = entries.value;
  if (last?.version !== head.version || last.hash !== head.hash) return failed(notAsKnown(id, head));
  return continued({ ...known, rest });
};

/** A rollout as it stands now, and the events that made it so. */
export type Since = { readonly rollout: Rollout; readonly events: readonly Event[] };

export type History = Since & { readonly beginning: State };

/** Writes down what was decided, at the version it was decided at; refused where somebody else was faster. */
export const append = async (
  log: EventLog,
  rollout: Rollout,
  events: readonly Event[],
  unmoved: readonly Basis[] = [],
): Promise<Result<Rollout>> => {
  if (events.length === 0) return ok(rollout);
  const { id, head, state } = rollout;
  const folded = fold(state, events);
  if (!folded.ok) return folded;
  const next = { ...rollout, state: folded.value };
  const links = linked(head.hash === '' ? chainStart(id) : head.hash, events);
  const appended = await log.append(id, head.version, links, { ...cardOf(next, events), unmoved });
  if (!appended.ok) return appended;
  const written: Rollout = { ...next, head: appended.value };
  if (crosses(head.version, appended.value.version)) await log.keepSnapshot(id, snapshotOf(written));
  return ok(written);
};

const foundingLink = (id: string, founding: Planned): Sha256 => {
  const [first] = linked(chainStart(id), [founding]);
  return first?.hash ?? chainStart(id);
};

type Beginning = Rollout & { readonly rest: readonly Entry[] };

const beginningOf = (id: string, [first, ...rest]: readonly Entry[]): Result<Beginning> => {
  if (!first) return failed(notThere(id));
  const founding = readPlanned(first.event);
  if (!founding.ok) return founding;
  const { plan, places, program } = founding.value;
  if (foundingLink(id, founding.value) !== first.hash) return failed(foundingBroken(id));
  const state = initialState(plan, id);
  return ok({ id, plan, places, program, state, head: { version: 1, hash: first.hash }, rest });
};

const continued = ({ rest, ...rollout }: Beginning): Result<Since> => {
  const read = eventsIn(rest);
  if (!read.ok) return read;
  // Over what was written, whatever an older event is called today.
  const hash = verifyChain(rollout.head.hash as Sha256, rest as readonly Linked<unknown>[]);
  if (!hash.ok) return hash;
  const events = read.value;
  const state = fold(rollout.state, events);
  if (!state.ok) return state;
  const version = rollout.head.version + rest.length;
  return ok({ rollout: { ...rollout, state: state.value, head: { version, hash: hash.value } }, events });
};

const eventsIn = (entries: readonly Entry[]): Result<readonly Event[]> => {
  const events: Event[] = [];
  for (const { event } of entries) {
    const read = readEvent(event);
    if (!read.ok) return read;
    events.push(read.value);
  }
  return ok(events);
};

const EVERY = 50;

/** What a newer program made of events that this one cannot read is none of ours: they are met, and said, one by one. */
type Kept = Pick<Rollout, 'plan' | 'places' | 'program' | 'state'> & {
  readonly layout: number;
  readonly events: number | undefined;
};

const crosses = (before: number, after: number): boolean => Math.floor(before / EVERY) < Math.floor(after / EVERY);

const snapshotOf = ({ plan, places, program, state, head }: Rollout): Snapshot => {
  const hash = head.hash as Sha256;
  const kept: Kept = {
    layout: LAYOUT,
    events: EVENT_VERSION,
    plan,
    places,
    ...(program === undefined ? {} : { program }),
    state,
  };
  return { version: head.version, hash, state: kept, digest: digestOf({ hash, state: kept }) };
};

/** One that was edited, or that another version of the program made, is as good as none: the events tell it all again. */
const restored = (snapshot: Snapshot | undefined): Omit<Rollout, 'id'> | undefined => {
  if (!snapshot || digestOf({ hash: snapshot.hash, state: snapshot.state }) !== snapshot.digest) return undefined;
  const { layout, events, plan, places, program, state } = snapshot.state as Kept;
  if (layout !== LAYOUT || events !== EVENT_VERSION) return undefined;
  return { plan, places, program, state, head: { version: snapshot.version, hash: snapshot.hash } };
};

export const notThere = (id: string): Problem =>
  problem({
    kind: 'usage',
    code: 'no-such-rollout',
    path: id,
    message: 'there is no rollout by this name',
    hint: 'rampart list shows those there are',
  });

const notAsKnown = (id: string, { version }: Head): Problem =>
  problem({
    kind: 'invalid',
    code: 'log-broken',
    path: id,
    message: `event ${version} is not there as it was read before: the log was taken away, cut back or written anew`,
    hint: 'nothing was written; find out who did that, and look at the flags by hand',
  });

const foundingBroken = (id: string): Problem =>
  problem({
    kind: 'invalid',
    code: 'log-broken',
    path: id,
    message: 'the plan in the log is not the one that was written there',
    hint: 'take the log from a backup; until then look at the flags by hand',
  });
