import { LASTING } from '../values/area.ts';
import { type Level, LEVELS, oneDown, rank } from '../values/level.ts';
import { breadthName } from './breadth.ts';
import { ACCESS, CRYPTO, SIGN_IN } from './domain.ts';
import { type Findings, gravest, type Kept, type State } from './kept.ts';
import { SIGNALS } from './index.ts';
import type { Signal } from './signal.ts';

const MOST_SHOWN = 500;

/** What the findings come to once the whole change went by: what was moved, renamed or done by a codemod is struck now. */
export const settle = (state: State): Findings => {
  let movedAway = 0;
  let renamed = 0;
  const stays: Kept[] = [];
  for (const one of state.kept) {
    if (state.moves.moved(one.keys)) movedAway += 1;
    else if (isCodemod(state, one)) renamed += 1;
    else stays.push(settled(state, one));
  }
  stays.push(...crowdedOut(state, stays));
  const wide = breadthSignal(state, movedAway + renamed, stays.length);
  const sweep = state.breadth.rewritten >= SWEEP;
  const bump = stays.some((one) => one.id.startsWith('dependency.') && one.level === 'high');
  const weighed = sweep ? stays.map(inSweep) : bump ? stays.map(adapted) : stays;
  const shown = gravest(weighed, MOST_SHOWN - 1 - state.own.signals().length);
  return {
    signals: [...state.own.signals(), ...(wide === undefined ? [] : [wide]), ...shown.map(signalOf)],
    mitigations: shown.flatMap((one) =>
      one.flagged === undefined
        ? []
        : [{ id: 'flag.guarded', evidence: one.flagged, why: 'Runs only where a flag is on.' }],
    ),
    team: state.team.hits(),
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
      struck: state.struck,
    },
  };
};

/** From this many rewritten files on, one suspicious line says more about the sweep than about its subject. */
const SWEEP = 20;
const WITNESSES = new Set(['migration', 'dependency', 'contract', 'infrastructure', 'exposure']);

/** Beside a new release of a library, one name for another is how its callers follow; the release is the risk. */
const adapted = (one: Kept): Kept =>
  one.level === 'critical' && !one.established && one.edit?.names === true ? { ...one, level: 'high' } : one;

const inSweep = (one: Kept): Kept =>
  WITNESSES.has(one.entry.area)
    ? one
    : { ...one, established: false, level: one.level === 'critical' ? 'high' : one.level };

/** An edit made so often is a sweep; where its own words are about who may do what, it may still be one decision in many places. */
const OFTEN = 3;
const SUBJECTS = [ACCESS, SIGN_IN, CRYPTO].reduce((mask, { strong, weak }) => mask | strong | weak, 0);

/** Another name in many places, and nothing that gives it: another thing is used from now on, everywhere alike. */
const atMost = (level: Level, most: Level): Level => (rank(level) > rank(most) ? most : level);

/** What is certain now that the whole change went by: whether its switch is new, and whether it was done over and over. */
const settled = (state: State, one: Kept): Kept => {
  const flagged =
    one.flagged ?? one.switches.map((name) => state.settings.get(name)).find((found) => found !== undefined);
  const times = one.edit === undefined ? 0 : state.codemods.times(one.edit.mark);
  if (one.edit?.names && times > OFTEN)
    return { ...one, flagged, established: false, level: atMost(one.level, 'medium') };
  if (times < OFTEN || one.edit?.prose) return { ...one, flagged };
  const aimed = ((one.edit?.about ?? 0) & SUBJECTS) !== 0;
  return { ...one, flagged, established: false, level: aimed ? one.level : oneDown(one.level) };
};

/** Where more was found than could be kept, and all that was kept is struck, what was not kept may be real: one stands for it. */
const crowdedOut = (state: State, stays: readonly Kept[]): Kept[] =>
  LEVELS.flatMap((level) => {
    if (state.room[level] > 0 || stays.some((one) => one.level === level)) return [];
    return state.kept.find((one) => one.level === level) ?? [];
  });

/** The same names swapped over and over are a rename; any other edit made so often is a codemod, unless it is established. */
const isCodemod = (state: State, one: Kept): boolean => {
  if (one.edit === undefined || one.edit.mark === 0) return false;
  const times = state.codemods.times(one.edit.mark);
  if (one.edit.names) return times >= 2 && state.codemods.defined(one.edit.mark);
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
  return LASTING.includes(one.entry.area) && rank(down) < rank('medium') && rank(one.level) >= rank('medium')
    ? 'medium'
    : down;
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
    evidence: {
      path: widest.path.slice(0, 4096),
      line: widest.line.line,
      side: 'old',
      quote: widest.line.text.slice(0, 500),
    },
    why: entry.why,
  };
};
