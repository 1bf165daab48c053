import { type Draft, newDraft } from './draft.ts';
import { readName } from './names.ts';

/** The lines git prints between `diff --git` and the first hunk, and the one-line forms that stand for a whole file. */

type Field = readonly [prefix: string, read: (draft: Draft, rest: string) => void];

const FIELDS: readonly Field[] = [
  ['index ', (draft, rest) => readIndex(draft, rest)],
  ['new file mode ', (draft, rest) => Object.assign(draft, { added: true, newMode: rest })],
  ['deleted file mode ', (draft, rest) => Object.assign(draft, { deleted: true, oldMode: rest })],
  ['old mode ', (draft, rest) => Object.assign(draft, { oldMode: rest })],
  ['new mode ', (draft, rest) => Object.assign(draft, { newMode: rest })],
  ['mode ', (draft, rest) => readModes(draft, rest)],
  ['similarity index ', (draft, rest) => Object.assign(draft, { similarity: Number.parseInt(rest, 10) || 0 })],
  ['dissimilarity index ', () => {}],
  ['rename from ', (draft, rest) => Object.assign(draft, { moved: 'renamed', movedFrom: readName(rest) })],
  ['rename to ', (draft, rest) => Object.assign(draft, { moved: 'renamed', movedTo: readName(rest) })],
  ['copy from ', (draft, rest) => Object.assign(draft, { moved: 'copied', movedFrom: readName(rest) })],
  ['copy to ', (draft, rest) => Object.assign(draft, { moved: 'copied', movedTo: readName(rest) })],
];

const INDEX = /^([0-9a-f,]{1,2080})\.\.([0-9a-f]{1,64})(?: ([0-7]{6}))?$/;
const NOTHING = /^0+$/;
/** The names git gives to the empty content, SHA-1 and SHA-256: an empty file comes or goes without a line. */
const EMPTY = /^(?:e69de29|473a0f4)/;

const readIndex = (draft: Draft, rest: string): void => {
  const [, old = '', fresh = '', mode] = INDEX.exec(rest) ?? [];
  const emptyFile = (NOTHING.test(old) && EMPTY.test(fresh)) || (EMPTY.test(old) && NOTHING.test(fresh));
  draft.promised = !emptyFile && (old === '' || old !== fresh);
  draft.oldMode ??= mode;
  draft.newMode ??= mode;
};

/** In the diff of a merge: the modes of all parents, and what they became. */
const readModes = (draft: Draft, rest: string): void => {
  const [old = '', fresh] = rest.split('..');
  draft.oldMode = old.split(',')[0];
  draft.newMode = fresh;
};

/** False where the line is no field of a file's header. */
export const readField = (draft: Draft, line: string): boolean => {
  const found = FIELDS.find(([prefix]) => line.startsWith(prefix));
  found?.[1](draft, line.slice(found[0].length));
  return found !== undefined;
};

const SUBMODULE =
  /^Submodule (\S.{0,4000}?) (?:[0-9a-f]{7,64}\.{2,3}[0-9a-f]{7,64}|contains (?:untracked|modified) content)(.*)$/s;
const UNMERGED = '* Unmerged path ';
const BINARY = 'Binary files ';
const DIFFER = ' differ';

const withheld = (path: string, why: string, about: Partial<Draft>): Draft =>
  Object.assign(newDraft('merge', readName(path)), { withheld: why, ...about });

/** A file that is all in one line: a submodule's log, a conflict, a binary file as diff(1) tells it. */
export const readWhole = (line: string): Draft | undefined => {
  const [, path, rest = ''] = SUBMODULE.exec(line) ?? [];
  if (path !== undefined) {
    const added = rest.includes('(new submodule)');
    const about = {
      oldMode: added ? undefined : '160000',
      newMode: '160000',
      added,
      deleted: rest.includes('(submodule deleted)'),
    };
    return withheld(path, 'submodule: what changed inside it is not shown', about);
  }
  if (line.startsWith(UNMERGED))
    return withheld(line.slice(UNMERGED.length), 'unmerged: the conflict is not resolved', {});
  return isBinary(line) ? binaryAlone(line) : undefined;
};

export const isBinary = (line: string): boolean => line.startsWith(BINARY) && line.endsWith(DIFFER);

const binaryAlone = (line: string): Draft => {
  const [old = '', fresh = old] = line.slice(BINARY.length, -DIFFER.length).split(' and ', 2);
  return Object.assign(newDraft('plain', ''), { old: readName(old), new: readName(fresh), binary: true });
};

const BASE85 = /^(?:(?:literal|delta) \d{1,15}|[A-Za-z][!-~]{5,65}|)$/;

/** A line of a `GIT binary patch`. */
export const isPatchData = (line: string): boolean => BASE85.test(line);
