import { BLANK, cell, fit, flowing, type Line, type Said, type Size } from '../line.ts';
import { commandOf, inputOf } from './answers.ts';
import type { FileShown, SetUp } from './state.ts';

const FATES: Readonly<Record<FileShown['is'], Said>> = {
  new: { text: '+ new', tone: 'good' },
  changed: { text: '+ added to', tone: 'good' },
  replaced: { text: '! replaced', tone: 'warn' },
  same: { text: '✓ the same', tone: 'dim' },
  left: { text: '· left', tone: 'warn' },
};

/** Every file and what becomes of it, the text of the chosen one, and the command that does the same. */
export const reviewLines = (setUp: SetUp, { columns, rows }: Size): readonly Line[] => {
  if (inputOf(setUp) === undefined) return flowing('', 'Nothing was chosen that would be written.', columns);
  const { files, row, scroll, next } = setUp;
  if (files === undefined) return [];
  const chosen = files[row];
  const list = files.map((file, at) => fileLine(file, at === row, columns));
  const foot = [
    BLANK,
    ...next
      .slice(0, 4)
      .flatMap((one, at) =>
        flowing({ text: at === 0 ? 'then     ' : '         ', tone: 'dim' }, one, columns).slice(0, 2),
      ),
    ...flowing({ text: 'the same ', tone: 'dim' }, commandOf(setUp), columns).slice(0, 3),
  ];
  const room = Math.max(0, rows - list.length - foot.length - 1);
  return [...list, BLANK, ...(chosen ? textLines(chosen, scroll, { columns, rows: room }) : []), ...foot];
};

const fileLine = ({ path, is, why }: FileShown, isChosen: boolean, columns: number): Line =>
  fit(
    [
      isChosen ? { text: '› ', tone: 'strong' } : '  ',
      cell(FATES[is], 12),
      { text: path, tone: isChosen ? 'strong' : undefined },
      { text: is === 'left' ? `  ${why}` : '', tone: 'dim' },
    ],
    columns,
  );

/** Only what is seen is laid out. */
const textLines = ({ text }: FileShown, scroll: number, { columns, rows }: Size): readonly Line[] => {
  const lines = text.trimEnd().split('\n');
  const from = Math.max(0, Math.min(scroll, lines.length - rows));
  return lines
    .slice(from, from + rows)
    .map((line) => fit([{ text: '│ ', tone: 'dim' }, line.replaceAll('\t', '  ')], columns));
};
