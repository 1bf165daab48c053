import { wasOvertaken } from '../../../app/executor/ask.ts';
import { failed, problem, type Problem } from '../../../core/problem.ts';
import type { EventLog } from '../../../ports/event-log.ts';

/** The version of a rollout's log, as HTTP tells it: what somebody saw, and what they mean to change. */
export const tagOf = (version: number): string => `"${version}"`;

/** Undefined where a request may go on; else why it may not. A tag that cannot be one of ours is the tag of nothing. */
export const standsElsewhere = (
  header: string | undefined,
  version: number,
  isNeeded: boolean,
): Problem | undefined => {
  if (header === undefined) return isNeeded ? sayWhich() : undefined;
  if (header.trim() === '*' || tagsIn(header).includes(tagOf(version))) return undefined;
  return movedOn(version);
};

/** Whether somebody has this very version already. */
export const isKnown = (header: string | undefined, version: number): boolean =>
  header !== undefined && tagsIn(header.replaceAll('W/', '')).includes(tagOf(version));

const tagsIn = (header: string): readonly string[] => header.split(',').map((one) => one.trim());

export type Followed = {
  readonly log: EventLog;
  /** As far as the log was read or written, seen from here. */
  readonly version: () => number;
};

/**
 * The log of one rollout, as one request sees it. Where the request said which version it means, nothing is written on
 * top of another one; what it begins itself it may go on with.
 */
export const followed = (log: EventLog, id: string, from: number, isBound: boolean): Followed => {
  let version = from;
  let isFree = !isBound;
  return {
    version: () => version,
    log: {
      ...log,
      read: async (of, since) => {
        const entries = await log.read(of, since);
        if (of === id && entries.ok) version = Math.max(version, entries.value.at(-1)?.version ?? 0);
        return entries;
      },
      append: async (of, expected, entries, card) => {
        if (of === id && !isFree && expected !== from) return failed(movedOn(expected));
        const head = await log.append(of, expected, entries, card);
        if (of !== id) return head;
        if (!head.ok) return !isFree && wasOvertaken(head) ? failed(movedOn(expected + 1)) : head;
        version = Math.max(version, head.value.version);
        isFree = true;
        return head;
      },
    },
  };
};

const movedOn = (version: number): Problem =>
  problem({
    kind: 'stale',
    code: 'moved-on',
    path: 'if-match',
    message: 'something has happened in this rollout since',
    hint: `look at it again; its log is at ${tagOf(version)} or further`,
  });

const sayWhich = (): Problem =>
  problem({
    kind: 'usage',
    code: 'say-which',
    path: 'if-match',
    message: 'this service wants to know which version of the rollout was looked at',
    hint: 'send If-Match with the ETag of the last answer',
  });
