import { humanDuration } from '../../values/duration.ts';
import type { Plan } from '../plan.ts';
import { type Sight, sightsOf } from '../sight.ts';
import { numberInWords, percentInWords, shareInWords } from './words.ts';

/** `5 % for 1 d, 600 requests: sees Error rate × 3 of 1 %, not × 2; that would take 1 d 14 h`. */
export const sightInWords = ({ phase, monitor, soakMs, samples, ...sight }: Sight): string => {
  const usual = `${percentInWords(sight.usualPercent)}${sight.measured ? '' : ' (assumed)'}`;
  const seen = sight.times === undefined ? 'sees nothing of' : `sees × ${numberInWords(sight.times)} of`;
  const missed =
    sight.times !== undefined && sight.times <= 2 ? '' : `, not × 2: that takes ${humanDuration(sight.twiceMs)}`;
  const all = numberInWords(Math.round(samples));
  return `${shareInWords(phase.audience)} for ${humanDuration(soakMs)}, ${all} with it: ${seen} ${monitor.name} ${usual}${missed}`;
};

export const sightsInWords = (plan: Plan): string[] => sightsOf(plan).map(sightInWords);
