import { z } from 'zod';
import { AtMs } from '../../core/rollout/words.ts';
import { Sha256 } from '../../core/values/digest.ts';
import { DAY } from '../../core/values/duration.ts';

/** A plan of so many letters is kept; a longer one has to be given whole each time. */
export const MOST_LETTERS = 2_000_000;

const about = { schemaVersion: z.literal(1), atMs: AtMs };

/** What agents of one caller did on one day. What a person was shown is known here by its digest alone. */
export const DeskEvent = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('plan-kept'), ...about, digest: Sha256, plan: z.string().max(MOST_LETTERS) }),
  z.strictObject({ type: z.literal('person-asked'), ...about, ticket: Sha256, what: Sha256, untilMs: AtMs }),
  z.strictObject({ type: z.literal('ticket-used'), ...about, ticket: Sha256 }),
]);
export type DeskEvent = z.infer<typeof DeskEvent>;

export type Kept = { readonly text: string; readonly atMs: number };
type Asked = { readonly what: Sha256; readonly untilMs: number };

/** The newest plans, and what people were asked and have not answered. */
export type DeskState = {
  readonly plans: ReadonlyMap<string, Kept>;
  readonly asked: ReadonlyMap<string, Asked>;
  /** Of all plans that were ever written here. */
  readonly letters: number;
};

export const EMPTY_DESK: DeskState = { plans: new Map(), asked: new Map(), letters: 0 };

/** How many plans a caller has at hand, and of how many letters together. */
const MOST_PLANS = 50;
const MOST_LETTERS_AT_HAND = 8_000_000;

export const withDeskEvents = (before: DeskState, events: readonly DeskEvent[]): DeskState =>
  events.reduce(withOne, before);

const withOne = (before: DeskState, event: DeskEvent): DeskState => {
  if (event.type === 'plan-kept') {
    const { digest, plan: text, atMs } = event;
    const others = [...before.plans].filter(([key, kept]) => key !== digest && kept.atMs > atMs - DAY);
    return {
      ...before,
      plans: new Map(newest([...others, [digest, { text, atMs }]])),
      letters: before.letters + text.length,
    };
  }
  const asked = new Map([...before.asked].filter(([, { untilMs }]) => untilMs > event.atMs));
  if (event.type === 'person-asked') asked.set(event.ticket, { what: event.what, untilMs: event.untilMs });
  else asked.delete(event.ticket);
  return { ...before, asked };
};

type Named = readonly [string, Kept];

const newest = (plans: readonly Named[]): readonly Named[] => {
  let letters = 0;
  const fits = ([, { text }]: Named, nth: number): boolean => {
    letters += text.length;
    return nth < MOST_PLANS && (nth === 0 || letters <= MOST_LETTERS_AT_HAND);
  };
  return plans.toReversed().filter(fits).toReversed();
};
