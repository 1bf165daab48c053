import type { FileClass, FileDiff } from '../change/change.ts';
import { type Level, oneDown, rank } from '../values/level.ts';
import { LASTING } from '../values/area.ts';
import { type Breadth, breadthName, newBreadth, widen } from './breadth.ts';
import { defines, type Entry, type Hit } from './detector.ts';
import { behindFlag } from './behind.ts';
import { type Codemods, createCodemods, type Edit } from './edits.ts';
import { DETECTORS, SIGNALS } from './index.ts';
import { createMoves, keysOf, type Moves } from './moves.ts';
import type { Layer } from './places.ts';
import { noteSettings } from './settings.ts';
import { type TeamHit, teamHits, type TeamRule, type TeamRules } from './team-rules.ts';
import { type Line, read, type Reading } from './reading.ts';
import type { Evidence, Mitigation, Signal } from './signal.ts';

/** What the whole change looks like, counted while its files went by. */
export type Facts = {
  readonly analysed: number;
  readonly classes: Readonly<Record<string, number>>;
  /** Lines of shipped code that are neither comment nor import nor format, by where their file stands. */
  readonly live: Readonly<Partial<Record<Layer, number>>>;
  readonly added: number;
  readonly removed: number;
  readonly movedAway: number;
  readonly renamed: number;
  readonly unread: readonly { readonly path: string; readonly why: string }[];
  readonly unreadMore: number;
  readonly struckLines: number;
};

export type Findings = { readonly signals: readonly Signal[]; readonly mitigations: readonly Mitigation[]; readonly facts: Facts; /** Rules of the team that apply, each once. */ readonly team: readonly TeamRule[] };

export type Analysis = { readonly see: (file: FileDiff) => void; readonly finish: () => Findings };

type Kept = {
  readonly id: string;
  readonly entry: Entry;
  readonly level: Level;
  readonly established: boolean;
  readonly evidence: Evidence;
  readonly keys: readonly number[];
  readonly edit: Edit | undefined;
  readonly flagged: Evidence | undefined;
  readonly switches: readonly string[];
};

type State = {
  readonly moves: Moves;
  readonly codemods: Codemods;
  readonly breadth: Breadth;
  readonly classes: Record<string, number>;
  readonly live: Partial<Record<Layer, number>>;
  readonly unread: { path: string; why: string }[];
  readonly settings: Map<string, Evidence>;
  unreadMore: number;
  kept: Kept[];
  analysed: number;
  added: number;
  removed: number;
  struckLines: number;
  readonly team: Set<TeamRule>;
};

const MOST_KEPT = 4000;
const MOST_SHOWN = 500;
const PER_FILE = 3;

/** One pass over the files of a change; what is remembered between them has a fixed size. */
export const createAnalysis = (rules: TeamRules = []): Analysis => {
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
    struckLines: 0,
    team: new Set(),
  };
  return { see: (file) => see(state, file, rules), finish: () => finish(state) };
};

const STRUCK: ReadonlySet<FileClass> = new Set(['test', 'fixture', 'snapshot', 'docs', 'tooling', 'ci', 'generated', 'vendored', 'lockfile']);

const see = (state: State, file: FileDiff, rules: TeamRules): void => {
  state.analysed += 1;
  for (const hit of teamHits(rules, file)) keepTeam(state, file, hit);
  state.classes[file.class] = (state.classes[file.class] ?? 0) + 1;
  noteUnread(state, file);
  if (STRUCK.has(file.class)) return;
  const reading = read(file);
  state.live[reading.place.layer] = (state.live[reading.place.layer] ?? 0) + reading.live;
  state.added += reading.liveAdded;
  state.removed += reading.liveRemoved;
  state.moves.see(reading);
  widen(state.breadth, reading);
  for (const run of reading.runs) for (const line of run.added) if (line.edit !== undefined) state.codemods.see(line.edit, defines(line));
  noteSettings(state.settings, reading);
  for (const detector of DETECTORS) {
    const counts = new Map<string, number>();
    for (const hit of detector.look(reading)) keep(state, reading, detector.family, hit, counts);
  }
};

const noteUnread = (state: State, file: FileDiff): void => {
  if (IMAGES.test(file.path) && file.binary) return;
  const harmless = file.class !== 'shipped' && file.class !== 'generated' && file.class !== 'vendored';
  const why = file.unread ?? (file.binary && !harmless && !IMAGES.test(file.path) ? 'binary' : undefined);
  if (why === undefined) return;
  if (state.unread.length < 1000) state.unread.push({ path: file.path, why });
  else state.unreadMore += 1;
};

const IMAGES = /\.(?:png|jpe?g|gif|webp|ico|woff2?|ttf|otf|eot|mp[34]|webm|pdf|avif)$/i;

const keep = (state: State, reading: Reading, family: string, hit: Hit, counts: Map<string, number>): void => {
  const id = `${family}.${hit.name}`;
  const entry = SIGNALS.get(id);
  if (entry === undefined) return;
  const level = hit.level ?? entry.level;
  const count = (counts.get(`${id} ${level}`) ?? 0) + 1;
  counts.set(`${id} ${level}`, count);
  if (count > PER_FILE) return;
  const flag = hit.run === undefined || hit.line === undefined ? undefined : behindFlag(hit.run, hit.line);
  state.kept.push({
    id,
    entry,
    level,
    established: hit.established === true,
    evidence: evidenceOf(reading, hit.line),
    keys: hit.run === undefined || hit.line?.reordered === true ? [] : keysOf(hit.run),
    edit: hit.line?.edit,
    flagged: flag === undefined ? undefined : evidenceOf(reading, flag),
    switches: hit.switches ?? [],
  });
  if (state.kept.length > MOST_KEPT) state.kept = gravest(state.kept, MOST_KEPT / 2);
};

