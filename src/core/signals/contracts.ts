import { type Detector, type Entry, type Hit, insideNew } from './detector.ts';
import type { Line, Reading, Run } from './reading.ts';
import { ABOUT, DOES } from './words.ts';

const answer = 'Show that no client, integration or operator relies on what is gone or changed.';

const entries = {
  removed: {
    area: 'contract',
    level: 'high',
    why: 'Something that others may call, send or read is removed or renamed.',
    answer,
  },
  tightened: {
    area: 'contract',
    level: 'high',
    why: 'Something that was optional is required now, or has another type.',
    answer,
  },
  'route-removed': { area: 'contract', level: 'high', why: 'An endpoint is removed or gets another address.', answer },
  'route-added': {
    area: 'feature',
    level: 'medium',
    why: 'There is a new endpoint.',
    answer: 'Show that it answers with constants, or that nobody can reach it yet.',
  },
  'output-removed': { area: 'contract', level: 'high', why: 'A field disappears from what is sent to others.', answer },
  'output-added': { area: 'contract', level: 'low', why: 'A field is added to what is sent to others.', answer },
  'input-added': { area: 'feature', level: 'medium', why: 'Others may send something new.', answer },
  'input-removed': {
    area: 'contract',
    level: 'high',
    why: 'An input of a module, a chart or a command is removed or renamed.',
    answer,
  },
  'default-changed': { area: 'contract', level: 'medium', why: 'A default that others rely on changes.', answer },
  'config-removed': { area: 'contract', level: 'medium', why: 'A setting is no longer read.', answer },
  'option-added': {
    area: 'contract',
    level: 'low',
    why: 'There is a new setting; unset, everything stays as it is.',
    answer,
  },
} as const satisfies Record<string, Entry>;

