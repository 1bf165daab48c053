import { z } from 'zod';
import { flagBackends } from '../src/adapters/flag-backend/index.ts';
import type { Capabilities } from '../src/core/flags/capabilities.ts';
import { Capabilities as Can } from '../src/core/flags/capabilities.ts';
import type { Adapter, FlagBackendAdapter } from '../src/ports/adapter.ts';

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

const WORDS: readonly (readonly [keyof Capabilities, string])[] = [
  ['segments', 'rings'],
  ['conditions', 'conditions'],
  ['allowList', 'named users'],
  ['places', 'places'],
  ['variants', 'arms'],
  ['prerequisites', 'prerequisites'],
  ['revisioned', 'revisions'],
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
