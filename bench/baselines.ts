import type { Level } from '../src/core/values/level.ts';
import type { StrategyKind } from '../src/core/values/strategy-kind.ts';

/** What every judge answers: the analyser, and the three floors that it has to beat. */
export type Answer = {
  readonly level: Level;
  readonly userFacing: boolean;
  readonly skip: boolean;
  readonly strategy: StrategyKind;
};

const USUAL: Readonly<Record<Level, StrategyKind>> = {
  low: 'immediate',
  medium: 'percentage',
  high: 'canary',
  critical: 'ring',
};

const answer = (level: Level, userFacing: boolean): Answer => ({
  level,
  userFacing,
  skip: level === 'low' && !userFacing,
  strategy: USUAL[level],
});

const pathsOf = (diff: string): string[] =>
  [...diff.matchAll(/^diff --git a\/\S+ b\/(\S+)$/gm)].map((match) => match[1] ?? '');

const NOISE =
  /(?:^|\/)(?:tests?|spec|docs?|fixtures|examples?)\/|\.(?:md|snap|lock)$|[._](?:test|spec)\.|lock\.json$|(?:^|\/)\.github\//i;
const GRAVE =
  /pay|bill|invoice|charge|refund|tax|price|subscription|checkout|auth|login|session|token|password|permission|role|crypt|secur|iam|rbac/i;
const HEAVY = /migrat|\.sql$|schema|\.tf$|charts?\/|k8s|docker|deploy|api|queue|database/i;
const SEEN = /\.(?:css|scss|svg|vue|svelte|html|hbs|erb|tsx|jsx)$|components?\/|views?\//i;

const byPath = (diff: string): Answer => {
  const paths = pathsOf(diff).filter((path) => !NOISE.test(path));
  if (paths.length === 0) return answer('low', false);
  if (paths.some((path) => GRAVE.test(path))) return answer('critical', true);
  if (paths.some((path) => HEAVY.test(path))) return answer('high', false);
  return answer(paths.every((path) => SEEN.test(path)) ? 'low' : 'medium', true);
};

const bySize = (diff: string): Answer => {
  const lines = (diff.match(/^[+-](?![+-]{2} )/gm) ?? []).length;
  return answer(lines <= 10 ? 'low' : lines <= 100 ? 'medium' : lines <= 500 ? 'high' : 'critical', lines > 10);
};

export const BASELINES: Readonly<Record<string, (diff: string) => Answer>> = {
  'always medium': () => answer('medium', true),
  'changed lines': bySize,
  'path keywords': byPath,
};
