import { z } from 'zod';
import { flagBackends } from '../src/adapters/flag-backend/index.ts';
import type { Capabilities } from '../src/core/flags/capabilities.ts';
import { Capabilities as Can } from '../src/core/flags/capabilities.ts';
import { metricSources } from '../src/adapters/metric-source/index.ts';
import { notifiers } from '../src/adapters/notifier/index.ts';
import type { Adapter, FlagBackendAdapter, MetricSourceAdapter, NotifierAdapter } from '../src/ports/adapter.ts';

/** One page for each flag backend, and one that names them all, from what the adapters say of themselves. */
export const backendPages = async (): Promise<[name: string, text: string][]> => {
  const all = await Promise.all(Object.values(flagBackends).map((load) => load()));
  return [
    ['backends/README.md', overview(all)],
    ...all.map((one): [string, string] => [
      `backends/${one.name}.md`,
      adapterPage(one, 'src/adapters/flag-backend', ['', '## What it can hold', '', ...table(one.capabilities)]),
    ]),
  ];
};

/** The same for each metric source. */
export const metricPages = async (): Promise<[name: string, text: string][]> => {
  const all = await Promise.all(Object.values(metricSources).map((load) => load()));
  return [
    ['metrics/README.md', sources(all)],
    ...all.map((one): [string, string] => [
      `metrics/${one.name}.md`,
      adapterPage(one, 'src/adapters/metric-source', []),
    ]),
  ];
};

/** The same for whatever carries announcements. */
export const notifierPages = async (): Promise<[name: string, text: string][]> => {
  const all = await Promise.all(Object.values(notifiers).map((load) => load()));
  return [
    ['notifiers/README.md', told(all)],
    ...all.map((one): [string, string] => [`notifiers/${one.name}.md`, adapterPage(one, 'src/adapters/notifier', [])]),
  ];
};

/** The page of any adapter; what only its kind has stands behind its notes. */
const adapterPage = (adapter: Adapter<unknown>, room: string, more: readonly string[]): string => {
  const { name, about, place, secrets, notes } = adapter;
  const options = optionRows(adapter.options);
  return [
    `# ${name}`,
    '',
    `<!-- Written by "node scripts/docs.ts" from ${room}/${name}.ts. Change it there. -->`,
    '',
    `${about[0]?.toUpperCase()}${about.slice(1)}.`,
    '',
    `Where it is: ${place.what}, as in \`${place.example}\`.`,
    ...notes.flatMap((note) => ['', note]),
    ...more,
    ...(options.length === 0
      ? []
      : [
          '',
          '## Options',
          '',
          'They stand behind the question mark of the place.',
          '',
          '| option | what | else |',
          '| --- | --- | --- |',
          ...options,
        ]),
    ...(secrets.length === 0
      ? []
      : [
          '',
          '## Secrets',
          '',
          'They come from the environment, or from the file that the name with `_FILE` behind it holds; never from a place.',
          '',
          '| name | what | needed |',
          '| --- | --- | --- |',
          ...secrets.map((one) => row(`\`${one.name}\``, one.about, one.needed ? 'yes' : 'no')),
        ]),
    '',
  ].join('\n');
};

const overview = (all: readonly FlagBackendAdapter[]): string =>
  [
    '# Flag systems',
    '',
    '<!-- Written by "node scripts/docs.ts" from src/adapters/flag-backend. Change it there. -->',
    '',
    '`rampart plan --backend NAME` plans for one of these, and `rampart apply --flags PLACE` carries the plan out there. What a',
    'flag system cannot hold is refused when it is planned, with a rule that says why.',
    '',
    '| name | what | step | holds | place |',
    '| --- | --- | --- | --- | --- |',
    ...all.map(({ name, about, capabilities, place }) =>
      row(
        `[${name}](${name}.md)`,
        about,
        `${capabilities.stepPercent} %`,
        heldBy(capabilities),
        `\`${place.example}\``,
      ),
    ),
    '',
  ].join('\n');

