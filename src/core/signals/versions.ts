/** How far apart two versions are. `unknown` is a branch, a commit, a new build of the same version. */
export type Jump = 'none' | 'patch' | 'minor' | 'major' | 'unknown';

export const VERSION = /(\d{1,9})(?:\.(\d{1,9}))?(?:\.(\d{1,9}))?(?:\.(\d{1,9}))?([-+.][0-9A-Za-z.-]{1,40})?/;

/** Below 1.0 a minor release is a major one. */
export const jump = (from: string, to: string): Jump => {
  if (from === to) return 'none';
  const a = VERSION.exec(from);
  const b = VERSION.exec(to);
  if (a === null || b === null) return 'unknown';
  const [majorA = 0, minorA = 0, patchA = 0] = a.slice(1, 4).map((part) => Number(part ?? 0));
  const [majorB = 0, minorB = 0, patchB = 0] = b.slice(1, 4).map((part) => Number(part ?? 0));
  if (majorA !== majorB) return 'major';
  if (minorA !== minorB) return majorA === 0 ? 'major' : 'minor';
  if (patchA !== patchB) return 'patch';
  return a[0] === b[0] ? 'none' : 'patch';
};
