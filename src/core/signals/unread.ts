import type { Detector, Entry } from './detector.ts';
import type { Layer } from './places.ts';

const answer = 'Look at it by hand, or give a diff that holds it.';

const entries = {
  file: { area: 'process', level: 'medium', why: 'This part of the change could not be read.', answer },
  'long-line': {
    area: 'process',
    level: 'medium',
    why: 'A line of code is too long to be looked at as a whole.',
    answer,
  },
} as const satisfies Record<string, Entry>;

const RUNS: ReadonlySet<Layer> = new Set<Layer>(['server', 'migration', 'infra', 'script']);

/** What could not be looked at never counts as harmless. */
export const unread: Detector = {
  family: 'unread',
  entries,
  look: ({ place, long }) => (long === undefined || !RUNS.has(place.layer) ? [] : [{ name: 'long-line', line: long }]),
};
