import { problem, type Problem, type ProblemKind } from '../../core/problem.ts';
import type { Basis } from '../../ports/event-log.ts';

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
    about('usage', 'log-absent', path, ['there is no event log yet', 'the first rampart apply makes it']),
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

/** The first of the logs that had to be unmoved and is not. */
export const movedAmong = (
  unmoved: readonly Basis[] | undefined,
  versionOf: (id: string) => number,
): Problem | undefined => {
  const moved = unmoved?.find(({ id, version }) => versionOf(id) !== version);
  return moved && logProblems.movedOn(moved.id, moved.version, versionOf(moved.id));
};
