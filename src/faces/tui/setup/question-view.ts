import { fieldSaid } from '../field/view.ts';
import { BLANK, cell, fit, flowing, type Line, type Size } from '../line.ts';
import { type Answer, answersTo, chosenIn, fieldFor } from './answers.ts';
import type { Question, SetUp } from './state.ts';

/** The answers there are, and of the chosen one where it is and what lets us in. */
export const questionLines = (question: Question, setUp: SetUp, { columns, rows }: Size): readonly Line[] => {
  const answers = answersTo(question, setUp);
  const row = setUp.chosen[question];
  const chosen = chosenIn(question, setUp);
  const below = chosen ? [BLANK, ...chosenLines(question, chosen, setUp, columns)] : [];
  const room = Math.max(3, rows - below.length);
  const from = Math.max(0, Math.min(row - Math.floor(room / 2), answers.length - room));
  const width = Math.min(Math.floor(columns / 2), 2 + Math.max(...answers.map(({ name }) => name.length)));
  return [
    ...answers.slice(from, from + room).map((answer, at) => answerLine(answer, from + at === row, width, columns)),
    ...below,
  ];
};

const answerLine = ({ name, about, found }: Answer, isChosen: boolean, width: number, columns: number): Line =>
  fit(
    [
      isChosen ? { text: '› ', tone: 'strong' } : '  ',
      cell({ text: name, tone: isChosen ? 'strong' : undefined }, width),
      ...(found === '' ? [] : [{ text: `✓ ${found}  `, tone: 'good' as const }]),
      { text: about, tone: 'dim' },
    ],
    columns,
  );

const chosenLines = (
  question: Question,
  { about, place, secrets = [] }: Answer,
  setUp: SetUp,
  columns: number,
): readonly Line[] => {
  const typed = fieldFor(question, setUp);
  if (!place || !typed) return flowing('', { text: about, tone: 'dim' }, columns);
  const label = setUp.typing ? '› where: ' : '  where: ';
  const room = Math.max(4, columns - label.length);
  const said = setUp.typing
    ? fieldSaid(typed.field, room)
    : [typed.field.text || { text: 'not said', tone: 'dim' as const }];
  return [
    fit([{ text: label, tone: setUp.typing ? 'strong' : 'dim' }, ...said], columns),
    ...flowing('         ', { text: `${place.what}, such as ${place.example}`, tone: 'dim' }, columns),
    ...secrets.flatMap(({ name, needed, set }) =>
      flowing(
        set ? { text: '  ✓ ', tone: 'good' } : { text: needed ? '  ! ' : '  · ', tone: needed ? 'warn' : 'dim' },
        `${name} ${set ? 'is set' : needed ? 'is not set, and is needed' : 'is not set, and may not be needed'}`,
        columns,
      ),
    ),
  ];
};
