import { formatPercent } from '../../../core/values/percent.ts';
import { fit, type Line, type Said } from '../line.ts';

export type Rung = { readonly percent: number; readonly is: 'over' | 'now' | 'ahead'; readonly label?: string };

type Climb = {
  readonly rungs: readonly Rung[];
  /** Of the soak of the phase that is on, 0 to 1. */
  readonly soaked: number;
  readonly turnedBack: boolean;
};

const CELLS = [10, 8, 6, 4, 3, 2, 1] as const;

/** `1 ████ 5 ████ 10 ██░░ 25 ░░░░`: what is over is full, what is on is as full as its soak, where it turned back is a cross. */
export const ladderLine = (climb: Climb, columns: number): Line => {
  const drawn = CELLS.map((cells) => rungsSaid(climb, cells));
  const fits = drawn.find((said) => lengthOf(said) <= columns) ?? around(climb);
  return fit(fits, columns);
};

const rungsSaid = ({ rungs, soaked, turnedBack }: Climb, cells: number): readonly Said[] =>
  rungs.flatMap((rung, at): Said[] => [
    { text: `${at === 0 ? '' : ' '}${nameOf(rung)} `, tone: rung.is === 'now' ? 'strong' : 'dim' },
    barOf(rung, cells, soaked, turnedBack),
  ]);

const nameOf = ({ percent, label }: Rung): string => label ?? formatPercent(percent);

const barOf = ({ is }: Rung, cells: number, soaked: number, turnedBack: boolean): Said => {
  if (is === 'now' && turnedBack) return { text: `✗${'░'.repeat(cells - 1)}`, tone: 'bad' };
  const full = is === 'over' ? cells : is === 'now' ? Math.floor(Math.min(1, soaked) * cells) : 0;
  return { text: '█'.repeat(full) + '░'.repeat(cells - full), tone: is === 'ahead' ? 'dim' : 'good' };
};

const lengthOf = (said: readonly Said[]): number =>
  said.reduce((sum, one) => sum + (typeof one === 'string' ? one : one.text).length, 0);

/** Where not even one cell each fits: the step that is on, and how many there are before and after it. */
const around = (climb: Climb): readonly Said[] => {
  const at = climb.rungs.findIndex(({ is }) => is === 'now');
  const rung = climb.rungs[Math.max(0, at)];
  const after = climb.rungs.length - Math.max(0, at) - 1;
  return [
    { text: at > 0 ? `${at} done · ` : '', tone: 'dim' },
    ...rungsSaid({ ...climb, rungs: rung ? [rung] : [] }, 4),
    { text: after > 0 ? ` · ${after} ahead` : '', tone: 'dim' },
  ];
};
