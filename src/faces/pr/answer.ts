import { markdown } from '../text/escape-markdown.ts';

const BEGIN = '<!-- rampart-answer -->';
const END = '<!-- /rampart-answer -->';

/** A comment of ours with an answer above its folds, in place of the one that is there. */
export const answered = (body: string, answer: string, maxLength: number): string => {
  const rest = withoutAnswer(body);
  const lines = answer.split('\n').map((line) => `> ${markdown(line)}`);
  const block = [BEGIN, ...lines, END, '', ''].join('\n');
  if (rest.length + block.length > maxLength) return rest;
  const at = rest.indexOf('<details>');
  const marker = rest.lastIndexOf('<!-- rampart {');
  const place = at >= 0 ? at : marker >= 0 ? marker : rest.length;
  return rest.slice(0, place) + block + rest.slice(place);
};

/** Ours stand on lines of their own; what somebody quotes never does. */
const withoutAnswer = (body: string): string => {
  const from = body.indexOf(`\n${BEGIN}\n`);
  const to = body.indexOf(`\n${END}\n`, from + 1);
  return from < 0 || to < 0 ? body : body.slice(0, from + 1) + body.slice(to + END.length + 2).replace(/^\n/, '');
};
