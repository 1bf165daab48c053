import { problem, type Problem, type ProblemKind } from '../problem.ts';
import { didYouMean } from '../values/nearest.ts';
import { quoted } from '../values/quote.ts';

const about = (
  kind: ProblemKind,
  code: string,
  path: string,
  said: readonly [message: string, hint: string],
): Problem => problem({ kind, code, path, message: said[0], hint: said[1] });

/** Why a change of our own flags is refused. */
export const flagSetProblems = {
  missing: (key: string, known: Iterable<string>): Problem =>
    about('usage', 'no-such-flag', key, [
      `there is no flag by this name here${didYouMean(key, [...known])}`,
      'look at its spelling, or set it first',
    ]),
  moved: (key: string, found: number | undefined): Problem =>
    about('stale', 'flag-moved', key, [
      found === undefined ? 'this flag is not there' : `this flag is at revision ${found} by now`,
      'nothing was written; read it again and decide anew',
    ]),
  setMoved: (expected: number, found: number): Problem =>
    about('stale', 'flags-moved', 'flags', [
      `the flags are at version ${found}, and this was decided at version ${expected}`,
      'nothing was written; read them again and decide anew',
    ]),
  sayWhich: (key: string): Problem =>
    about('usage', 'say-which', key, [
      'this gives the flag to more people, and nothing says which version of it was looked at',
      'send If-Match with the ETag of the flag as it was read, or If-None-Match: * for a new one',
    ]),
  frozen: (key: string): Problem =>
    about('refused', 'flag-frozen', key, [
      'this flag is frozen, and this would give it to people who do not have it',
      'lower it, or unfreeze it first',
    ]),
  off: (key: string): Problem =>
    about('refused', 'flag-off', key, [
      'this flag is switched off: a larger share would reach people only when somebody switches it on',
      'switch it on with the share that you mean',
    ]),
  edited: (key: string, doubt: string): Problem =>
    about('stale', 'flag-edited', key, [
      `nobody can tell whom this flag reaches: ${doubt}`,
      'switch it off first, and then set it anew',
    ]),
  notHeld: (key: string, why: string): Problem =>
    about('invalid', 'flag-not-held', key, [`this cannot be held: ${why}`, 'nothing was written']),
  unknownRing: (path: string, name: string, known: readonly string[]): Problem =>
    about('invalid', 'flag-no-such-ring', path, [
      `${quoted(name)} is no ring of the policy${didYouMean(name, known)}`,
      `name one of ${known.join(', ')}, or describe the ring in the policy`,
    ]),
  noPlace: (key: string): Problem =>
    about('invalid', 'flag-no-place', key, [
      'a canary is served on some servers or regions, and nothing says on which',
      'add "canary": {"is": "servers", "count": 1, "share": 5}',
    ]),
  needsUnknown: (key: string, needed: string): Problem =>
    about('invalid', 'flag-needs-unknown', key, [
      `it needs ${quoted(needed)}, which is not there`,
      'set that flag first, or take it out of the prerequisites',
    ]),
  circle: (key: string, way: readonly string[]): Problem =>
    about('invalid', 'flag-needs-itself', key, [
      [...way, key].map((one) => quoted(one)).join(' needs '),
      'take one of the prerequisites out',
    ]),
  needed: (key: string, by: readonly string[]): Problem =>
    about('refused', 'flag-needed', key, [
      `it is needed by ${by.slice(0, 5).map(quoted).join(', ')}${by.length > 5 ? ` and ${by.length - 5} more` : ''}`,
      'take it out of their prerequisites first',
    ]),
  tooMany: (most: number): Problem =>
    about('refused', 'flags-too-many', 'flags', [
      `an environment holds at most ${most} flags`,
      'remove those that have done their work: rampart flags stale',
    ]),
  twice: (key: string, path: string): Problem =>
    about('invalid', 'flag-twice', path, [`${quoted(key)} stands twice in one request`, 'say it once']),
};
