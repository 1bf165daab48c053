import { codeLines, decides, type Detector, type Entry, type Hit, insideNew } from './detector.ts';
import type { Line, Reading, Run } from './reading.ts';
import { ABOUT, DOES } from './words.ts';

const answer = 'Show what callers get before and after.';

const entries = {
  logic: { area: 'behaviour', level: 'medium', why: 'A decision or an effect in shipped code changes.', answer },
  corner: { area: 'behaviour', level: 'low', why: 'A small change in a place that few paths reach.', answer },
  slight: { area: 'behaviour', level: 'medium', why: 'One decision in shipped code changes.', answer },
  small: { area: 'behaviour', level: 'low', why: 'Shipped code changes without a decision changing.', answer },
  added: { area: 'feature', level: 'medium', why: 'There is new code that existing paths may run.', answer },
  unused: {
    area: 'refactor',
    level: 'low',
    why: 'Code is taken away, and nothing in this change takes its place.',
    answer: 'Show that nothing calls it.',
  },
  log: { area: 'observability', level: 'low', why: 'Only what is logged, measured or traced changes.', answer },
  setting: { area: 'process', level: 'low', why: 'A configuration file changes.', answer },
  order: { area: 'behaviour', level: 'medium', why: 'Which rows are found, or in what order, changes.', answer },
} as const satisfies Record<string, Entry>;

const logs = (line: Line): boolean =>
  (line.about & ABOUT.log) !== 0 && (line.does & (DOES.calls | DOES.quotes | DOES.imports)) !== 0 && !decides(line);

const EFFECTS = DOES.writes | DOES.destroys | DOES.bulk | DOES.throws | DOES.denies;

const ofQuery = (line: Line): boolean =>
  /\.(?:where|filter|order|order_by|select|joins|group|limit|exclude|find_by|orWhere|andWhere)\(|\bORDER BY\b|\bWHERE\b/.test(
    line.text.slice(0, 300),
  );

const nameOf = (line: Line, run: Run): keyof typeof entries => {
  if (logs(line)) return 'log';
  if (line.edit?.prose || line.edit?.glue) return 'small';
  if (ofQuery(line) && !insideNew(run, line)) return 'order';
  if (decides(line) && run.removed.length > 0) return 'logic';
  if ((line.does & EFFECTS) !== 0 && (line.does & DOES.calls) !== 0 && !insideNew(run, line)) return 'logic';
  if (decides(line) && !insideNew(run, line)) return 'logic';
  return 'small';
};

export const RARE =
  /admin|debug|diagnos|console|cli|experimental|legacy|demo|sample|sandbox|maintenance|export|importer|plugins?\//i;

const look = (reading: Reading): readonly Hit[] => {
  const { layer } = reading.place;
  const [first] = reading.runs;
  if (first === undefined) return [];
  const line = first.added[0] ?? first.removed[0];
  if (layer === 'config') return [{ name: 'setting', line, run: first }];
  if (layer !== 'server') return [];
  if (reading.file.status === 'deleted') return [{ name: 'unused', line, run: first }];
  if (reading.file.status === 'added') return [{ name: reading.liveAdded >= 6 ? 'added' : 'small', line, run: first }];
  const found = new Map<keyof typeof entries, Hit>();
  const others: Hit[] = [];
  const counts = new Map<keyof typeof entries, number>();
  for (const [one, run] of codeLines(reading)) {
    const name = nameOf(one, run);
    counts.set(name, (counts.get(name) ?? 0) + 1);
    if (!found.has(name)) found.set(name, { name, line: one, run });
    else if (name === 'logic' && others.length < 2 && one.edit?.mark !== found.get(name)?.line?.edit?.mark)
      others.push({ name, line: one, run });
  }
  const [main, ...rest] = weigh(reading, found, counts);
  if (main === undefined) return [];
  return main.name === 'logic' ? [main, ...others, ...rest] : [main, ...rest];
};

const weigh = (reading: Reading, found: Map<string, Hit>, counts: Map<string, number>): readonly Hit[] => {
  const moved = (counts.get('logic') ?? 0) + (counts.get('order') ?? 0);
  const rare = RARE.test(reading.file.path.slice(-200));
  const hit = found.get('logic') ?? found.get('order');
  if (hit !== undefined)
    return [rare || moved <= 1 ? { ...hit, name: rare ? 'corner' : hit.name === 'logic' ? 'slight' : hit.name } : hit];
  const small = found.get('small');
  if (small !== undefined)
    return [
      reading.liveAdded > 25 && reading.liveRemoved < reading.liveAdded / 3 ? { ...small, name: 'added' } : small,
    ];
  const log = found.get('log');
  return log === undefined ? [] : [log];
};

export const behaviour: Detector = { family: 'behaviour', entries, look };
