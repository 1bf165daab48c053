import { problem, type Problem, type ProblemKind } from '../../core/problem.ts';
import { plain } from '../../core/values/quote.ts';
import type { Basis } from '../../ports/event-log.ts';
import type { PlaceStanding } from '../../ports/log-place.ts';

export const about = (
  kind: ProblemKind,
  code: string,
  path: string,
  said: readonly [message: string, hint: string],
): Problem => problem({ kind, code, path, message: said[0], hint: said[1] });

/** The ways in which a log can disappoint, said alike by every adapter. */
export const logProblems = {
  movedOn: (id: string, expected: number, found: number): Problem =>
    about('stale', 'log-moved-on', id, [
      `somebody else wrote first: the log is at version ${found}, and this was decided at version ${expected}`,
      'nothing was written; read the log again and decide anew',
    ]),
  damaged: (path: string, what: string): Problem =>
    about('invalid', 'log-damaged', path, [
      `the event log is damaged: ${what}`,
      'nothing was changed in it; stop every rollout of it by hand, and restore it from a backup or an export',
    ]),
  foreign: (path: string): Problem =>
    about('usage', 'log-not-ours', path, [
      'this is a database of another program',
      'name another file; this one was left as it is',
    ]),
  newer: (path: string, found: number, known: number): Problem =>
    about('stale', 'log-newer', path, [
      `written by a newer Rampart: its layout is version ${found}, and this one knows ${known}`,
      'update Rampart here; the file was left as it is',
    ]),
  absent: (path: string): Problem =>
    about('usage', 'log-absent', path, [
      'there is no event log here',
      'the first rampart apply makes it; else look at --db, or at RAMPART_DB',
    ]),
  moved: (path: string, to: string): Problem =>
    about('stale', 'log-moved', path, [
      `the event logs have moved to ${plain(to, 200)}`,
      'nothing was written; name that place: with --db, or in RAMPART_DB',
    ]),
  filling: (path: string, from: string): Problem =>
    about('locked', 'log-filling', path, [
      `the event logs are being moved here from ${plain(from, 200)}, and this place is not open yet`,
      'go on there until rampart migrate has come to its end; if it was broken off, repeat it',
    ]),
  standing: (path: string, found: string): Problem =>
    about('locked', 'log-standing', path, [
      `somebody else moves these event logs too: this place is ${found} by now`,
      'repeat it, once',
    ]),
  busy: (path: string): Problem =>
    about('locked', 'log-busy', path, [
      'another process holds the event log and did not let go in time',
      'nothing was written; try again, and look for a process that hangs',
    ]),
  full: (path: string): Problem =>
    about('unreachable', 'log-disk-full', path, [
      'the disk is full',
      'nothing was written; make room and try again, it goes on where it stopped',
    ]),
  readOnly: (path: string): Problem =>
    about('usage', 'log-read-only', path, [
      'the event log cannot be written here',
      'look at the owner and mode of the file and its folder, or name another file',
    ]),
  notOpened: (path: string, why: string): Problem =>
    about('usage', 'log-not-opened', path, [
      `the event log could not be opened: ${why}`,
      'name a file in a folder that can be written',
    ]),
  failed: (path: string, why: string): Problem =>
    about('unreachable', 'log-failed', path, [
      `the event log could not be read or written: ${why}`,
      'look at the disk; read the log again before you go on',
    ]),
};

/** What keeps everybody out who does not move the logs of this place. */
export const shutProblem = (path: string, standing: PlaceStanding): Problem | undefined => {
  if (standing.is === 'open') return undefined;
  return standing.is === 'moved' ? logProblems.moved(path, standing.other) : logProblems.filling(path, standing.other);
};

/** The first of the logs that had to be unmoved and is not. */
export const movedAmong = (
  unmoved: readonly Basis[] | undefined,
  versionOf: (id: string) => number,
): Problem | undefined => {
  const moved = unmoved?.find(({ id, version }) => versionOf(id) !== version);
  return moved && logProblems.movedOn(moved.id, moved.version, versionOf(moved.id));
};
