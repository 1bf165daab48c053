import { z } from 'zod';
import type { Wanted, Weighed } from '../../core/hooks/alert.ts';
import { failed, isError, ok, type Problem, type Result } from '../../core/problem.ts';
import { LIVE } from '../../core/rollout/table.ts';
import { plain } from '../../core/values/quote.ts';
import type { EventLog } from '../../ports/event-log.ts';
import { type Found, readCards } from '../executor/card.ts';
import { heldOpen } from '../executor/open.ts';
import { hold } from '../hold.ts';
import type { Operation, Ports } from '../operation.ts';
import { pause } from '../pause.ts';
import { rollback } from '../rollback.ts';

const Done = z.strictObject({
  rollout: z.string(),
  action: z.enum(['rollback', 'pause', 'hold']),
  done: z.boolean(),
  why: z.string().meta({ description: 'where it was not done, what stood against it' }),
});

/** What came of what somebody told us. */
export const Heeded = z.strictObject({
  schemaVersion: z.literal(1),
  did: z.array(Done),
  watched: z.int().meta({ description: 'how much of it is news of alerts that rollouts are held for' }),
  passedOver: z.array(z.string()).meta({ description: 'what was heard and changes nothing, and why' }),
});
export type Heeded = z.infer<typeof Heeded>;

type Heeding = {
  readonly log: EventLog;
  readonly ports: Ports;
  readonly by: string;
  /** Undefined where whoever tells may do something there; else why not. */
  readonly refused: (environment: string) => Promise<Problem | undefined>;
};

const OPERATIONS: Readonly<Record<Wanted['action'], Operation>> = { rollback, pause, hold };

/**
 * Does what alerts ask for, one after the other. What one rollout refuses keeps no other from going back. Where somebody was
 * only in the way it fails as a whole: whoever tells sends it again, and what was done then refuses to be done twice.
 */
export const heed = async (
  { wanted, passedOver }: Weighed,
  heeding: Heeding,
): Promise<Result<Pick<Heeded, 'did' | 'passedOver'>>> => {
  const listed = await heeding.log.list();
  if (!listed.ok) return listed;
  const cards = readCards(listed.value);
  const did: Heeded['did'] = [];
  const more: string[] = [];
  const inTheWay: Problem[] = [];
  for (const one of wanted) {
    const meant = cards.filter((card) => isMeant(one, card));
    if (meant.length === 0) more.push(`${one.why}: no rollout under way has the ${one.of} ${plain(one.name, 100)}`);
    for (const card of meant) {
      const done = await act(one, card, heeding);
      if (typeof done === 'string') more.push(done);
      else if ('problems' in done) inTheWay.push(...done.problems);
      else did.push(done);
    }
  }
  return inTheWay.length > 0 ? toSendAgain(inTheWay) : ok({ did, passedOver: [...passedOver, ...more] });
};

/** A rollout by its whole name; a flag of everything that it may still be changed by. */
const isMeant = ({ of, name }: Wanted, { id, summary }: Found): boolean =>
  of === 'rollout' ? id === name : summary.flags.includes(name) && LIVE.includes(summary.status);

/** A rollout that whoever tells may not even change is not named to them. */
const act = async (
  { action, why }: Wanted,
  { id, summary }: Found,
  { ports, log, by, refused }: Heeding,
): Promise<Heeded['did'][number] | { readonly problems: readonly Problem[] } | string> => {
  if (await refused(summary.environment)) return `${why}: this may not be done there`;
  const here: Ports = { ...ports, openLog: heldOpen(log) };
  const given = OPERATIONS[action].input.parse({ rollout: id, reason: why, by });
  const result = await OPERATIONS[action].run(given, here);
  if (!result.ok && result.problems.some(mayGoWell)) return { problems: result.problems };
  const stood = result.ok ? '' : (result.problems.find(isError)?.message ?? 'it did not say why');
  return { rollout: id, action, done: result.ok, why: stood };
};

/** Senders send again what they are told of as unreachable. */
export const toSendAgain = (found: readonly Problem[]): Result<never> =>
  failed(...found.map((one) => (mayGoWell(one) ? { ...one, kind: 'unreachable' as const } : one)));

const mayGoWell = ({ kind, code }: Problem): boolean =>
  kind === 'unreachable' || kind === 'locked' || code === 'log-moved-on';
