import { failed, isError, ok, problem, type Problem, type Result } from '../problem.ts';
import { digestOf } from '../values/digest.ts';
import { atMost, checked, pathInWords } from '../values/issues.ts';
import { quoted } from '../values/quote.ts';
import type { EffectivePolicy } from './built-in.ts';
import { DEFAULT_POLICY } from './defaults/index.ts';
import { merge } from './merge.ts';
import { POLICY_VERSION } from './names.ts';
import { Policy } from './policy.ts';
import { contradictions } from './rules/index.ts';
import { soundPart } from './sound.ts';
import { isTable, type Path, vet } from './vet.ts';

export type LineOf = (path: Path) => number | undefined;

/** The rules in force: what a team has written, laid over what is built in. All that is wrong is said at once. */
export const effectivePolicy = (overlay: unknown, source: string, lineOf?: LineOf): Result<EffectivePolicy> => {
  const where = placesIn(overlay, source, lineOf);
  const unfit = unfitIn(overlay, source);
  if (unfit.length > 0) return failed(...atMost(unfit.map(where.placed), 'policy'));
  const merged = merge(DEFAULT_POLICY, overlay);
  const policy = checked(Policy, merged.value, 'policy');
  const wrong = policy.ok ? contradictions(policy.value) : [...policy.problems, ...contradictionsBeside(merged.value)];
  const problems = [...merged.problems, ...wrong].map(where.placed);
  if (!policy.ok || problems.some(isError)) return failed(...atMost(problems, 'policy'));
  return ok({
    policy: policy.value,
    origins: new Map(merged.given.map((path) => [pathInWords(path), where.origin(path)])),
    source,
    sha256: digestOf(policy.value),
  });
};

/** What the rules find in the part that has the right shape: a slip in one place hides nothing in another. */
const contradictionsBeside = (value: unknown): readonly Problem[] => {
  const sound = soundPart(value);
  if (sound === undefined) return [];
  return contradictions(sound.policy).filter(({ path }) => !sound.putBack.some((place) => begins(path, place)));
};

type Places = {
  readonly origin: (path: Path) => string;
  readonly placed: (found: Problem) => Problem;
};

/** Problems know their place in words only; the nearest thing above it that stands in the file has a line. */
const placesIn = (overlay: unknown, source: string, lineOf: LineOf = () => undefined): Places => {
  const origin = (path: Path): string => {
    const line = lineOf(path);
    return line === undefined ? source : `${source}:${line}`;
  };
  return {
    origin,
    placed: (found) => {
      const path = nearestWritten(overlay, found.path);
      return found.path === source ? found : { ...found, message: `${found.message} (${origin(path)})` };
    },
  };
};

/** Goes down the overlay as long as the words of the path go along. */
const nearestWritten = (overlay: unknown, words: string): Path => {
  let inside = overlay;
  let path: Path = [];
  for (;;) {
    const next = childrenOf(inside, path).find((child) => begins(words, pathInWords(child.path)));
    if (next === undefined) return path;
    inside = next.value;
    path = next.path;
  }
};

const childrenOf = (value: unknown, path: Path): { readonly path: Path; readonly value: unknown }[] => {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).map(([key, inner]) => ({
    path: [...path, Array.isArray(value) ? Number(key) : key],
    value: inner,
  }));
};

const begins = (words: string, start: string): boolean =>
  words.startsWith(start) &&
  (words.length === start.length || words[start.length] === '.' || words[start.length] === '[');

const unfitIn = (overlay: unknown, source: string): readonly Problem[] => {
  if (!isTable(overlay)) return [notATable(overlay, source)];
  const { version = POLICY_VERSION } = overlay;
  return version === POLICY_VERSION ? vet(overlay) : [otherVersion(version)];
};

/** In another version every other field may mean something else: nothing more is said about them. */
const otherVersion = (version: unknown): Problem =>
  problem({
    kind: 'invalid',
    code: 'policy-version',
    path: 'version',
    message: `${quoted(version)} is a version that this program does not know`,
    hint: `this program reads version: ${POLICY_VERSION}`,
  });

const notATable = (value: unknown, source: string): Problem =>
  problem({
    kind: 'invalid',
    code: 'policy-not-a-table',
    path: source,
    message: `is ${quoted(value)}, and a policy is a table of rules`,
    hint: 'begin with: version: 1',
  });
