import type { Assessment } from '../../core/assessment/assessment.ts';
import type { Signal } from '../../core/signals/signal.ts';
import { sha256Hex } from '../../core/values/digest.ts';
import type { Level } from '../../core/values/level.ts';
import { terminal } from './escape.ts';

const SEVERITIES: Readonly<Record<Level, 'info' | 'minor' | 'major' | 'critical'>> = {
  low: 'info',
  medium: 'minor',
  high: 'major',
  critical: 'critical',
};

/** A code quality report as GitLab takes it: each finding beside its line in the merge request. */
export const codeQualityOf = ({ signals }: Assessment): readonly object[] => {
  const seen = new Map<string, number>();
  return signals.map((signal) => {
    const what = JSON.stringify([signal.id, signal.evidence.path, signal.evidence.quote.trim()]);
    const times = (seen.get(what) ?? 0) + 1;
    seen.set(what, times);
    return findingOf(signal, sha256Hex(`${what}${times}`));
  });
};

/** The same line twice is two findings: GitLab keeps one of a fingerprint. */
const findingOf = ({ id, level, certainty, why, evidence: { path, line } }: Signal, fingerprint: string): object => ({
  description: certainty === 'suspected' ? `${why} (suspected)` : why,
  check_name: id,
  fingerprint,
  severity: SEVERITIES[level],
  location: { path: terminal(path), lines: { begin: Math.max(1, line) } },
});
