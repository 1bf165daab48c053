import { widthOf } from '../../text/width.ts';
import type { Hint } from '../key.ts';
import { BLANK, fit, flowing, type Line, type Said } from '../line.ts';

/** The last line: `a approve · p pause · ? keys`. What does not fit is under `?`, so that always stays. */
export const hintLines = (hints: readonly Hint[], columns: number): readonly Line[] => {
  const last = hints.slice(-2);
  const first = hints.slice(0, -2);
  let kept = first.length;
  while (kept > 0 && lengthOf([...first.slice(0, kept), ...last]) > columns) kept -= 1;
  const said = [...first.slice(0, kept), ...last].flatMap(({ key, does }, at): Said[] => [
    { text: at === 0 ? '' : GAP, tone: 'dim' },
    { text: key, tone: 'strong' },
    { text: ` ${does}`, tone: 'dim' },
  ]);
  return [fit(said, columns)];
};

const GAP = ' · ';

const lengthOf = (some: readonly Hint[]): number =>
  some.reduce((sum, { key, does }) => sum + widthOf(`${key} ${does}`) + GAP.length, -GAP.length);

/** `?`: all keys of this pane, one a line. */
export const keyLines = (hints: readonly Hint[], columns: number): readonly Line[] => [
  fit([{ text: 'Keys here', tone: 'strong' }], columns),
  BLANK,
  ...hints.flatMap(({ key, does }) => flowing({ text: `  ${key.padEnd(10)}`, tone: 'strong' }, does, columns)),
];
