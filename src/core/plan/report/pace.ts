import type { Plan } from '../plan.ts';
import { countInWords, durationInWords } from './words.ts';

/** How a plan goes on before its soaks are over; nothing where it does not. */
export const paceInWords = ({ pace }: Pick<Plan, 'pace'>): string =>
  pace
    ? `on evidence: a soak ends after ${durationInWords(pace.least)} where what is not ruled out would cost at most ${countInWords(pace.budget, 'bad request')} at the next step`
    : '';
