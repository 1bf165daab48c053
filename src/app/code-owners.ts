import { approvers, parseOwners } from '../core/assessment/owners.ts';
import type { Change } from '../core/change/change.ts';
import { ok, problem, type Problem, type Result } from '../core/problem.ts';
import type { ChangeSource } from './change-source.ts';
import { foldersUpToRoot, inFolder } from './folders.ts';
import type { RulesPlace } from './rules-place.ts';

/** By falling rank, as the hosts look for them. */
const PLACES: readonly string[] = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS', '.gitlab/CODEOWNERS'];
const MAX_BYTES = 1024 * 1024;

/**
 * Who owns the touched files, by the CODEOWNERS that stands in this repository. Not having one is fine. One that the change
 * itself touches is asked only as it was before: nobody makes themselves the one who agrees.
 */
export const ownersOf = async (
  change: Change,
  { here }: Pick<ChangeSource, 'here'>,
  { files, folder, isBefore }: RulesPlace,
): Promise<Result<readonly string[]>> => {
  const { root } = here || isBefore ? await foldersUpToRoot(folder, files) : { root: undefined };
  if (root === undefined) return ok([]);
  const touched = change.files.some(({ path, oldPath }) => PLACES.includes(path) || PLACES.includes(oldPath ?? ''));
  if (touched && !isBefore) return ok([], [inChange()]);
  for (const place of PLACES) {
    const path = inFolder(root, place);
    if (!(await files.exists(path))) continue;
    const text = await files.read(path, MAX_BYTES);
    if (text.ok) return ok(approvers(parseOwners(text.value), change.files));
    return ok(
      [],
      text.problems.map((found) => ({ ...found, severity: 'warning' })),
    );
  }
  return ok([]);
};

const inChange = (): Problem =>
  problem({
    kind: 'usage',
    code: 'code-owners-in-change',
    path: 'CODEOWNERS',
    message: 'is part of this very change: nobody in it is asked to agree',
    hint: 'merge it first, or name the people in rampart.yaml',
    severity: 'warning',
  });
