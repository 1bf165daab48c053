import type { Watched } from '../../../app/executor/watched.ts';
import { STANDING } from '../standing.ts';
import { humanDuration, percentInWords, sentence } from '../words.ts';

export type Step = {
  readonly id: string;
  /** Empty where it is for those named in it alone: their share of everyone says nothing. */
  readonly percent: string;
  readonly is: 'over' | 'now' | 'ahead' | 'left';
  /** How much of its soak is over, 0 to 1. */
  readonly done: number;
  readonly word: string;
};

/** The phases as steps. After a rollback the one that it came from is marked, and none is the present one. */
export const stepsOf = ({ phases, soak, turnedBackAt }: Watched): readonly Step[] => {
  const turned = phases.findIndex(({ id }) => id === turnedBackAt);
  return phases.map(({ id, percent, is }, nth) => {
    const left = turned >= 0 && nth <= turned && is !== 'now';
    const state = left ? 'left' : is;
    return {
      id,
      percent: percent === 0 ? '' : percentInWords(percent),
      is: state,
      done: state === 'over' ? 1 : state === 'now' ? shareOf(soak) : 0,
      word: turned === nth ? 'rolled back from here' : WORD[state],
    };
  });
};

const WORD: Readonly<Record<Step['is'], string>> = { over: 'over', now: 'now', ahead: 'ahead', left: 'taken back' };

const shareOf = (soak: Watched['soak']): number =>
  soak === undefined || soak.ofMs === 0 ? 0 : Math.min(1, soak.doneMs / soak.ofMs);

/** Where it is, in one sentence. */
export const whereInWords = ({ phases, phase, percent, soak }: Watched): string => {
  const at = phases.findIndex(({ id }) => id === phase);
  const share = reachInWords(percent, phases[at]?.percent);
  if (at < 0) return `${share}.`;
  const soaked =
    soak === undefined || soak.ofMs === 0
      ? ''
      : `, soaked ${humanDuration(soak.doneMs)} of ${humanDuration(soak.ofMs)}`;
  return `${share}, phase ${at + 1} of ${phases.length}${soaked}.`;
};

/** A ring that has it whole is not everyone: what a flag reaches counts rings, what a phase is for counts people. */
const reachInWords = (reaches: number, percent: number | undefined): string => {
  if (reaches === 0) return 'Nobody has it';
  return percent !== undefined && percent < reaches
    ? `Its rings have it, and ${percentInWords(percent)} of everyone else`
    : `${percentInWords(reaches)} of everyone`;
};

/** What somebody who listens is told when it changes: not each minute of a soak. */
export const standInWords = ({ id, status, phase, percent }: Watched): string =>
  `${id}: ${STANDING[status].word}, ${percentInWords(percent)}${phase === undefined ? '' : `, in ${phase}`}`;

/** What comes next, and when; undefined where nothing does. */
export const nextInWords = (watched: Watched, moment: (atMs: number) => string): string | undefined => {
  const { next, nextPercent, earliestMs, checks } = watched;
  if (next === undefined) return undefined;
  const share = nextPercent === undefined ? next : `${percentInWords(nextPercent)} (${next})`;
  if (earliestMs !== undefined) return `Next: ${share}, ${moment(earliestMs)} at the earliest.`;
  const open = checks.filter(({ verdict }) => verdict !== 'pass').length;
  return `Next: ${share}, when ${open === 1 ? 'one thing has' : `${open} things have`} passed.`;
};

/** `soak`, `window`, `approval`: the gate's name as the beginning of a line. */
export const gateInWords = (what: string): string => sentence(what.replaceAll('-', ' '));
