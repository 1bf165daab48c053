import { EFFECTS } from '../../guards/sight.ts';
import { humanDuration } from '../../values/duration.ts';
import type { Plan } from '../plan.ts';
import { type PhaseSight, type Sight, sightsOf } from '../sight.ts';
import { amountInWords, numberInWords, shareInWords } from './words.ts';

/** `5 % for 1 d, 600 with it: sees Error rate × 3 of 1 %, not × 2 before 1 d 14 h; P99 latency × 1.3, not × 1.2`. */
export const sightInWords = ({ phase, soakMs, samples, guards, unknown }: PhaseSight): string => {
  const what = `${shareInWords(phase.audience)} for ${humanDuration(soakMs)}`;
  const blind = unknown.length > 0 ? `nobody said how many of ${unknown.join(', ')} come by` : '';
  if (guards.length === 0) return `${what}: ${blind || 'sees nothing'}`;
  const all = `${numberInWords(Math.round(samples))} with it`;
  return `${what}, ${all}: sees ${[...guards.map(guardInWords), blind].filter(Boolean).join('; ')}`;
};

const guardInWords = ({ monitor, named, times, usual, measured, namedMs }: Sight): string => {
  const of = usual === undefined ? '' : ` of ${amountInWords(usual, monitor.unit)}${measured ? '' : ' (assumed)'}`;
  const seen = times === undefined ? `nothing of ${monitor.name}` : `${monitor.name} × ${numberInWords(times)}`;
  const smaller = EFFECTS.findLast((effect) => effect < (times ?? 0));
  if (times !== undefined && times <= named)
    return `${seen}${of}${smaller === undefined ? '' : `, not × ${numberInWords(smaller)}`}`;
  const before = namedMs === undefined ? '' : ` before ${humanDuration(namedMs)}`;
  return `${seen}${of}, not × ${numberInWords(named)}${before}`;
};

/** One line for each phase. */
export const sightsInWords = (plan: Plan): string[] => sightsOf(plan).map(sightInWords);
