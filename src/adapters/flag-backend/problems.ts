import { problem, type Problem, type ProblemKind } from '../../core/problem.ts';
import { quoted } from '../../core/values/quote.ts';

const about = (
  kind: ProblemKind,
  code: string,
  path: string,
  said: readonly [message: string, hint: string],
): Problem => problem({ kind, code, path, message: said[0], hint: said[1] });

/** The ways in which a flag system can disappoint, said alike by every adapter. */
export const flagProblems = {
  moved: (key: string, there: boolean): Problem =>
    about('stale', 'flag-moved', key, [
      there ? 'somebody else changed this flag since it was read' : 'somebody removed this flag since it was read',
      'nothing was written; read it again and decide anew',
    ]),
  notHeld: (key: string, why: string): Problem =>
    about('invalid', 'flag-not-held', key, [
      `the flag system cannot hold this: ${why}`,
      'nothing was written; look at what it can hold and change the plan',
    ]),
  edited: (key: string, understood: string): Problem => ({
    ...about('stale', 'flag-edited', key, [
      `somebody shaped this flag by hand: ${understood}`,
      'put it back, or let the next write replace its targeting',
    ]),
    severity: 'warning',
  }),
  broken: (path: string, key: string, why: string): Problem =>
    about('invalid', 'flag-broken', path, [
      `the flag ${quoted(key)} is no flag definition: ${why}`,
      'put it right by hand; the file was left as it is',
    ]),
  noFlags: (path: string): Problem =>
    about('invalid', 'flags-missing', path, [
      'there is no "flags" in this file',
      'is it the right file? a new one begins as {"flags": {}}',
    ]),
  noFile: (path: string, begins: string): Problem =>
    about('usage', 'flags-no-file', path, ['there is no such file', `check the path; a new one begins ${begins}`]),
  comments: (path: string): Problem =>
    about('invalid', 'flags-comments', path, [
      'there are comments in this file, and flagd reads none',
      'take them out; "metadata" of a flag may hold a note',
    ]),
  notListed: (path: string): Problem =>
    about('usage', 'flags-not-listed', path, [
      'the flag system does not say which flags it has',
      'name the flags: rampart flags get FLAG',
    ]),
  busy: (path: string): Problem =>
    about('locked', 'flags-busy', path, [
      'another process is writing this file and did not finish in time',
      'nothing was written; try again, and look for a process that hangs',
    ]),
  notDone: (path: string, why: string): Problem =>
    about('unreachable', 'flags-not-done', path, [
      `the file could not be read or written: ${why}`,
      'look at its owner and mode, and at the room on the disk',
    ]),
};
