import type { FileClass, FileDiff } from '../change/change.ts';
import { classify } from '../change/classify.ts';
import { detach } from '../change/names.ts';
import type { NamedRule } from '../policy/team-rule.ts';
import { rank } from '../values/level.ts';
import { behindFlag } from './behind.ts';
import { newBreadth, widen } from './breadth.ts';
import { defines, type Detector, type Hit } from './detector.ts';
import { createCodemods } from './edits.ts';
import { DETECTORS } from './index.ts';
import { type Findings, gravest, type State } from './kept.ts';
import { createMoves, keysOf } from './moves.ts';
import { createOwnRuleEyes } from './own-rules.ts';
import { type Line, read, type Reading } from './reading.ts';
import { noteSettings } from './settings.ts';
import { settle } from './settle.ts';
import type { Evidence } from './signal.ts';
import { createTeamEyes } from './team-rules.ts';

type Analysis = { readonly see: (file: FileDiff) => void; readonly finish: () => Findings };

/** How many suspicions of each level are remembered; what is established always is, up to the bound for all. */
const ROOM = 700;
const MOST_KEPT = 6000;
const PER_FILE = 3;

type Asked = {
  /** Of the team's policy. */
  readonly rules?: readonly NamedRule[];
};

/** One pass over the files of a change; what is remembered between them has a fixed size. */
export const createAnalysis = ({ rules = [] }: Asked = {}): Analysis => {
  const state: State = {
    moves: createMoves(),
    codemods: createCodemods(),
    breadth: newBreadth(),
    classes: {},
    live: {},
    unread: [],
    settings: new Map(),
    unreadMore: 0,
    kept: [],
    analysed: 0,
    added: 0,
    removed: 0,
    room: { low: ROOM, medium: ROOM, high: ROOM, critical: ROOM },
    struck: { comments: 0, imports: 0, format: 0, copy: 0, blank: 0 },
    team: createTeamEyes(rules),
    own: createOwnRuleEyes(),
  };
  return { see: (file) => see(state, file), finish: () => settle(state) };
};

const STRUCK: ReadonlySet<FileClass> = new Set([
  'test',
  'fixture',
  'snapshot',
  'docs',
  'tooling',
  'ci',
  'generated',
  'vendored',
  'lockfile',
]);

const STRIKES = ['comments', 'imports', 'format', 'copy', 'blank'] as const;

const see = (state: State, file: FileDiff): void => {
  if (!noteUnread(state, file)) state.analysed += 1;
  state.team.see(file);
  state.own.see(file);
  state.classes[file.class] = (state.classes[file.class] ?? 0) + 1;
  if (STRUCK.has(file.class)) return isSelfStyled(file) ? doubt(state, file) : undefined;
  const reading = read(file);
  state.live[reading.place.layer] = (state.live[reading.place.layer] ?? 0) + reading.live;
  state.added += reading.liveAdded;
  state.removed += reading.liveRemoved;
  state.moves.see(reading);
  widen(state.breadth, reading);
  for (const run of reading.runs)
    for (const line of run.added) if (line.edit !== undefined) state.codemods.see(line.edit, defines(line));
  noteSettings(state.settings, reading);
  for (const kind of STRIKES) state.struck[kind] += reading.struck[kind];
  for (const detector of DETECTORS) keepAll(state, reading, detector);
};

/** New, and set aside for nothing but the banner that it bears. */
const isSelfStyled = ({ class: kind, status, path }: FileDiff): boolean =>
  kind === 'generated' && status === 'added' && classify(path) === 'shipped';

const doubt = (state: State, file: FileDiff): void => {
  const reading = read(file);
  for (const { look, entries } of DETECTORS)
    for (const { name, level = entries[name]?.level ?? 'low', line } of look(reading))
      if (rank(level) >= rank('high')) return state.own.takeAtItsWord(evidenceOf(reading, line));
};

const NEVER_SHIPS: ReadonlySet<FileClass> = new Set<FileClass>(['test', 'fixture', 'snapshot', 'docs']);

/**
 * A picture cannot run, and what never ships harms nobody; anything else that could not be read counts, and is no file
 * that was analysed: the two add up to all that changed.
 */
const noteUnread = (state: State, file: FileDiff): boolean => {
  if ((file.binary && IMAGES.test(file.path)) || NEVER_SHIPS.has(file.class)) return false;
  const why = file.unread ?? (file.binary ? 'binary' : undefined);
  if (why === undefined) return false;
  if (state.unread.length < 1000) state.unread.push({ path: file.path, why });
  else state.unreadMore += 1;
  return true;
};

const IMAGES = /\.(?:png|jpe?g|gif|webp|ico|woff2?|ttf|otf|eot|mp[34]|webm|pdf|avif)$/i;

/** The first few of each kind tell as much of a file as all of them. */
const keepAll = (state: State, reading: Reading, detector: Detector): void => {
  const hits = detector.look(reading);
  if (hits.length === 0) return;
  const counts = new Map<string, number>();
  for (const hit of hits) {
    const kind = hit.level === undefined ? hit.name : `${hit.name} ${hit.level}`;
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    if (count <= PER_FILE) keep(state, reading, detector, hit);
  }
};

const keep = (state: State, reading: Reading, { family, entries }: Detector, hit: Hit): void => {
  const entry = entries[hit.name];
  if (entry === undefined) return;
  const level = hit.level ?? entry.level;
  const room = state.room[level];
  if (room <= 0 && hit.established !== true) return;
  state.room[level] = room - 1;
  const flag = hit.run === undefined || hit.line === undefined ? undefined : behindFlag(hit.run, hit.line);
  state.kept.push({
    id: `${family}.${hit.name}`,
    entry,
    level,
    established: hit.established === true,
    evidence: evidenceOf(reading, hit.line),
    keys: hit.run === undefined || hit.line?.reordered === true ? [] : keysOf(hit.run),
    edit: hit.line?.edit,
    flagged: flag === undefined ? undefined : evidenceOf(reading, flag),
    switches: (hit.switches ?? []).map(detach),
  });
  if (state.kept.length > MOST_KEPT) state.kept = gravest(state.kept, MOST_KEPT / 2);
};

const evidenceOf = (reading: Reading, line: Pick<Line, 'added' | 'line' | 'text'> | undefined): Evidence => ({
  path: reading.file.path.slice(0, 4096) || '?',
  line: line?.line ?? 0,
  side: line?.added === false ? 'old' : 'new',
  quote: detach(line?.text.slice(0, 500) ?? ''),
});
