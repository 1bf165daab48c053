import type { Policy } from '../core/policy/policy.ts';
import { ok, type Result } from '../core/problem.ts';
import { IGNORE_FILE, readIgnore, type Withheld, withheldBy } from '../core/secrets/withheld.ts';
import { foldersUpToRoot, inFolder } from './folders.ts';
import type { Looking } from './policy-file.ts';

const MAX_BYTES = 256 * 1024;

/** Which files no model is shown here: what the policy withholds, and what the repository's own file adds. Not having one is fine. */
export const withheldHere = async (
  { withheld }: Pick<Policy, 'withheld'>,
  { files, folder }: Looking,
): Promise<Result<Withheld>> => {
  const patterns = Object.values(withheld).flat();
  const { root } = await foldersUpToRoot(folder, files);
  const path = inFolder(root ?? folder, IGNORE_FILE);
  if (!(await files.exists(path))) return ok(withheldBy(patterns));
  const text = await files.read(path, MAX_BYTES);
  if (!text.ok) return text;
  const rules = readIgnore(text.value, IGNORE_FILE);
  return rules.ok ? ok(withheldBy(patterns, rules.value)) : rules;
};
