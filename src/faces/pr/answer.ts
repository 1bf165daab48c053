import { code, markdown } from '../text/escape-markdown.ts';

const BEGIN = '<!-- rampart-answer -->';
const END = '<!-- /rampart-answer -->';

/** A comment of ours with an answer in it, in place of the one that is there: news stands right below the headline. */
export const answered = (body: string, answer: string, maxLength: number): string => {
  const rest = withoutAnswer(body);
  const lines = answer.split('\n').map(inLine);
  const block = [BEGIN, `> ${lines.join(NEXT_LINE)}`, END, '', ''].join('\n');
  if (rest.length + block.length > maxLength) return rest;
  const place = placeIn(rest);
  return rest.slice(0, place) + block + rest.slice(place);
};

/** Not every host breaks a line where the text does. */
const NEXT_LINE = '\\\n> ';

/** What somebody may want to copy is shown as it is written. */
const inLine = (line: string): string => (line.startsWith('/rampart ') ? code(line) : markdown(line));

/** Of a comment that somebody has written otherwise: before its folds, or before the line that it is found by. */
const placeIn = (body: string): number => {
  const paragraph = body.indexOf('\n\n');
  const fold = body.indexOf('<details>');
  const marker = body.lastIndexOf('<!-- rampart {');
  const last = marker >= 0 ? marker : body.length;
  const first = fold >= 0 && fold < last ? fold : last;
  return paragraph >= 0 && paragraph + 2 <= first ? paragraph + 2 : first;
};

/** Ours stand on lines of their own; what somebody quotes never does. */
const withoutAnswer = (body: string): string => {
  const from = body.indexOf(`\n${BEGIN}\n`);
  const to = body.indexOf(`\n${END}\n`, from + 1);
  return from < 0 || to < 0 ? body : body.slice(0, from + 1) + body.slice(to + END.length + 2).replace(/^\n/, '');
};
