import type { Examined } from '../../app/doctor.ts';
import type { Screen } from './helpers.ts';
import { type Load, render } from './render.ts';
import type { Cell } from './table.ts';

type Thing = Examined['things'][number];

/** `rampart doctor`: a line for each thing, what to do for each that is not well, and which secrets are there. */
export const doctorText = ({ ok, things }: Examined, load: Load, screen: Screen): Promise<string> => {
  const values = {
    rows: things.map(rowOf),
    todo: things.flatMap(({ name, hint }) => (hint === undefined ? [] : [`${name}: ${hint}`])),
    secrets: secretsOf(things).map(({ name, needed, set }): Cell[] => [
      set ? { text: '✓', tone: 'good' } : needed ? { text: '✗', tone: 'bad' } : { text: '·', tone: 'dim' },
      name,
      set ? 'is set' : needed ? 'is not set, and is needed' : 'is not set, and may not be needed',
    ]),
    verdict: ok ? 'Nothing here fails.' : 'Not everything here works.',
    well: ok,
  };
  return render('doctor.txt', values, load, screen);
};

const rowOf = ({ what, name, place = '', state, says }: Thing): Cell[] => [
  MARKS[state],
  what,
  { text: name, tone: 'strong' },
  [place, says].filter(Boolean).join(' · '),
];

const MARKS = {
  works: { text: '✓', tone: 'good' },
  silent: { text: '·', tone: 'warn' },
  absent: { text: '·', tone: 'dim' },
  fails: { text: '✗', tone: 'bad' },
} as const;

const secretsOf = (things: readonly Thing[]): NonNullable<Thing['secrets']> => [
  ...new Map(things.flatMap(({ secrets = [] }) => secrets.map((one) => [one.name, one] as const))).values(),
];
