import { codeLines, decides, isHead, type Detector, type Entry, type Hit, insideNew, replaces } from './detector.ts';
import { ACCESS, CRYPTO, type Domain, own, place, SIGN_IN, weight } from './domain.ts';
import type { Line, Reading, Run } from './reading.ts';
import {
  asks,
  isAgreed,
  isDecider,
  isPresence,
  keepsSecret,
  livesOn,
  onlyTells,
  otherOwner,
  passesOn,
  rules,
} from './shapes.ts';
import { ABOUT, DOES } from './words.ts';

const answer = 'Show that who may do or see what, and how that is proven, stays the same for every caller.';

const entries = {
  access: { area: 'security', level: 'critical', why: 'A decision about who may do or see what changes.', answer },
  'sign-in': {
    area: 'security',
    level: 'critical',
    why: 'How a person or a client proves who they are changes.',
    answer,
  },
  crypto: {
    area: 'security',
    level: 'critical',
    why: 'How something is hashed, signed, encrypted or verified changes.',
    answer,
  },
  nearby: {
    area: 'security',
    level: 'medium',
    why: 'Code of a sign-in or permission path changes, with no decision in sight.',
    answer,
  },
  screen: {
    area: 'interface',
    level: 'medium',
    why: 'A screen shows or hides by permission or sign-in state.',
    answer: 'Show that the server decides and the screen only mirrors it.',
  },
} as const satisfies Record<string, Entry>;

const SUBJECTS: readonly (readonly [keyof typeof entries, Domain])[] = [
  ['access', ACCESS],
  ['sign-in', SIGN_IN],
  ['crypto', CRYPTO],
];

const ALL_WORDS = [ACCESS, SIGN_IN, CRYPTO].reduce((mask, domain) => mask | domain.strong | domain.weak, 0);
const ALL_STRONG = [ACCESS, SIGN_IN, CRYPTO].reduce((mask, domain) => mask | domain.strong, 0);
const TURNS =
  DOES.when |
  DOES.compares |
  DOES.logic |
  DOES.negates |
  DOES.quotes |
  DOES.empty |
  DOES.verifies |
  DOES.denies |
  DOES.returns;

/** The subject stands in the part of the line that stayed, and what changed neither is about it nor turns it. */
const isBeside = ({ edit }: Line): boolean =>
  edit !== undefined && !edit.literal && (edit.about & ALL_WORDS) === 0 && (edit.does & TURNS) === 0;

/** A line that can change an outcome: it decides, compares, verifies, or hands other values to a call. */
const matters = (line: Line, run: Run): boolean =>
  !isBeside(line) &&
  (decides(line) ||
    CONSTANT.test(line.text.slice(0, 200)) ||
    (line.does & (DOES.verifies | DOES.denies)) !== 0 ||
    (replaces(run) && (line.does & (DOES.calls | DOES.assigns)) !== 0));

/** A setting that is spelt as one: all capitals, given a value. */
const CONSTANT = /^\s*[A-Z][A-Z0-9_]{3,80}\s*(?::[\w [\]]{1,40})?=[^=]/;

/** What is kept of a person between two requests. */
const SESSION =
  /\bsession(?:\(\))?(?:\[[^\]]{1,60}\]\s*=[^=]|(?:\.|->)(?:set|put|store|forget|clear|regenerate|invalidate)\w{0,20}\()/;

