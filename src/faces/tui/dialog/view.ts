import { widthOf } from '../../text/width.ts';
import { terminal } from '../../text/escape.ts';
import { fieldSaid } from '../field/view.ts';
import { fit, flowing, type Line } from '../line.ts';
import type { Dialog } from './state.ts';

export const dialogLines = (dialog: Dialog, columns: number): readonly Line[] => {
  const { title, effect, entries, on, sure, missing } = dialog;
  return [
    fit([{ text: '─'.repeat(columns), tone: 'dim' }], columns),
    ...flowing('', { text: title, tone: 'strong' }, columns),
    ...effect.flatMap((line) => flowing('  ', line, columns)),
    ...entries.map((entry, at) => {
      const here = at === on && !sure;
      const label = `${here ? '› ' : '  '}${entry.label}: `;
      const room = Math.max(4, columns - widthOf(terminal(label)));
      return fit(
        [{ text: label, tone: here ? 'strong' : 'dim' }, ...(here ? fieldSaid(entry.field, room) : [entry.field.text])],
        columns,
      );
    }),
    ...(missing === '' ? [] : flowing('  ', { text: missing, tone: 'warn' }, columns)),
    ...flowing(
      '  ',
      { text: sure ? 'Do it?  y yes · n no, change something · esc leave it' : HINT, tone: sure ? 'strong' : 'dim' },
      columns,
    ),
  ];
};

const HINT = 'enter go on · tab next field · esc leave it';
