import { failed, ok, type Result } from '../../core/problem.ts';
import { COMMENT_TEMPLATES } from '../../core/review/templates.ts';
import { foldersUpToRoot, inFolder } from '../folders.ts';
import type { RulesPlace } from '../rules-place.ts';

const TEMPLATES_FOLDER = '.rampart/templates';
const MAX_BYTES = 64 * 1024;

/** Templates of the team's own, by name; those that lie in a folder under review are nobody's. */
export const ownTemplates = async (place: RulesPlace | undefined): Promise<Result<ReadonlyMap<string, string>>> => {
  const found = new Map<string, string>();
  if (place?.isBefore !== true) return ok(found);
  const { root } = await foldersUpToRoot(place.folder, place.files);
  if (root === undefined) return ok(found);
  for (const name of COMMENT_TEMPLATES) {
    const path = inFolder(root, `${TEMPLATES_FOLDER}/${name}.hbs`);
    if (!(await place.files.exists(path))) continue;
    const text = await place.files.read(path, MAX_BYTES);
    if (!text.ok) return failed(...text.problems);
    found.set(name, text.value);
  }
  return ok(found);
};
