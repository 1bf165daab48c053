import { z } from 'zod';
import { isError, problem, type Problem } from '../core/problem.ts';
import { plain } from '../core/values/quote.ts';

const OldFlags = z.strictObject({
  environment: z.string().optional().meta({ description: 'to whoever may look at it' }),
  sinceMs: z.number(),
  why: z.string(),
  message: z.string().optional().meta({ description: 'the whole of it, to whoever may look at that environment' }),
});

/** How the service is, in words that a stranger may read. */
export const Health = z.strictObject({
  status: z.enum(['ok', 'degraded', 'not-ready']).meta({
    description: 'degraded: it answers, and for some flags with what was known before',
  }),
  version: z.string().optional(),
  why: z.string().optional().meta({ description: 'what keeps it from answering' }),
  movedTo: z.string().optional().meta({ description: 'where its log is now, to whoever asks on its own machine' }),
  flags: z.array(OldFlags).optional().meta({ description: 'the sets of flags that may be old' }),
});
export type Health = z.infer<typeof Health>;
export type OldFlags = z.infer<typeof OldFlags>;

/** What is wrong is said by its code alone: in a message there may be paths, hosts and words of others. */
const WHY: Readonly<Record<string, string>> = {
  'log-moved': 'the event log has moved, and this process was not told where',
  'log-filling': 'the event log is being moved here, and is not open yet',
  'log-damaged': 'the event log is damaged',
  'log-newer': 'the event log was written by a newer Rampart',
  'log-busy': 'another process holds the event log',
  'log-disk-full': 'the disk is full',
  'log-read-only': 'the event log cannot be written',
  'definitions-not-understood': 'the evaluator does not understand what was changed last',
};

export const whyOf = (problems: readonly Problem[]): string =>
  WHY[(problems.find(isError) ?? problems[0])?.code ?? ''] ?? 'the event log does not answer';

export const isMoved = (problems: readonly Problem[]): boolean => problems.some(({ code }) => code === 'log-moved');

/** The place of a log without whoever signs in there, and how. */
export const placeShown = (place: string): string => {
  if (!/^[a-z]+:\/\//i.test(place)) return plain(place, 300);
  if (!URL.canParse(place)) return 'another server';
  const { protocol, host, pathname } = new URL(place);
  return plain(`${protocol}//${host}${pathname}`, 300);
};

/** Refusals that somebody brings about by how they ask; anything else that keeps people out is about this service. */
const THEIRS: ReadonlySet<string> = new Set(['refused', 'usage']);

/** Why nobody knows who asks, as they may be told: what is wrong with our log is for whoever runs it. */
export const toldToStrangers = (problems: readonly Problem[]): readonly Problem[] => {
  const ours = problems.filter(({ kind, code }) => !THEIRS.has(kind) && code !== 'identity-unreachable');
  return ours.length === 0 ? problems : [cannotTell(whyOf(ours))];
};

const cannotTell = (why: string): Problem =>
  problem({
    kind: 'unreachable',
    code: 'who-unknown',
    message: `nobody can say who asks: ${why}`,
    hint: 'try again; whoever runs this service finds more at /health and where it says what it does',
  });