const OUTPUT = /^\s*["']\w{1,80}["']\s*(?::|=>)/;

/** A query or a condition that no longer asks whose the thing is. */
const losesTenant = (line: Line): boolean =>
  line.edit !== undefined &&
  (line.edit.gone & ABOUT.tenant) !== 0 &&
  (line.edit.come & ABOUT.tenant) === 0 &&
  (line.edit.does & (DOES.logic | DOES.compares)) !== 0 &&
  (line.edit.does & DOES.empty) === 0;

const strongest = (reading: Reading, run: Run, line: Line): readonly [keyof typeof entries, number] => {
  let best: readonly [keyof typeof entries, number] = ['nearby', 0];
  for (const [name, domain] of SUBJECTS) {
    const total = weight(reading, run, line, domain);
    if (total > best[1]) best = [name, total];
  }
  return best;
};

/** Whether the diff itself shows it: a decision that was there is not there as it was. */
const shows = (line: Line, run: Run): boolean => {
  const { edit } = line;
  if (!replaces(run) || edit?.names || edit?.prose || edit?.glue) return false;
  if (edit === undefined) return decides(line) && run.removed.length <= 8;
  const turned = (edit.does & (DOES.logic | DOES.compares | DOES.negates)) !== 0;
  return (
    (decides(line) && turned) || ((edit.about & ALL_STRONG) !== 0 && (line.does & (DOES.verifies | DOES.calls)) !== 0)
  );
};

/** What proves a person or keeps a secret, where it is declared rather than decided. */
const byProof = (reading: Reading, run: Run, line: Line): Hit | undefined => {
  if (reading.file.status !== 'modified' || insideNew(run, line) || line.edit?.names) return undefined;
  if (keepsSecret(line)) return { name: 'crypto', line, run };
  if (!replaces(run)) return undefined;
  if (livesOn(reading, run.hunk.section, line)) return { name: 'sign-in', line, run };
  const signsIn = (reading.place.about & ABOUT.signIn) !== 0;
  return signsIn && isAgreed(line) ? { name: 'sign-in', line, run } : undefined;
};

/** What the shape of a name or the file's own name tells, where single words are too common to. */
const byShape = (reading: Reading, run: Run, line: Line, decider: boolean): Hit | undefined => {
  if (line.edit?.prose || line.edit?.glue || isHead(line)) return undefined;
  if (otherOwner(line)) return { name: 'access', line, run };
  const proven = byProof(reading, run, line);
  if (proven !== undefined) return proven;
  const ruled = decider && rules(line) && !isPresence(line) && !passesOn(line);
  if (!ruled && !asks(line)) return undefined;
  if (reading.file.status === 'deleted') return undefined;
  if (reading.file.status === 'added') return ruled ? { name: 'access', line, run, level: 'high' } : undefined;
  if (insideNew(run, line)) return undefined;
  return isBeside(line) && !ruled ? undefined : { name: 'access', line, run };
};

const byWords = (reading: Reading, run: Run, line: Line): Hit | undefined => {
  const words = (line.about | reading.place.about) & ALL_WORDS;
  if (words === 0 && line.edit === undefined) return undefined;
  if (isHead(line) && !replaces(run)) return undefined;
  if (reading.place.layer === 'server' && losesTenant(line)) return { name: 'access', line, run, established: true };
  const [name, total] = strongest(reading, run, line);
  const near = Math.max(...SUBJECTS.map(([, domain]) => place(reading, run, domain)));
  if (
    reading.place.layer === 'server' &&
    near >= 1 &&
    reading.file.status !== 'added' &&
    SESSION.test(line.text.slice(0, 300))
  )
    return { name: 'sign-in', line, run };
  if (total < 3) return near >= 2 && (replaces(run) || decides(line)) ? { name: 'nearby', line, run } : undefined;
  if (reading.place.layer === 'screen') return { name: 'screen', line, run, level: decides(line) ? 'medium' : 'low' };
  if (!matters(line, run) || (OUTPUT.test(line.text.slice(0, 200)) && !decides(line)))
    return near + total >= 4 ? { name: 'nearby', line, run } : undefined;
  if (own(line, CRYPTO) === 3 && CONSTANT.test(line.text.slice(0, 200)))
    return { name: 'crypto', line, run, established: true };
  const isNew = insideNew(run, line) || reading.file.status === 'added';
  if (isNew) return { name, line, run, level: near >= 3 && decides(line) ? 'high' : 'medium' };
  if (near === 0 && !decides(line) && total < 4) return { name: 'nearby', line, run };
  return {
    name,
    line,
    run,
    established: total >= 5 && near >= 1 && shows(line, run),
  };
};

/** Words first; a shape speaks up where they found no decision. */
const judge = (reading: Reading, run: Run, line: Line, decider: boolean): Hit | undefined => {
  const found = byWords(reading, run, line);
  const weak = found === undefined || found.name === 'nearby' || found.level !== undefined;
  return weak && reading.place.layer === 'server' ? (byShape(reading, run, line, decider) ?? found) : found;
};

export const security: Detector = {
  family: 'security',
  entries,
  look: (reading) => {
    const layer = reading.place.layer;
    if (layer !== 'server' && layer !== 'screen') return [];
    const decider = layer === 'server' && isDecider(reading);
    const hits: Hit[] = [];
    for (const [line, run] of codeLines(reading)) {
      if (onlyTells(run)) continue;
      const hit = judge(reading, run, line, decider);
      if (hit !== undefined) hits.push(hit);
    }
    return hits;
  },
};
