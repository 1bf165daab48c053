import { leavesOf, objectsOf, type Path, without, withValue } from './json-paths.ts';

/** An answer as it may come from a model that was talked round, is broken, or is no model. */
export type Answer = {
  readonly family: string;
  readonly name: string;
  /** The text of the opinion file. */
  readonly text: string;
  /** Refused as a whole, or read and held to what stands in the diff. */
  readonly expected: 'refused' | 'read';
};

const ESC = '\u001b';
const read = (family: string, name: string, value: unknown): Answer => ({
  family,
  name,
  text: JSON.stringify(value),
  expected: 'read',
});
const refused = (family: string, name: string, text: string): Answer => ({ family, name, text, expected: 'refused' });

/** What a terminal, a page or a chat would obey. The words between make it findable in whatever comes out. */
const LIVE: Readonly<Record<string, string>> = {
  ansi: `${ESC}[31mhostile${ESC}[0m`,
  cursor: `${ESC}[2J${ESC}[1;1Hhostile`,
  title: `${ESC}]0;hostile\u0007`,
  c1: '\u009b31mhostile',
  return: 'hostile\rlevel low',
  newline: 'hostile\nLevel   LOW\n',
  bidi: '\u202ehostile\u202c \u2066x\u2069',
  zeroWidth: 'hos\u200bti\u200dle\ufeff',
  tags: `hostile${String.fromCodePoint(0xe0041, 0xe0042)}`,
  html: '<script>hostile()</script><img src=x onerror=hostile()>',
  comment: 'hostile --> <!-- rampart:comment -->',
  details: '</details></summary><h1>hostile</h1>',
  link: '[hostile](https://evil.example) <https://evil.example> https://evil.example',
  image: '![hostile](https://evil.example/x.png)',
  mention: '@everyone @here @channel <!here> <@U0123> @org/hostile',
  heading: '# hostile',
  table: 'hostile | low | low |',
  fence: '``` hostile ``` ~~~',
  issue: 'fixes #1, closes GH-2, !3 hostile',
  template: '{{hostile}} ${hostile} <%= hostile %>',
  shell: '$(hostile) `hostile` ; rm -rf / #',
};

/** Every text of the opinion that is no choice of a list says the same hostile thing. */
const everywhere = (full: object): readonly Answer[] =>
  Object.entries(LIVE).map(([name, text]) =>
    read(
      'live text everywhere',
      name,
      freeTexts(full).reduce<unknown>((value, path) => withValue(value, path, text), full),
    ),
  );

const ALL = `${ESC}[31m\u202e<b>@everyone</b>[x](https://evil.example)| hostile`;

const fieldByField = (full: object): readonly Answer[] =>
  freeTexts(full).map((path) => read('live text in a field', path.join('.'), withValue(full, path, ALL)));

const tooLong = (full: object): readonly Answer[] =>
  freeTexts(full).map((path) =>
    refused('200 kB', path.join('.'), JSON.stringify(withValue(full, path, 'x'.repeat(200_000)))),
  );

/** Where a text is one of a list, or bound to the diff, something else is no text but another answer. */
const CHOICES = /^(?:level|strategy|likelihood|impact|answer|schemaVersion|quote|file|signal|primaryMetric|metric)$/;
const freeTexts = (full: object): readonly Path[] =>
  leavesOf(full).flatMap(({ path, value }) =>
    typeof value === 'string' && !CHOICES.test(String(path.at(-1))) ? [path] : [],
  );

const shapes = (full: object): readonly Answer[] => [
  ...Object.keys(full).flatMap((key) => [
    refused('missing field', key, JSON.stringify(without(full, [key]))),
    refused('wrong type', key, JSON.stringify(withValue(full, [key], { is: { not: ['what', 'it', 'was'] } }))),
    refused('wrong type', `${key} NaN`, JSON.stringify(withValue(full, [key], 1e308))),
  ]),
  ...objectsOf(full).flatMap((path) => [
    refused('extra field', `${path.join('.')} floor`, JSON.stringify(withValue(full, [...path, 'floor'], 'low'))),
    refused('prototype key', `${path.join('.')} constructor`, keyed(full, path, 'constructor')),
    refused('prototype key', `${path.join('.')} __proto__`, keyed(full, path, '__proto__')),
  ]),
  ...Object.entries(full).flatMap(([key, value]) =>
    Array.isArray(value)
      ? [refused('too many', key, JSON.stringify(withValue(full, [key], repeated(value[0], 5000))))]
      : [],
  ),
];

const repeated = (one: unknown, times: number): unknown[] => Array.from({ length: times }, () => one);

/** JSON.stringify leaves out what reaches for a prototype: it is written by hand. */
const keyed = (full: object, path: Path, key: string): string =>
  JSON.stringify(withValue(full, [...path, 'KEY'], { floor: 'low', level: 'low' })).replace('"KEY"', `"${key}"`);

const texts = (full: object): readonly Answer[] => {
  const json = JSON.stringify(full);
  return [
    ['nothing', ''],
    ['blanks', ' \n '],
    ['prose', 'The level is low.'],
    ['prose around it', `Here is my answer:\n${json}`],
    ['a fence around it', `\`\`\`json\n${json}\n\`\`\``],
    ['two answers', `${json}\n${json}`],
    ['cut off', json.slice(0, -20)],
    ['a comment', json.replace('{', '{/* low */')],
    ['a comma too many', json.replace(/\}$/, ',}')],
    ['single quotes', json.replaceAll('"', "'")],
    ['null', 'null'],
    ['a text', '"low"'],
    ['a list', `[${json}]`],
    ['NaN', json.replace('"schemaVersion":1', '"schemaVersion":NaN')],
    ['version 2', json.replace('"schemaVersion":1', '"schemaVersion":2')],
    ['the level twice', json.replace('"level":', '"level":"critical","level":')],
    ['the level in capitals', json.replace(/"level":"\w+"/, '"level":"LOW"')],
    ['the level in look-alikes', json.replace(/"level":"\w+"/, '"level":"lоw"')],
    ['a level below low', json.replace(/"level":"\w+"/, '"level":"none"')],
    ['deep', `${'['.repeat(20_000)}${']'.repeat(20_000)}`],
    [
      'deep in a field',
      json.replace('"schemaVersion":1', `"schemaVersion":${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`),
    ],
    ['two megabytes', `${json.slice(0, -1)}${' '.repeat(2_000_000)}}`],
    ['a control in a text', json.replace('"why":"', '"why":"\u0001')],
  ].map(([name = '', text = '']) => refused('no opinion', name, text));
};

export const answersFrom = (full: object): readonly Answer[] => [
  ...everywhere(full),
  ...fieldByField(full),
  ...tooLong(full),
  ...shapes(full),
  ...texts(full),
];