/** A rule with a floor is a fact like any other, and nobody's suspicion: the team has said so. */
const keepTeam = (state: State, file: FileDiff, { rule, line, side, text }: TeamHit): void => {
  if (state.team.has(rule)) return;
  state.team.add(rule);
  if (rule.floor === undefined) return;
  state.kept.push({
    id: `team.${rule.name}`,
    entry: { area: rule.area ?? 'process', level: rule.floor, why: rule.why, answer: 'Ask the owner of the rule.' },
    level: rule.floor,
    established: true,
    evidence: { path: file.path.slice(0, 4096) || '?', line, side, quote: text.slice(0, 500) },
    keys: [],
    edit: undefined,
    flagged: undefined,
    switches: [],
  });
};

const evidenceOf = (reading: Reading, line: Pick<Line, 'added' | 'line' | 'text'> | undefined): Evidence => ({
  path: reading.file.path.slice(0, 4096) || '?',
  line: line?.line ?? 0,
  side: line?.added === false ? 'old' : 'new',
  quote: line?.text.slice(0, 500) ?? '',
});

const gravest = (kept: readonly Kept[], most: number): Kept[] =>
  kept.toSorted((a, b) => rank(b.level) - rank(a.level) || Number(b.established) - Number(a.established)).slice(0, most);

const finish = (state: State): Findings => {
  let movedAway = 0;
  let renamed = 0;
  const stays: Kept[] = [];
  for (const one of state.kept) {
    if (state.moves.moved(one.keys)) movedAway += 1;
    else if (isCodemod(state, one)) renamed += 1;
    else stays.push(settled(state, one));
  }
  const wide = breadthSignal(state, movedAway + renamed, stays.length);
  const sweep = state.breadth.rewritten >= SWEEP;
  const shown = gravest(sweep ? stays.map(inSweep) : stays, MOST_SHOWN - 1);
  return {
    signals: [...(wide === undefined ? [] : [wide]), ...shown.map(signalOf)],
    mitigations: shown.flatMap((one) => (one.flagged === undefined ? [] : [{ id: 'flag.guarded', evidence: one.flagged, why: 'Runs only where a flag is on.' }])),
    team: [...state.team],
    facts: {
      analysed: state.analysed,
      classes: state.classes,
      live: state.live,
      added: state.added,
      removed: state.removed,
      movedAway,
      renamed,
      unread: state.unread,
      unreadMore: state.unreadMore,
      struckLines: state.struckLines,
    },
  };
};

/** From this many rewritten files on, one suspicious line says more about the sweep than about its subject. */
const SWEEP = 20;
const WITNESSES = new Set(['migration', 'dependency', 'contract', 'infrastructure', 'exposure']);

const inSweep = (one: Kept): Kept =>
  WITNESSES.has(one.entry.area) ? one : { ...one, established: false, level: one.level === 'critical' ? 'high' : one.level };

/** What is certain now that the whole change went by: whether its switch is new, and whether it was done over and over. */
const settled = (state: State, one: Kept): Kept => {
  const flagged = one.flagged ?? one.switches.map((name) => state.settings.get(name)).find((found) => found !== undefined);
  const times = one.edit === undefined ? 0 : state.codemods.times(one.edit.mark);
  if (times >= 3 && !one.edit?.prose) return { ...one, flagged, established: false, level: oneDown(one.level) };
  return { ...one, flagged };
};

/** The same names swapped over and over are a rename; any other edit made so often is a codemod, unless it is established. */
const isCodemod = (state: State, one: Kept): boolean => {
  if (one.edit === undefined || one.edit.mark === 0) return false;
  const times = state.codemods.times(one.edit.mark);
  if (one.edit.names) return times >= (state.codemods.defined(one.edit.mark) ? 2 : 4);
  return times >= (one.edit.glue ? 3 : 6);
};

const signalOf = (one: Kept): Signal => ({
  id: one.id,
  area: one.entry.area,
  level: one.flagged === undefined ? one.level : behind(one),
  certainty: one.established ? 'established' : 'suspected',
  evidence: one.evidence,
  why: one.entry.why,
});

const behind = (one: Kept): Level => {
  const down = oneDown(one.level);
  return LASTING.includes(one.entry.area) && rank(down) < rank('medium') && rank(one.level) >= rank('medium') ? 'medium' : down;
};

/** Where most of what was found turned out to be moved or renamed, breadth says nothing. */
const breadthSignal = (state: State, mechanical: number, real: number): Signal | undefined => {
  const name = breadthName(state.breadth);
  const widest = state.breadth.widest;
  if (name === undefined || widest === undefined || mechanical > real) return undefined;
  const entry = SIGNALS.get(`core-path.${name}`);
  if (entry === undefined) return undefined;
  return {
    id: `core-path.${name}`,
    area: entry.area,
    level: entry.level,
    certainty: 'suspected',
    evidence: { path: widest.path.slice(0, 4096), line: widest.line.line, side: 'old', quote: widest.line.text.slice(0, 500) },
    why: entry.why,
  };
};
