import type { Ladder } from '../ladder.ts';
import { ladder } from './ladder-parts.ts';
import { namedLadders } from './named-ladders.ts';

/** One ladder for each level, used when a team has written no policy. */
const byLevel: Record<string, Ladder> = {
  'at-once': ladder('immediate', 'everyone at once', 'default', [{ name: 'Everyone', percent: 100 }]),

  percentage: ladder('percentage', '5, 25, 50, 100 % in 3 to 5 days', 'default', [
    { percent: 5, soak: '24h' },
    { percent: 25, soak: '24h' },
    { percent: 50, soak: '48h' },
    { percent: 100 },
  ]),

  canary: ladder('canary', '1, 5, 10, 25, 50, 100 % in 7 to 10 days', 'default', [
    { percent: 1, soak: '24h' },
    { percent: 5, soak: '24h' },
    { percent: 10, soak: '48h' },
    { percent: 25, soak: '48h' },
    { percent: 50, soak: '48h' },
    { percent: 100 },
  ]),

  rings: ladder('ring', 'internal, beta, early adopters, everyone in 10 to 14 days', 'default', [
    { name: 'Internal', rings: { internal: 100 }, percent: 0, soak: '3d' },
    { name: 'Beta', rings: { beta: 100 }, soak: '4d' },
    { name: 'Early adopters', rings: { 'early-adopters': 100 }, soak: '5d' },
    { name: 'Everyone', percent: 100 },
  ]),

  experiment: ladder('ab', 'half against half until the planned sample is in, then everyone', 'default', [
    { name: 'Experiment', percent: 50, purpose: 'answer the hypothesis' },
    { name: 'Everyone', percent: 100, purpose: 'the variant that won' },
  ]),
};

export const ladders: Record<string, Ladder> = { ...byLevel, ...namedLadders };
