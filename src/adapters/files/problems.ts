import { problem, type Problem } from '../../core/problem.ts';

const about = (code: string, path: string, message: string, hint: string): Problem =>
  problem({ kind: 'usage', code, path, message, hint });

/** The ways in which a file can disappoint, said alike by every adapter. */
export const fileProblems = {
  missing: (path: string) =>
    about('no-such-file', path, 'there is no such file', 'check the spelling and the folder you are in'),
  directory: (path: string) => about('is-a-directory', path, 'this is a directory', 'name a file in it'),
  forbidden: (path: string) =>
    about('no-permission', path, 'no permission for this file', 'look at its owner and mode'),
  exists: (path: string) =>
    about('file-exists', path, 'the file is there already', 'say --force to replace it, or name another'),
  unwritable: (path: string, why: string) =>
    about('not-written', path, `could not be written: ${why}`, 'name a place that can be written'),
  unreadable: (path: string, why: string) =>
    about('not-read', path, `could not be read: ${why}`, 'try to open it with another program'),
  tooLarge: (path: string, maxBytes: number): Problem => ({
    ...about(
      'file-too-large',
      path,
      `larger than the ${Math.floor(maxBytes / 1024)} KiB this may be`,
      'is it the right file?',
    ),
    kind: 'invalid',
  }),
  notText: (path: string): Problem => ({
    ...about('not-text', path, 'not UTF-8 text', 'is it the right file? save it as UTF-8'),
    kind: 'invalid',
  }),
};
