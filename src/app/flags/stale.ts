import { z } from 'zod';
import type { Inventory } from '../../core/flags/inventory.ts';
import { type Past, staleAmong, type StaleFlag } from '../../core/flags/stale.ts';
import { failed, ok, problem, type Problem, type Result } from '../../core/problem.ts';
import { DAY, toMs } from '../../core/values/duration.ts';
import { inTime } from '../executor/deadline.ts';
import { withLogThere } from '../executor/open.ts';
import { words } from '../fields.ts';
import { operation, type Outcome, outcome, type Ports } from '../operation.ts';
import { whereFields } from './fields.ts';
import { readInventory } from './inventory.ts';
import { pastsIn } from './past.ts';
import { CodePlace, type InCode, placesInCode } from './places-in-code.ts';
import { late, openWhere, type Where } from './where.ts';

const Input = z.strictObject({
  days: z.coerce
    .number()
    .min(0)
    .max(3650)
    .optional()
    .meta(words('how long a finished flag may stand; else what its plan or the policy says', { value: 'DAYS' })),
  code: z
    .boolean()
    .default(true)
    .meta(words('looks where in this repository they still stand', { off: 'does not look into the repository' })),
  ...whereFields,
});
type Input = z.infer<typeof Input>;

const OnOff = z.enum(['on', 'off']);

/** One flag that has done its work, and what is left to do about it. */
const StaleRow = z.strictObject({
  key: z.string(),
  is: OnOff.meta({ description: 'for everybody, or for nobody' }),
  sinceMs: z.number(),
  days: z.int(),
  knownBy: z.enum(['flag-system', 'log']),
  owner: z.string().optional(),
  neededBy: z.array(z.string()).meta({ description: 'flags that still rest on it: they go first' }),
  places: z.array(CodePlace).max(100),
  morePlaces: z.int(),
});

export const StaleFlags = z.strictObject({
  schemaVersion: z.literal(1),
  backend: z.string(),
  place: z.string(),
  seen: z.enum(['all', 'known']).meta({ description: 'known: the flag system names none, these are of our own log' }),
  code: z.enum(['searched', 'in-part', 'not-searched']),
  flags: z.array(StaleRow).meta({ description: 'in the order in which they can go' }),
  undated: z.array(z.strictObject({ key: z.string(), is: OnOff })),
  counts: z.strictObject({ held: z.int(), between: z.int(), young: z.int(), lasting: z.int(), unread: z.int() }),
});
export type StaleFlags = z.infer<typeof StaleFlags>;

export const flagsStale = operation({
  name: 'flags stale',
  summary:
    'Names the flags that have done their work: on or off for everybody, for how long, where in the code they still stand, and in which order they can go.',
  effect: 'reads',
  examples: [
    { command: 'rampart flags stale', what: 'after as many days as their plans or the policy say' },
    { command: 'rampart flags stale --days 90 --json', what: 'for a program that opens an issue for each' },
  ],
  input: Input,
  output: StaleFlags,
  run: async (input, ports) => {
    const where = await openWhere(input, ports);
    if (!where.ok) return where;
    const pasts = await pastsOf(input, where.value, ports);
    if (!pasts.ok) return pasts;
    const seen = await inventoryOf(where.value, pasts.value, ports);
    return seen.ok ? judged(input, { where: where.value, pasts: pasts.value, ...seen.value }, ports) : seen;
  },
});

type Pasts = ReadonlyMap<string, Past>;

/** A log that is not there says nothing, and none is made for that. */
const pastsOf = async ({ db }: Input, where: Where, ports: Ports): Promise<Result<Pasts>> => {
  const pasts = await withLogThere(ports, db, (log) => pastsIn(log, where));
  return pasts.ok ? ok(pasts.value ?? new Map()) : pasts;
};

type Seen = { readonly inventory: Pick<Inventory, 'flags' | 'unread'>; readonly seen: StaleFlags['seen'] };

/** All that the flag system has; where it does not say that, those that we know of. */
const inventoryOf = async (where: Where, pasts: Pasts, ports: Ports): Promise<Result<Seen>> => {
  if (where.flags.list) {
    const all = await readInventory(where, ports);
    return all.ok ? ok({ inventory: all.value, seen: 'all' }) : all;
  }
  const read = await inTime(ports.clock, where.flags.read([...pasts.keys()]), (said) => failed(late('flags', said)));
  if (!read.ok) return read;
  const doubts = new Map(read.warnings.map(({ path, message }) => [path, message]));
  const flags = read.value.map((flag) => {
    const doubt = doubts.get(flag.key);
    return doubt === undefined ? { flag } : { flag, doubt };
  });
  return ok({ inventory: { flags, unread: [] }, seen: 'known' });
};

type Known = Seen & { readonly where: Where; readonly pasts: Pasts };

const judged = async (
  { days, code }: Input,
  { where, pasts, inventory, seen }: Known,
  ports: Ports,
): Promise<Result<Outcome<StaleFlags>>> => {
  const nowMs = ports.clock.nowMs();
  const usualMs = days === undefined ? toMs(where.policy.flags.removeAfter) : days * DAY;
  const asked = days === undefined ? pasts : withoutWaits(pasts);
  const { stale, undated, counts } = staleAmong({ inventory, pasts: asked, nowMs, usualMs });
  const keys = stale.map(({ key }) => key);
  const found = code && keys.length > 0 ? await placesInCode(keys, where.place, ports) : undefined;
  const inCode = found?.ok ? found.value : undefined;
  const document: StaleFlags = {
    schemaVersion: 1,
    backend: where.backend,
    place: where.place,
    seen,
    code: inCode === undefined ? 'not-searched' : inCode.whole ? 'searched' : 'in-part',
    flags: stale.map((flag) => rowOf(flag, nowMs, inCode)),
    undated: [...undated],
    counts: { ...counts, unread: inventory.unread.length },
  };
  const warnings = [
    ...(found && !found.ok ? found.problems.map(asWarning) : []),
    ...(seen === 'known' ? [ONLY_KNOWN] : []),
  ];
  return ok(outcome(document, { warnings }));
};

/** Who names a number of days on the command line means it for every flag. */
const withoutWaits = (pasts: Pasts): Pasts => new Map([...pasts].map(([key, { waitMs: _, ...past }]) => [key, past]));

const MOST_PLACES = 100;

const rowOf = (
  { key, is, sinceMs, knownBy, owner, neededBy }: StaleFlag,
  nowMs: number,
  inCode: InCode | undefined,
): StaleFlags['flags'][number] => {
  const places = inCode?.places.get(key) ?? [];
  return {
    key,
    is,
    sinceMs,
    days: Math.floor((nowMs - sinceMs) / DAY),
    knownBy,
    ...(owner === undefined ? {} : { owner }),
    neededBy: [...neededBy],
    places: places.slice(0, MOST_PLACES),
    morePlaces: Math.max(0, places.length - MOST_PLACES),
  };
};

const asWarning = (found: Problem): Problem => ({ ...found, severity: 'warning' });

const ONLY_KNOWN: Problem = problem({
  kind: 'usage',
  code: 'flags-not-listed',
  path: 'backend',
  message: 'this flag system does not say which flags it has: only those that this log knows were looked at',
  hint: 'others may be stale as well: look in the flag system itself',
  severity: 'warning',
});
