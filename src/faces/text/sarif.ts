import type { Assessment } from '../../core/assessment/assessment.ts';
import type { Signal } from '../../core/signals/signal.ts';
import { SIGNALS } from '../../core/signals/index.ts';
import { sha256Hex } from '../../core/values/digest.ts';
import type { Level } from '../../core/values/level.ts';
import { terminal } from './escape.ts';

/** How code scanning names what we call a level. */
const SARIF_LEVELS: Readonly<Record<Level, 'note' | 'warning' | 'error'>> = {
  low: 'note',
  medium: 'warning',
  high: 'error',
  critical: 'error',
};

/** SARIF 2.1.0, as code scanning takes it: a rule for each kind of signal, a result for each place. */
export const sarifOf = (risk: Assessment, tool: { readonly version: string }): object => {
  const ids = [...new Set(risk.signals.map(({ id }) => id))].toSorted();
  return {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'Rampart', version: tool.version, rules: ids.map(ruleOf) } },
        columnKind: 'utf16CodeUnits',
        properties: { level: risk.level, floor: risk.floor, estimate: risk.estimate },
        results: risk.signals.map((signal) => resultOf(signal, ids.indexOf(signal.id))),
      },
    ],
  };
};

const ruleOf = (id: string): object => {
  const entry = SIGNALS.get(id);
  return {
    id,
    shortDescription: { text: entry?.why ?? id },
    help: { text: entry?.answer ?? `rampart explain ${id}` },
    defaultConfiguration: { level: SARIF_LEVELS[entry?.level ?? 'low'] },
  };
};

const resultOf = (signal: Signal, ruleIndex: number): object => {
  const { id, level, certainty, why, evidence } = signal;
  return {
    ruleId: id,
    ruleIndex,
    level: SARIF_LEVELS[level],
    message: { text: certainty === 'suspected' ? `${why} (suspected)` : why },
    locations: [{ physicalLocation: placeOf(evidence) }],
    partialFingerprints: { 'rampart/v1': sha256Hex(JSON.stringify([id, evidence.path, evidence.quote.trim()])) },
    properties: { level, certainty, side: evidence.side },
  };
};

/** A removed line has no place in the new file; its number in the old one is the nearest there is. */
const placeOf = ({ path, line, quote }: Signal['evidence']): object => ({
  artifactLocation: { uri: path.split('/').map(encodeURIComponent).join('/') },
  region: { startLine: Math.max(1, line), snippet: { text: terminal(quote) } },
});
