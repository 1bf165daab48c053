import { failed, ok, problem, type Problem, type Result } from '../core/problem.ts';
import type { Ports } from './operation.ts';
import { inFolder, isWhole } from './folders.ts';
import type { Looking } from './policy-file.ts';
import type { Snapshot } from '../ports/repository.ts';

/** Where the rules are read that a change is judged by, and whether that is how they were before it. */
export type RulesPlace = Looking & {
  readonly isBefore: boolean;
  /** The names of the files in a folder, where that can be told. */
  readonly list?: Snapshot['list'];
};

type Asked = {
  /** A change that a host gave: it says itself what it goes into. */
  readonly given?: object | undefined;
  readonly diff?: string | undefined;
  readonly request?: string | undefined;
  readonly base?: string | undefined;
  readonly head?: string | undefined;
  readonly staged?: boolean | undefined;
};

export type FindRules = (asked: Asked, ports: Ports) => Promise<Result<RulesPlace>>;

/** As they lie in this folder: for whoever sits there, and sees what is said of them. */
export const rulesHere: FindRules = async (_, ports) => ok(placeHere(ports));

export const placeHere = ({ files, folder }: Pick<Ports, 'files' | 'folder'>): RulesPlace => ({
  files,
  folder,
  isBefore: false,
});

/**
 * As the branch has them that the change goes into: what is under review judges nothing, whatever lies in this folder. A
 * diff that was given says of no branch; without a base its rules are those that lie here, and that is said.
 */
export const rulesBefore: FindRules = async (asked, ports) => {
  const given = asked.diff !== undefined || asked.request !== undefined;
  if (given && asked.base === undefined) return ok(placeHere(ports), [rulesAsTheyLie()]);
  const { base, head, staged } = asked;
  const found = await ports.repository.before(given || asked.given !== undefined ? { base } : { base, head, staged });
  if (!found.ok) return found;
  const { files, folder, list } = found.value;
  return ok({ folder, files: { exists: files.exists, read: fromFolder(found.value) }, list, isBefore: true });
};

/** A name that somebody gave is meant from this folder, and is the branch's file of that name. */
const fromFolder =
  ({ folder, files }: Looking): Looking['files']['read'] =>
  async (path, maxBytes) => {
    if (isWhole(path)) return files.read(path, maxBytes);
    const found = await files.read(inFolder(folder, path.replace(/^\.\//, '')), maxBytes);
    return found.ok ? found : failed(...found.problems.map((one) => ({ ...one, path, hint: NAMED })));
  };

const NAMED = 'it is read from the branch that the change goes into; a file from elsewhere is named by its whole path';

const rulesAsTheyLie = (): Problem =>
  problem({
    kind: 'usage',
    code: 'rules-as-they-lie',
    path: '--base',
    message: 'a diff does not say what it goes into: the rules are those that lie in this folder',
    hint: 'name the branch it goes into, and its rules are read: --base main',
    severity: 'warning',
  });
