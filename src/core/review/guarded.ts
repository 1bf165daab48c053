import { globOf } from '../signals/glob.ts';

/** The first file of a change that has a say in how changes are judged or carried out, before or after it. */
export const guardedIn = (
  files: readonly { readonly path: string; readonly oldPath: string | undefined }[],
  patterns: readonly string[],
): string | undefined => {
  const globs = patterns.map(globOf);
  const isGuarded = (path: string | undefined): boolean => path !== undefined && globs.some((glob) => glob(path));
  const found = files.find(({ path, oldPath }) => isGuarded(path) || isGuarded(oldPath));
  return found && (isGuarded(found.path) ? found.path : found.oldPath);
};
