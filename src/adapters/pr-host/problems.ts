import { problem, type Problem, type ProblemKind } from '../../core/problem.ts';

const about = (kind: ProblemKind, code: string, message: string, hint: string): Problem =>
  problem({ kind, code, message, hint });

/** How a host's token is called here, and what it has to be good for. */
export type TokenWords = { readonly token: string; readonly needs: string };

/** Who has part in a change is known of all of its commits or of none. */
export const tooManyCommits = (told: number): Problem =>
  about(
    'refused',
    'too-many-authors',
    `there are more than the ${told} commits of which the host tells who wrote them`,
    'approve it at a terminal: rampart approve',
  );

/** What a host's answer means for whoever asked. Its own words are left out: they may quote what was sent. */
export const hostProblem = (what: string, status: number | undefined, { token, needs }: TokenWords): Problem => {
  switch (status) {
    case 401:
      return about(
        'refused',
        'host-unauthorized',
        `${what}: the host does not know this token, or it has expired`,
        `give a valid one in ${token}`,
      );
    case 403:
      return about('refused', 'host-forbidden', `${what}: this token may not do that`, needs);
    case 404:
      return about(
        'usage',
        'host-not-found',
        `${what}: the host knows no such thing, or shows it to others only`,
        'look at --repo and --pr, and at what the token may see',
      );
    case 409:
      return about(
        'stale',
        'host-taken',
        `${what}: the host has another by that name, or somebody else was writing`,
        'nothing was written over; run it again',
      );
    case 400:
    case 413:
    case 422:
      return about(
        'invalid',
        'host-refused',
        `${what}: the host does not take this`,
        'this is a fault in Rampart, or a limit of the host: please report it',
      );
    default:
      return about(
        'unreachable',
        'host-unreachable',
        `${what}: ${status === undefined ? 'no answer' : `the host answers ${status}`}`,
        'trying again may help',
      );
  }
};
