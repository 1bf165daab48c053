import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { apiPage } from './api-page.ts';
import { backendPages, metricPages, notifierPages } from './adapter-pages.ts';
import { PRICES, PRICES_AS_OF } from '../src/core/advice/prices.ts';
import { TAKEN } from '../src/core/assessment/taken.ts';
import { rules } from '../src/core/plan/lint/index.ts';
import type { Rule } from '../src/core/plan/lint/rule.ts';
import { EVENT_WORDS } from '../src/core/rollout/events.ts';
import { STATUSES, TABLE } from '../src/core/rollout/table.ts';

/** The page of all rules that a plan is held against, from the texts that the rules themselves carry. */
export const rulesPage = (held: readonly Rule[]): string => {
  const errors = held.filter(({ severity }) => severity === 'error').length;
  return [
    '# What a plan must keep',
    '',
    '<!-- Written by "node scripts/docs.ts" from src/core/plan/lint. Change it there. -->',
    '',
    `A plan is held against its schema, and then against these ${held.length} rules: what no schema can say. ${errors} are errors and`,
    `keep a plan from being carried out; ${held.length - errors} are warnings, and a person may know better. Everything that is found is told`,
    'at once. `rampart explain R014` prints one row of this table. A code that was given is never given again.',
    '',
    '| code | severity | what | why | how to answer |',
    '| --- | --- | --- | --- | --- |',
    ...held.map(
      ({ code, severity, title, why, fix }) => `| ${[code, severity, title, why, fix].map(cell).join(' | ')} |`,
    ),
    '',
  ].join('\n');
};

/** The page of what may follow what in a rollout: the table that the code itself goes by. */
const statesPage = (): string =>
  [
    '# What may follow what in a rollout',
    '',
    '<!-- Written by "node scripts/docs.ts" from src/core/rollout/table.ts and events.ts. Change it there. -->',
    '',
    'A row is an event; a column is where the rollout stood before it. `·` means that it stays there, a name is where it',
    'goes, and an empty cell is a pair that is refused by name. What this is for is told in [executor.md](executor.md).',
    '',
    `| event | what it says | ${STATUSES.join(' | ')} |`,
    `| --- | --- | ${STATUSES.map(() => ':-:').join(' | ')} |`,
    ...EVENT_WORDS.map(({ type, about }) => {
      const cells = STATUSES.map((from) => (TABLE[type][from] === from ? '·' : (TABLE[type][from] ?? '')));
      return `| ${[`\`${type}\``, cell(about), ...cells].join(' | ')} |`;
    }),
    '',
  ].join('\n');

/** The page of what an opinion can bring about, field by field. */
const takenPage = (): string =>
  [
    '# What is taken from an opinion',
    '',
    '<!-- Written by "node scripts/docs.ts" from src/core/assessment/taken.ts. Change it there. -->',
    '',
    'An opinion is what an adviser says of a change, in [a closed schema](../schemas/opinion.v1.json); `rampart schema opinion` prints it. It is',
    'data to be judged, whoever wrote it: a model, a host agent, a person with a file. This is all that it can bring about.',
    '',
    '| field | what is taken | what never is |',
    '| --- | --- | --- |',
    ...Object.entries(TAKEN).map(([field, { taken, never }]) => `| \`${field}\` | ${cell(taken)} | ${cell(never)} |`),
    '',
    'Every text is cut to its length, made harmless on a terminal when it is taken, and escaped again wherever it is shown. A field that',
    'the schema does not have makes the whole opinion invalid.',
    '',
  ].join('\n');

/** The page of what the models cost that are known by name. */
const pricesPage = (): string =>
  [
    '# What a model costs',
    '',
    '<!-- Written by "node scripts/docs.ts" from src/core/advice/prices.ts. Change it there. -->',
    '',
    `Dollars for a million tokens, by the list of ${PRICES_AS_OF}. A model that is not named here counts as the dearest that is. Caps and the record`,
    "in plans go by this table, not by anybody's bill.",
    '',
    '| model | what it reads | what it writes |',
    '| --- | ---: | ---: |',
    ...Object.entries(PRICES).map(([model, { input, output }]) => `| ${model} | ${input} | ${output} |`),
    '',
  ].join('\n');

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

/** What the generated pages hold, byte for byte: file name to text. */
export const generatedPages = async (): Promise<Map<string, string>> =>
  new Map([
    ['rules.md', rulesPage(rules)],
    ['rollout-states.md', statesPage()],
    ...(await backendPages()),
    ...(await metricPages()),
    ...(await notifierPages()),
    ['api.md', apiPage(readFileSync(new URL('../src/core/index.ts', import.meta.url), 'utf8'))],
    ['taken.md', takenPage()],
    ['model-prices.md', pricesPage()],
  ]);

if (import.meta.main) {
  const folder = new URL('../docs/', import.meta.url);
  for (const room of ['backends/', 'metrics/', 'notifiers/']) await mkdir(new URL(room, folder), { recursive: true });
  for (const [name, text] of await generatedPages()) await writeFile(new URL(name, folder), text);
}
