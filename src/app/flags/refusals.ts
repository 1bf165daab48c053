import { problem, type Problem } from '../../core/problem.ts';
import type { Rollout } from '../executor/journal.ts';
import { noSuchFlag, type Where } from './where.ts';

export const heldByRollout = (key: string, { id, state }: Rollout): Problem =>
  problem({
    kind: 'refused',
    code: 'flag-held',
    path: key,
    message: `the rollout ${id} has this flag in hand: it is ${state.status}`,
    hint: WAYS[state.status]?.replaceAll('ID', id) ?? `rampart why ${id}`,
  });

const CLIMBING = 'say it there: rampart pause ID, rampart rollback ID --to PERCENT --reason WHY, or rampart advance ID';

/** What the same wish is called where a rollout has the flag. */
const WAYS: Readonly<Partial<Record<Rollout['state']['status'], string>>> = {
  running: CLIMBING,
  held: CLIMBING,
  paused: 'say it there: rampart resume ID, or rampart rollback ID --to PERCENT --reason WHY',
  'rolling-back': 'it is on its way down: rampart why ID',
  'rolled-back': 'begin anew: rampart restart ID; or give it up, and the flag is yours: rampart abort ID --reason WHY',
};

export const missingFlag = (key: string, where: Where): Problem =>
  noSuchFlag(key, where, 'look at its spelling; or make it: --create');

export const raisesEdited = (key: string): Problem =>
  problem({
    kind: 'stale',
    code: 'flag-edited',
    path: key,
    message: 'somebody shaped this flag by hand, and nobody here can tell whom it reaches',
    hint: 'put it right by hand, or switch it off first: rampart flags rollout FLAG 0',
  });

export const unknownEnvironment = (name: string, known: readonly string[]): Problem =>
  problem({
    kind: 'usage',
    code: 'no-such-environment',
    path: 'environment',
    message: `"${name}" is not one of this policy's environments`,
    hint: `choose one of ${known.join(', ')}`,
  });

export const tooMany = (key: string, most: number): Problem =>
  problem({
    kind: 'usage',
    code: 'canary-full',
    path: key,
    message: `a canary has at most ${most} users`,
    hint: 'give it to a share of everyone instead: rampart flags rollout FLAG PERCENT',
  });

export const notSo = (key: string, what: string): Problem =>
  problem({
    kind: 'unreachable',
    code: 'flag-not-so',
    path: key,
    message: `it was written, and when it was read back ${what}`,
    hint: `look at it: rampart flags get ${key}`,
  });