const sources = (all: readonly MetricSourceAdapter[]): string =>
  [
    '# Metric sources',
    '',
    '<!-- Written by "node scripts/docs.ts" from src/adapters/metric-source. Change it there. -->',
    '',
    '`rampart apply --metrics SOURCE:PLACE` watches one of these: `prometheus:https://prometheus.example.com`. A plain path is a file.',
    'The place is kept with the rollout, so later turns need only the log; secrets come from the environment and are never in a place.',
    '',
    '| name | what | place |',
    '| --- | --- | --- |',
    ...all.map(({ name, about, place }) => row(`[${name}](${name}.md)`, about, `\`${name}:${place.example}\``)),
    '',
    'What is asked stands with the metric, in the policy and then in the plan: as one `query` that holds all its numbers, or as `queries`, one',
    'for each number. Which of the two, and in what language, the page of the source tells.',
    '',
    '| in a query | is filled with |',
    '| --- | --- |',
    row('`{arm}`', 'what `arms` of the metric calls treatment or control; else these two words'),
    row('`{window}`', 'how long the window is'),
    row('`{from}`, `{to}`', 'where it begins and ends'),
    row('`{flag}`', 'the first flag of the plan'),
    '',
    '`queries` may hold `samples`, `count`, `bad`, `value`, `p50`, `p95`, `p99`, `usersBad` and `newUsers`, a number each; and where the source gives several,',
    '`histogram` for a latency, `segmentCount` and `segmentBad` for a ratio. What a source cannot give, it calls an error.',
    '',
    'A query that does not name `{arm}` counts everyone together: fixed limits stand, and comparisons with control have no data.',
    'What is not sure is no number: an answer in part, stale, of several series or of another window is "no data" or an error, and',
    'neither ever lets a rollout go on.',
    '',
  ].join('\n');

const told = (all: readonly NotifierAdapter[]): string =>
  [
    '# Notifiers',
    '',
    '<!-- Written by "node scripts/docs.ts" from src/adapters/notifier. Change it there. -->',
    '',
    '`rampart tick` and `rampart apply` tell those whom the policy names under `announce` when a rollout begins, enters a phase, is paused, is',
    'resumed, goes back, has gone back, is given up, or is complete:',
    '',
    '```yaml',
    'announce:',
    ...all.map(({ name, place }) => `  ${name}-people: { by: ${name}, at: '${place.example}' }`),
    '```',
    '',
    '| name | what | at |',
    '| --- | --- | --- |',
    ...all.map(({ name, about, place }) => row(`[${name}](${name}.md)`, about, `\`${place.example}\``)),
    '',
    'The words are those of the announcements that `rampart show --format announcement-progress` prints, without marks. What a server said is left out.',
    '',
    '- Announcing comes after the turns: it never keeps a rollout from going on or back. It may take 20 seconds or so where nobody answers.',
    '- Each announcement is told once to each of them, in order. What was told stands in the event log, beside the rollout.',
    '- Where telling fails, a warning says so, and the next turn tells it again, until it is a day old.',
    '- Whoever dies between sending and writing that down leaves a doubt; after five minutes it is told again, under the same id.',
    '- The policy is the one of the folder in which `tick` and `apply` run, or that of `--policy`.',
    '',
  ].join('\n');

const WORDS: readonly (readonly [keyof Capabilities, string])[] = [
  ['segments', 'rings'],
  ['conditions', 'conditions'],
  ['allowList', 'named users'],
  ['places', 'places'],
  ['variants', 'arms'],
  ['prerequisites', 'prerequisites'],
  ['revisioned', 'revisions'],
  ['listed', 'a list of its flags'],
];

const heldBy = (can: Capabilities): string =>
  WORDS.flatMap(([name, word]) => (can[name] ? [word] : [])).join(', ') || 'a share and nothing else';

const table = (can: Capabilities): string[] => [
  '| | | |',
  '| --- | --- | --- |',
  ...Object.entries(can).map(([name, value]) =>
    row(`\`${name}\``, typeof value === 'number' ? `${value} %` : value ? 'yes' : 'no', described(Can.shape, name)),
  ),
];

const optionRows = (options: z.ZodObject): string[] => {
  const form = z.toJSONSchema(options, { io: 'output', unrepresentable: 'any' });
  const needed = new Set(z.toJSONSchema(options, { io: 'input', unrepresentable: 'any' }).required ?? []);
  return Object.entries(form.properties ?? {}).map(([name, one]) => {
    const usual = typeof one === 'object' && 'default' in one ? `\`${String(one.default)}\`` : '';
    return row(`\`${name}\``, described(options.shape, name), needed.has(name) ? 'must be said' : usual);
  });
};

const described = (shape: Readonly<Record<string, unknown>>, name: string): string => {
  const one = shape[name];
  return one instanceof z.ZodType ? (one.meta()?.description ?? '') : '';
};

const row = (...cells: readonly string[]): string =>
  `| ${cells.map((text) => text.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