const FIELD =
  /^\s*(?:repeated\s+|optional\s+|required\s+|readonly\s+)?(?:[\w.<>]+\s+)?["']?([\w-]{1,80})["']?(?:\([^)]{0,300}\))?\??\s*[:=]\s*(\S{0,80})/;
const GRAPH_DEFINITION = /^\s*(?:type|input|enum|interface|union|scalar|message|service|rpc)\s+(\w{1,80})/;
const ENUM_VALUE = /^\s*([A-Z][A-Z0-9_]{1,80})\s*(?:=\s*\d{1,6}\s*;|,|$)/;
const ROUTE =
  /^\s*(?:(?:get|post|put|patch|delete|match|resources?)\s+["':]|@(?:Get|Post|Put|Patch|Delete|Request|Http\w{1,8})(?:Mapping)?\(|\[(?:Http(?:Get|Post|Put|Patch|Delete)|Route)|#\[(?:get|post|put|patch|delete)\(|@\w{1,30}\.(?:route|get|post|put|patch|delete)\(|(?:re_)?path\(\s*r?["']|url\(\s*r?["']|(?:\w{1,30}\.)?(?:Handle|HandleFunc|GET|POST|PUT|PATCH|DELETE)\(\s*["'`]|(?:app|router|server|fastify|api|routes|r)\.(?:get|post|put|patch|delete|all|route)\(\s*["'`]|Route::\w{1,20}\(\s*['"]|->(?:get|post|put|patch|delete)\(\s*['"]\/)/;
const VARIABLE = /^\s*(?:variable|output)\s+"([\w-]{1,80})"/;
const ENV_READ =
  /(?:process\.env\.|process\.env\[['"]|ENV\[?['"(]{1,2}|ENV\.fetch\(['"]|os\.environ(?:\.get\(|\[)['"]|os\.getenv\(['"]|os\.Getenv\("|getenv\(['"]|envint\("|envbool\("|env\(['"]|env::var\("|System\.getenv\(")([A-Z][A-Z0-9_]{2,80})/;
/** Names in quotes and capitals: what a program hands to others, or takes from them. */
const CAPITALS = /["']([A-Z][A-Z0-9]{1,40}_[A-Z0-9_]{2,60})["']/;
const CLI_OPTION =
  /add_argument\(\s*["'](-{1,2}[\w-]{1,60})|\.option\(\s*["'](-{1,2}[\w -]{1,60})|flag\.\w{1,20}\(\s*"([\w-]{1,60})|Flags\(\)\.\w{1,20}\(\s*"([\w-]{1,60})|#\[arg\(|@click\.option\(\s*["'](-{1,2}[\w-]{1,60})/;
const SERIALIZES =
  /serializ|present|representation|\/dtos?\/|Dto\.|Response\.|\/views?\/api|resources?\/.*Resource|graphql\/types|_type\.rb|\/types\/|to_dict|to_json|as_json|JsonProperty|jbuilder/i;
const OUTPUT_LINE =
  /^\s*(?:field\s+:(\w{1,80})|["']?(\w{1,80})["']?\s*(?::|=>)\s*\S|json\.(\w{1,80})[ (]|attributes?\s+:(\w{1,80})|#\[serde\(rename|@JsonProperty\("(\w{1,80}))/;

const nameIn = (pattern: RegExp, line: Line): string | undefined => {
  const match = pattern.exec(line.text.slice(0, 400));
  return match === null ? undefined : (match.slice(1).find((part) => part !== undefined) ?? match[0].trim());
};

const named = (
  pattern: RegExp,
  lines: readonly Line[],
  may: (line: Line) => boolean = () => true,
): Map<string, Line> => {
  const found = new Map<string, Line>();
  for (const line of lines) {
    if (!may(line)) continue;
    const name = nameIn(pattern, line);
    if (name !== undefined && found.size < 2000) found.set(name, line);
  }
  return found;
};

const all = (reading: Reading, side: 'added' | 'removed'): Line[] => reading.runs.flatMap((run) => run[side]);

/** GraphQL, OpenAPI, protobuf: the best witnesses of what others may rely on. */
const schemaHits = (reading: Reading): Hit[] => {
  const hits: Hit[] = [];
  if (reading.file.status === 'deleted') return [];
  for (const run of reading.runs) {
    const before = declared(run.removed);
    const after = declared(run.added);
    for (const [name, line] of before) {
      const now = after.get(name);
      if (now === undefined && !line.reordered)
        hits.push({ name: 'removed', line, run, established: isStrict(reading) });
      else if (now !== undefined && tightens(line.text, now.text))
        hits.push({ name: 'tightened', line: now, run, established: isStrict(reading) });
    }
    for (const [name, line] of after)
      if (!before.has(name)) hits.push({ name: addsInput(run, line) ? 'input-added' : 'output-added', line, run });
  }
  return hits;
};

const declared = (lines: readonly Line[]): Map<string, Line> =>
  new Map([...named(FIELD, lines), ...named(GRAPH_DEFINITION, lines), ...named(ENUM_VALUE, lines)]);

const isStrict = (reading: Reading): boolean => /graphql|gql|proto|avsc/.test(reading.place.extension);

const bang = (text: string): number => text.split('!').length;

const tightens = (before: string, after: string): boolean => {
  return (
    (!before.includes('required') && /\brequired\b(?!.*false)/.test(after)) ||
    bang(after) > bang(before) ||
    typeIn(before) !== typeIn(after)
  );
};

const typeIn = (text: string): string =>
  /^\s*([\w.<>, ]{1,80}\s)\w{1,80}\s*=\s*\d/.exec(text.slice(0, 300))?.[1]?.trim() ??
  /[:=]\s*["']?([\w.[\]]{1,60})/.exec(text.slice(0, 300))?.[1]?.replaceAll('!', '') ??
  '';

const addsInput = (run: Run, line: Line): boolean =>
  /\b(?:input|mutation|service|rpc|Request|paths?)\b/i.test(`${run.hunk.section} ${line.text}`.slice(0, 400)) ||
  /\(|^\s*(?:rpc|input)\b/.test(line.text.slice(0, 200));

const moduleHits = (reading: Reading): Hit[] => {
  const hits: Hit[] = [];
  const before = named(VARIABLE, all(reading, 'removed'));
  const after = named(VARIABLE, all(reading, 'added'));
  for (const [name, line] of before)
    if (!after.has(name)) hits.push({ name: 'input-removed', line, established: true });
  for (const [name, line] of after) if (!before.has(name)) hits.push({ name: 'option-added', line });
  if (/variables[\w-]*\.tf$/.test(reading.place.name))
    for (const run of reading.runs) {
      const was = run.removed.find((line) => /^\s*default\s*=/.test(line.text));
      const is = run.added.find((line) => /^\s*default\s*=/.test(line.text));
      if (was !== undefined && is !== undefined) hits.push({ name: 'default-changed', line: is, run });
    }
  return hits;
};

const isRoute = (line: Line): boolean =>
  (line.about & (ABOUT.verb | ABOUT.route)) !== 0 && ROUTE.test(line.text.slice(0, 300));

const routeHits = (reading: Reading): Hit[] => {
  const hits: Hit[] = [];
  const added = new Set(all(reading, 'added').map((line) => line.text.trim().slice(0, 400)));
  for (const run of reading.runs) {
    const gone = run.removed.filter((line) => isRoute(line) && !added.has(line.text.trim().slice(0, 400)));
    const come = run.added.filter(isRoute);
    const [first] = gone;
    if (first !== undefined && !isOnlyRetouched(gone, come)) hits.push({ name: 'route-removed', line: first, run });
    else if (come.length > 0 && gone.length === 0)
      hits.push({ name: 'route-added', line: come[0], run, ...(isStub(run) ? { level: 'low' as const } : {}) });
  }
  return hits;
};

const addressIn = (line: Line): string =>
  /["'`]([^"'`]{0,200})["'`]/.exec(line.text.slice(0, 400))?.[1] ?? line.text.trim();
const isOnlyRetouched = (gone: readonly Line[], come: readonly Line[]): boolean =>
  gone.every((line) => come.some((other) => addressIn(other) === addressIn(line)));

/** A new endpoint that answers with constants decides nothing. */
const isStub = (run: Run): boolean =>
  run.added.length > 2 &&
  run.added.length <= 25 &&
  !run.added.some(
    (line) =>
      (line.does & (DOES.when | DOES.logic | DOES.writes | DOES.destroys)) !== 0 ||
      /await|\.find|query|select/i.test(line.text.slice(0, 300)),
  );

const outputHits = (reading: Reading): Hit[] => {
  if (!SERIALIZES.test(reading.file.path.slice(-300))) return [];
  const hits: Hit[] = [];
  for (const run of reading.runs) {
    const before = named(OUTPUT_LINE, run.removed);
    const after = named(OUTPUT_LINE, run.added);
    for (const [name, line] of before)
      if (!after.has(name) && !line.reordered) hits.push({ name: 'output-removed', line, run });
    for (const [name, line] of after)
      if (!before.has(name) && run.removed.length === 0) hits.push({ name: 'output-added', line, run });
  }
  return hits;
};

const readsSetting = (line: Line): boolean => (line.about & ABOUT.config) !== 0;
const hasCapitals = (line: Line): boolean => (line.does & DOES.quotes) !== 0 && line.text.includes('_');
const callsWithText = (line: Line): boolean => (line.does & DOES.calls) !== 0 && (line.does & DOES.quotes) !== 0;

const settingHits = (reading: Reading): Hit[] => {
  const gone = all(reading, 'removed');
  const come = all(reading, 'added');
  const before = named(ENV_READ, gone, readsSetting);
  const after = named(ENV_READ, come, readsSetting);
  const hits: Hit[] = [];
  for (const [name, line] of before) if (!after.has(name)) hits.push({ name: 'config-removed', line });
  const keysBefore = named(CAPITALS, gone, hasCapitals);
  const keysAfter = named(CAPITALS, come, hasCapitals);
  const lost = [...keysBefore].filter(([name]) => !keysAfter.has(name) && !before.has(name));
  const [firstLost] = lost;
  if (firstLost !== undefined && lost.length >= 3) hits.push({ name: 'config-removed', line: firstLost[1] });
  for (const [name, line] of after) if (!before.has(name)) hits.push({ name: 'option-added', line });
  const optionsBefore = named(CLI_OPTION, gone, callsWithText);
  const optionsAfter = named(CLI_OPTION, come, callsWithText);
  for (const [name, line] of optionsBefore) if (!optionsAfter.has(name)) hits.push({ name: 'input-removed', line });
  return hits;
};

const ROUTE_WORDS = ABOUT.route;

export const contracts: Detector = {
  family: 'contract',
  entries,
  look: (reading) => {
    const { layer, extension } = reading.place;
    if (layer === 'contract') return extension === 'json' && reading.live > 0 ? [] : schemaHits(reading);
    if (extension === 'tf') return moduleHits(reading);
    if (layer === 'script') return settingHits(reading).filter((hit) => hit.name === 'input-removed');
    if (layer !== 'server') return [];
    const first = reading.code[0];
    if (first === undefined || reading.file.status === 'added')
      return settingHits(reading).filter((hit) => hit.name !== 'config-removed');
    const hits = [...outputHits(reading), ...settingHits(reading)];
    return (reading.place.about & ROUTE_WORDS) !== 0 || hasRoute(reading) ? [...routeHits(reading), ...hits] : hits;
  },
};

const hasRoute = (reading: Reading): boolean =>
  reading.runs.some((run) => [...run.removed, ...run.added].some((line) => isRoute(line) && !insideNew(run, line)));
