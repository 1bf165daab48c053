import { mkdir, writeFile } from 'node:fs/promises';
import { follow } from '../src/app/executor/follow.ts';
import { watchedOf } from '../src/app/executor/watched.ts';
import { beginWatching, lookAgain } from '../src/app/executor/watching.ts';
import type { Arm } from '../src/core/guards/measurement.ts';
import type { Plan } from '../src/core/plan/plan.ts';
import { ok } from '../src/core/problem.ts';
import type { MetricSource } from '../src/ports/metric-source.ts';
import { html } from '../src/faces/text/escape.ts';
import type { Tone } from '../src/faces/text/colour.ts';
import { widthOf } from '../src/faces/text/width.ts';
import type { Line } from '../src/faces/tui/line.ts';
import { aPlanner } from '../src/faces/tui/planner/planner.ts';
import { view as plannerView } from '../src/faces/tui/planner/view.ts';
import { aWatch, update } from '../src/faces/tui/watch/state.ts';
import { view } from '../src/faces/tui/watch/view.ts';
import { portsWith } from '../test/helpers/cli.ts';
import { aDraft } from '../test/helpers/draft.ts';
import { aStarted, type Stage } from '../test/helpers/executor.ts';
import { worked } from '../test/helpers/log.ts';
import { measured, MIN } from '../test/helpers/rollout.ts';

/** The screens that README shows, by file: drawn by the same views as in a terminal, from runs in simulated time. */
export const screens = async (): Promise<Readonly<Record<string, string>>> => {
  const draft = await aDraft({ owner: 'team-refunds', strategy: 'canary' });
  const [healthy, bad] = [await carriedOut(draft.plan, false), await carriedOut(draft.plan, true)];
  return {
    'docs/screens/planner.svg': svgOf(plannerView(aPlanner(draft, []), { columns: COLUMNS, rows: 24 })),
    'docs/screens/healthy.svg': svgOf(healthy),
    'docs/screens/rolled-back.svg': svgOf(bad),
  };
};

const COLUMNS = 100;

/** Started, and looked at for a while; then as it stands on the screen. Nobody has to agree, and any hour will do. */
const carriedOut = async (plan: Plan, trouble: boolean): Promise<readonly Line[]> => {
  const schedule = { ...plan.schedule, windows: [], freezes: [] };
  const free = { ...plan, approvals: [], checklists: { before: [], during: [], after: [] }, schedule };
  const phases = free.phases.map((phase) => ({ ...phase, gates: phase.gates.filter(({ is }) => is !== 'confirmed') }));
  let harm = 0;
  const metrics: MetricSource = {
    measure: async ({ id, kind }, windowMs, atMs) =>
      measured(atMs, windowMs, armOf(kind, atMs, id === 'error-rate' ? harm : 0), armOf(kind, atMs + 9e5, 0)),
  };
  const stage = await aStarted({ ...free, phases }, { metrics });
  for (let look = 0; look < LOOKS; look += 1) {
    if (look === LOOKS - 3 && trouble) harm = 0.06;
    worked(await follow(stage.id, stage, { once: true, turned: () => undefined, troubled: () => undefined }));
    stage.clock.set(stage.clock.now + 20 * MIN);
  }
  return shownOf(stage);
};

const LOOKS = 300;
const SAMPLES = 3000;

/** A little unquiet, and the same each time it is asked for. */
const armOf = (kind: string, atMs: number, harm: number): Partial<Arm> => {
  const wave = 1 + 0.3 * Math.sin(atMs / 3e6) + 0.2 * Math.sin(atMs / 7e5);
  const share = 0.002 * wave + harm;
  if (kind === 'ratio') return { samples: SAMPLES, count: SAMPLES, bad: Math.round(SAMPLES * share) };
  return kind === 'latency' ? { samples: SAMPLES, value: 200 + 8 * wave } : { samples: SAMPLES, value: 0 };
};

const shownOf = async (stage: Stage): Promise<readonly Line[]> => {
  const ports = portsWith(new Map(), {
    clock: stage.clock,
    openFlags: async () => ok(stage.flags),
    openMetrics: async () => ok(stage.metrics),
  });
  const begun = worked(await beginWatching(stage.log, stage.id));
  const placed = { ...begun, rollout: { ...begun.rollout, places: { flags: 'flags.json', metrics: 'metrics.jsonl' } } };
  const seen = worked(await lookAgain(placed, stage.log, ports));
  const watched = watchedOf(seen, stage.clock.now);
  return view(update(aWatch(false, []), { is: 'watched', watched }), { columns: COLUMNS, rows: 26 });
};

const CELL = { width: 8.4, height: 18 };
const COLOURS: Readonly<Record<Tone, string>> = {
  strong: '#ffffff',
  dim: '#8b949e',
  good: '#7ee787',
  warn: '#e3b341',
  bad: '#ff7b72',
  low: '#7ee787',
  medium: '#76e3ea',
  high: '#e3b341',
  critical: '#ff7b72',
};

/** A picture of a terminal: text that can be searched, each piece where its column is. */
const svgOf = (lines: readonly Line[]): string => {
  const [width, height] = [COLUMNS * CELL.width + 24, lines.length * CELL.height + 24];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="ui-monospace, Menlo, Consolas, monospace" font-size="14">`,
    `<rect width="${width}" height="${height}" rx="8" fill="#0d1117"/>`,
    ...lines.flatMap((line, row) => piecesOf(line, 12 + (row + 0.8) * CELL.height)),
    '</svg>',
    '',
  ].join('\n');
};

const piecesOf = (line: Line, y: number): string[] => {
  let column = 0;
  return line.flatMap(({ text, tone }) => {
    const [x, columns] = [12 + column * CELL.width, widthOf(text)];
    column += columns;
    if (text.trim() === '') return [];
    const weight = tone === 'strong' || tone === 'critical' ? ' font-weight="bold"' : '';
    const fill = tone === undefined ? '#e6edf3' : COLOURS[tone];
    return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" textLength="${(columns * CELL.width).toFixed(1)}" fill="${fill}"${weight} xml:space="preserve">${html(text)}</text>`;
  });
};

if (import.meta.main) {
  await mkdir(new URL('../docs/screens/', import.meta.url), { recursive: true });
  for (const [file, svg] of Object.entries(await screens()))
    await writeFile(new URL(`../${file}`, import.meta.url), svg);
}
