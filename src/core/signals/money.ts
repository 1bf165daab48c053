import { codeLines, decides, isHead, type Detector, type Entry, type Hit, insideNew, replaces } from './detector.ts';
import { MONEY, own, place, weight } from './domain.ts';
import type { Line, Reading, Run } from './reading.ts';
import { isAddressee, isPresence, movesState, settlesAmount } from './shapes.ts';
import { ABOUT, DOES } from './words.ts';

const answer = 'Show that no amount, and no decision whether, when or how often money moves, can come out differently.';

const entries = {
  formula: { area: 'money', level: 'critical', why: 'An amount of money is computed differently.', answer },
  condition: {
    area: 'money',
    level: 'critical',
    why: 'A condition decides differently about charging, invoicing or crediting.',
    answer,
  },
  provider: {
    area: 'money',
    level: 'critical',
    why: 'What is sent to or taken from a payment provider changes.',
    answer,
  },
  state: {
    area: 'money',
    level: 'critical',
    why: 'The state of a payment, an invoice or a subscription is written differently.',
    answer,
  },
  nearby: {
    area: 'money',
    level: 'medium',
    why: 'Code that handles money changes, with no amount or condition in sight.',
    answer,
  },
  display: {
    area: 'money',
    level: 'medium',
    why: 'Money is listed or shown differently.',
    answer: 'Show that the amounts themselves stay the same.',
  },
} as const satisfies Record<string, Entry>;

const DISPLAYS = ABOUT.listing | ABOUT.display;

/** Screens, lists and serialisers show amounts that were computed elsewhere. */
const onlyShows = (reading: Reading): boolean =>
  reading.place.layer === 'screen' || (reading.place.layer === 'server' && (reading.place.about & DISPLAYS) !== 0);

/** A look at whether a value is there at all decides little by itself. */
const onlyPresence = (line: Line): boolean =>
  isPresence(line) ||
  isAddressee(line) ||
  ((line.does & DOES.empty) !== 0 &&
    (line.does & (DOES.compares | DOES.logic | DOES.returns | DOES.throws | DOES.denies | DOES.arithmetic)) === 0);

const STATE =
  /\.(?:\w{0,30}status|\w{0,30}state|active|paid|amount\w{0,20}|\w{1,30}_at|\w{1,30}At)\s*=[^=]|\b(?:status|state):/;

/** Something of a record is set. */
const ATTRIBUTE = /^\s*\w{1,60}\.\w{1,60}\s*=\s*(?:\d|true|false|null|nil|None|True|False)/;

const writesState = (line: Line): boolean =>
  !line.edit?.names && (savesBy(line) || movesState(line) || STATE.test(line.text.slice(0, 300)));

const savesBy = (line: Line): boolean =>
  (line.does & (DOES.writes | DOES.destroys)) !== 0 && (line.does & DOES.calls) !== 0;

/** The file's own name is about money, and a decision that was there comes out differently, whatever words it is made of. */
const turnsInPlace = (reading: Reading, run: Run, line: Line): boolean => {
  const does = line.edit?.does ?? 0;
  return (
    (does & (DOES.logic | DOES.compares | DOES.negates)) !== 0 &&
    (does & DOES.empty) === 0 &&
    (line.does & DOES.when) !== 0 &&
    (line.does & (DOES.compares | DOES.logic | DOES.negates)) !== 0 &&
    run.removed.length <= 4 &&
    decides(line) &&
    !isPresence(line) &&
    (reading.place.about & MONEY.strong) !== 0
  );
};

const ALL_WORDS = MONEY.strong | MONEY.weak;

const nameOf = (reading: Reading, run: Run, line: Line): keyof typeof entries | undefined => {
  if (((line.about | reading.place.about | run.around) & ALL_WORDS) === 0) return undefined;
  if (isHead(line)) return undefined;
  const total = weight(reading, run, line, MONEY);
  const near = place(reading, run, MONEY);
  if (near >= 3 && ((line.edit?.does ?? 0) & (DOES.arithmetic | DOES.rounds)) !== 0) return 'formula';
  if (near >= 2 && replaces(run) && ATTRIBUTE.test(line.text.slice(0, 300)) && !line.edit?.names) return 'state';
  if (settlesAmount(line) && near >= 1 && !line.edit?.names) return 'formula';
  if (near >= 2 && total < 3 && turnsInPlace(reading, run, line)) return 'condition';
  if (total < 3) return near >= 2 && (replaces(run) || decides(line)) ? 'nearby' : undefined;
  if (
    (line.does & DOES.rounds) !== 0 &&
    (line.does & DOES.calls) !== 0 &&
    (line.about & (ABOUT.amount | ABOUT.money)) !== 0
  )
    return 'formula';
  if ((line.does & DOES.arithmetic) !== 0 && (line.about & (ABOUT.amount | ABOUT.money)) !== 0) return 'formula';
  if ((line.about & ABOUT.provider) !== 0 && (line.does & DOES.calls) !== 0) return 'provider';
  if (decides(line))
    return !onlyPresence(line) && (own(line, MONEY) === 3 || near >= 2 || total >= 4) ? 'condition' : 'nearby';
  if (writesState(line) && near >= 1 && own(line, MONEY) === 3) return 'state';
  return 'nearby';
};

/** Whether the diff itself shows it: a decision or a formula that was there is not there as it was. */
const shows = (name: string, { edit }: Line, run: Run): boolean => {
  if (!replaces(run) || edit?.names || edit?.prose || edit?.glue) return false;
  const turned =
    ((edit?.does ?? 0) & (DOES.logic | DOES.compares | DOES.negates | DOES.arithmetic | DOES.rounds)) !== 0;
  const small = run.removed.length <= 3 && run.added.length <= 3;
  return (name === 'formula' && (turned || small)) || (name === 'condition' && (turned || run.removed.length <= 8));
};

const judge = (reading: Reading, run: Run, line: Line): Hit | undefined => {
  const name = nameOf(reading, run, line);
  if (name === undefined) return undefined;
  if (onlyShows(reading))
    return { name: 'display', line, run, level: reading.place.layer === 'screen' ? 'low' : 'medium' };
  const isNew = insideNew(run, line) || reading.file.status === 'added';
  const near = place(reading, run, MONEY);
  if (name === 'nearby') return isNew && !replaces(run) ? undefined : { name, line, run };
  if (reading.file.status === 'added' && name !== 'formula' && name !== 'provider')
    return { name: 'nearby', line, run };
  const established = !isNew && near >= 2 && own(line, MONEY) === 3 && shows(name, line, run);
  const mild = isNew && (name === 'condition' || (name === 'state' && near < 3));
  return { name, line, run, established, ...(mild ? { level: 'medium' as const } : {}) };
};

export const money: Detector = {
  family: 'money',
  entries,
  look: (reading) => {
    const layer = reading.place.layer;
    if ((layer !== 'server' && layer !== 'screen') || (reading.about & ALL_WORDS) === 0) return [];
    const hits: Hit[] = [];
    for (const [line, run] of codeLines(reading)) {
      const hit = judge(reading, run, line);
      if (hit !== undefined) hits.push(hit);
    }
    return hits;
  },
};
