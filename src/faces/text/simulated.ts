import type { Plan } from '../../core/plan/plan.ts';
import { amountInWords, countInWords, momentInWords, numberInWords } from '../../core/plan/report/words.ts';
import type { Simulated, Simulation } from '../../core/simulation/simulated.ts';
import { humanDuration } from '../../core/values/duration.ts';
import type { Tone } from './colour.ts';
import type { Screen } from './helpers.ts';
import { type Load, render } from './render.ts';
import type { Cell } from './table.ts';

type Shown = {
  readonly simulation: Simulation;
  readonly plan: Plan;
  readonly next: readonly string[];
  readonly load: Load;
  readonly screen?: Screen;
};

/** `rampart simulate`: what happened and when, who was harmed, and what was assumed. Many runs become a table. */
export const simulatedText = ({ simulation, plan, next, load, screen }: Shown): Promise<string> => {
  const { runs, assumed, seed } = simulation;
  const many = runs.length > MOST_IN_FULL;
  const values = {
    feature: plan.feature,
    facts: [plan.strategy.kind, countInWords(plan.phases.length, 'phase'), `seed ${seed}`],
    runs: many ? [] : runs.map(runValues),
    compared: many ? comparedRows(runs) : [],
    assumed: assumed.map((line): Cell[] => [line]),
    next,
  };
  return render('simulate.txt', values, load, screen);
};

/** The runs alone, for a page that has said the rest. */
export const runsText = (runs: readonly Simulated[], load: Load, screen: Screen): Promise<string> =>
  render('simulate-runs.txt', { runs: runs.map(runValues) }, load, screen);

const MOST_IN_FULL = 3;

const runValues = (run: Simulated) => ({
  name: run.scenario,
  rows: [
    [dim('story'), run.about],
    [dim('climb'), climbOf(run)],
    [dim('result'), { text: outcomeOf(run), tone: TONES[run.outcome] }],
    ...harmRows(run),
    ...(run.why === '' ? [] : [[dim('why'), run.why]]),
    ...(run.outcome === 'completed' ? [] : lastEvents(run)),
  ] satisfies Cell[][],
  lines: tellingOf(run.series).flatMap(sparkRows),
});

const MOST_LINES = 3;

/** The first metric always, the others where the change did something to them. */
const tellingOf = (series: Simulated['series']): Simulated['series'] =>
  series.filter((one, at) => at === 0 || hasMoved(one)).slice(0, MOST_LINES);

const hasMoved = ({ usual, good, last: [mine] }: Series): boolean =>
  mine !== null && mine !== undefined && (good === 'down' ? mine > usual * 1.5 : mine < usual * 0.95);

const dim = (text: string): Cell => ({ text, tone: 'dim' });

const TONES: Record<Simulated['outcome'], Tone> = { completed: 'good', 'rolled-back': 'warn', stuck: 'bad' };

const BARS = ['▏', '▎', '▍', '▌', '▋', '▊', '▉', '█'];

/** One step after the other, the bar a little fuller each time; where it turned back there is a cross. */
const climbOf = ({ phases, outcome }: Simulated): string =>
  phases
    .map(({ step, passed, sharePercent }) => {
      const bar = BARS[Math.min(BARS.length - 1, Math.floor(Math.sqrt(sharePercent / 100) * BARS.length))];
      return `${step} ${passed ? bar : outcome === 'rolled-back' ? '✗' : '…'}`;
    })
    .join('  ');

/** The start is a Monday at nine. */
const NINE_MS = 9 * 3_600_000;

const WORDS: Record<Simulated['outcome'], string> = {
  completed: 'completed',
  'rolled-back': 'rolled back',
  stuck: 'comes to no end',
};

const whenOf = ({ lastedMs }: Simulated): string => momentInWords(NINE_MS + lastedMs).toLowerCase();

const outcomeOf = (run: Simulated): string =>
  run.outcome === 'stuck' ? `${WORDS.stuck} in ${humanDuration(run.lastedMs)}` : `${WORDS[run.outcome]} ${whenOf(run)}`;

const harmRows = (run: Simulated): Cell[][] => {
  const { harmedRequests, exposedRequests, harmedAtOnce, noticedAfterMs } = run;
  const seen = noticedAfterMs === undefined ? '' : `, seen after ${humanDuration(noticedAfterMs)}`;
  return [
    [dim('harm'), `${countInWords(harmedRequests, 'request')} of ${numberInWords(exposedRequests)} exposed${seen}`],
    ...(harmedRequests > 0 ? [[dim('at once'), `about ${numberInWords(harmedAtOnce)}, had it gone to everyone`]] : []),
  ];
};

const LAST = 8;

const lastEvents = ({ events }: Simulated): Cell[][] =>
  events
    .filter(({ type }) => !DULL.has(type))
    .slice(-LAST)
    .map(({ atMs, what }, at) => [dim(at === 0 ? 'course' : ''), `${momentInWords(NINE_MS + atMs)}  ${what}`]);

const DULL: ReadonlySet<string> = new Set([
  'approved',
  'confirmed',
  'exposure-confirmed',
  'trigger-quieted',
  'data-lost',
  'data-found',
]);

type Series = Simulated['series'][number];

const sparkRows = ({ name, unit, usual, treated, control, last: [mine, others] }: Series): Cell[][] => {
  const top = Math.max(usual * 3, ...treated.map(Number), ...control.map(Number));
  return [
    [dim(name), 'treated', sparkline(treated, top), valueOf(mine, unit)],
    ['', 'control', dim(sparkline(control, top)), valueOf(others, unit)],
  ];
};

const valueOf = (value: number | null | undefined, unit: string): string =>
  value === null || value === undefined ? '' : amountInWords(value, unit);

const SPARKS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

const sparkline = (values: readonly (number | null)[], top: number): string =>
  values
    .map((value) =>
      value === null ? '·' : SPARKS[Math.min(SPARKS.length - 1, Math.floor((value / (top || 1)) * SPARKS.length))],
    )
    .join('');

const comparedRows = (runs: readonly Simulated[]): Cell[][] => [
  ['scenario', 'result', 'when', 'harmed', 'at once', 'seen in', 'why'].map(dim),
  ...runs.map((run): Cell[] => [
    run.scenario,
    { text: WORDS[run.outcome], tone: TONES[run.outcome] },
    run.outcome === 'stuck' ? '' : whenOf(run),
    numberInWords(run.harmedRequests),
    run.harmedRequests > 0 ? numberInWords(run.harmedAtOnce) : '',
    run.noticedAfterMs === undefined ? '' : humanDuration(run.noticedAfterMs),
    run.why === '' ? stopsOf(run) : run.why,
  ]),
];

/** What came between the start and a good end. */
const stopsOf = ({ events }: Simulated): string =>
  events.find(({ type }) => type === 'paused' || type === 'held')?.what ?? '';
