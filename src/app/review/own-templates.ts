import { failed, ok, problem, type Problem, type Result } from '../../core/problem.ts';
import { COMMENT_TEMPLATES } from '../../core/review/templates.ts';
import { didYouMean } from '../../core/values/nearest.ts';
import { plain } from '../../core/values/quote.ts';
import { foldersUpToRoot, inFolder } from '../folders.ts';
import type { RulesPlace } from '../rules-place.ts';

const TEMPLATES_FOLDER = '.rampart/templates';
const MAX_BYTES = 64 * 1024;

/** Templates of the team's own, by name; those that lie in a folder under review are nobody's. A name that none has is said. */
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
  const there = (await place.list?.(inFolder(root, TEMPLATES_FOLDER))) ?? [];
  return ok(found, there.filter(isNone).slice(0, MOST_TOLD).map(noTemplate));
};

const NAMES = COMMENT_TEMPLATES.map((name) => `${name}.hbs`);
const MOST_TOLD = 10;

/** Whoever writes a page for people beside them means no template. */
const isNone = (name: string): boolean => !NAMES.includes(name) && !/^README(?:\.\w+)?$/i.test(name);

const noTemplate = (name: string): Problem =>
  problem({
    kind: 'usage',
    code: 'no-such-template',
    path: `${TEMPLATES_FOLDER}/${plain(name, 100)}`,
    message: `no template has this name, so nobody reads it${didYouMean(name, NAMES)}`,
    hint: `there are: ${NAMES.join(', ')}`,
    severity: 'warning',
  });
