import { detach } from '../change/names.ts';
import type { Detector, Entry } from './detector.ts';
import type { Line, Reading } from './reading.ts';
import { ABOUT } from './words.ts';

/** How widely the code that runs was taken apart, counted over the whole change. */
export type Breadth = {
  files: number;
  rewritten: number;
  engineFiles: number;
  modules: Set<string>;
  added: number;
  removed: number;
  engineRemoved: number;
  widest: { path: string; line: Line; removed: number } | undefined;
};

export const newBreadth = (): Breadth => ({
  files: 0,
  rewritten: 0,
  engineFiles: 0,
  modules: new Set(),
  added: 0,
  removed: 0,
  engineRemoved: 0,
  widest: undefined,
});

const entries = {
  replumbed: {
    area: 'core-path',
    level: 'high',
    why: 'What many paths rest on is rewritten across modules.',
    answer: 'Show that the new way was run beside the old one, or that the edits are mechanical.',
  },
  wide: {
    area: 'refactor',
    level: 'medium',
    why: 'Many files of running code change together.',
    answer: 'Show that the edits are mechanical.',
  },
} as const satisfies Record<string, Entry>;

export const breadthEntries: Pick<Detector, 'family' | 'entries'> = { family: 'core-path', entries };

const MOST_MODULES = 1000;

export const widen = (breadth: Breadth, reading: Reading): void => {
  if (reading.place.layer !== 'server' || reading.live === 0 || reading.file.status === 'deleted') return;
  breadth.files += 1;
  breadth.added += reading.liveAdded;
  breadth.removed += reading.liveRemoved;
  if (breadth.modules.size < MOST_MODULES) breadth.modules.add(reading.place.module);
  if (reading.liveRemoved < 3) return;
  breadth.rewritten += 1;
  const engine = (reading.place.about & ABOUT.engine) !== 0;
  if (engine) {
    breadth.engineFiles += 1;
    breadth.engineRemoved += reading.liveRemoved;
  }
  const line = reading.runs.flatMap((run) => run.removed)[0];
  if (line !== undefined && reading.liveRemoved > (breadth.widest?.removed ?? 0))
    breadth.widest = {
      path: reading.file.path,
      line: { ...line, text: detach(line.text.slice(0, 500)) },
      removed: reading.liveRemoved,
    };
};

/** Rewritten means that about as much went as came: what only grows is a feature. */
export const breadthName = (breadth: Breadth): keyof typeof entries | undefined => {
  const replaced = breadth.removed >= breadth.added / 3;
  if (replaced && breadth.rewritten >= 15 && breadth.removed >= 300 && breadth.modules.size >= 3) return 'replumbed';
  if (
    replaced &&
    breadth.engineFiles >= 4 &&
    breadth.engineRemoved >= 16 &&
    breadth.engineRemoved * 3 >= breadth.removed
  )
    return 'replumbed';
  return breadth.rewritten >= 8 && breadth.removed >= 60 ? 'wide' : undefined;
};
