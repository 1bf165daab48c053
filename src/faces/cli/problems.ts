import { styleText } from 'node:util';
import { isError, type Problem } from '../../core/problem.ts';
import { terminal } from '../text/escape.ts';
import { isRetryable } from './exit.ts';

/** Problems for people: what, where, and below each the way out. */
export const problemsAsText = (subject: string, problems: readonly Problem[], colour: boolean): string => {
  const paint = painter(colour);
  const head = `${paint('bold', terminal(subject))}: ${count(problems)}`;
  return `${head}\n${problemLines(problems, colour)}`;
};

export const problemLines = (problems: readonly Problem[], colour: boolean): string =>
  [...Map.groupBy(problems, ({ hint }) => hint)]
    .map(([hint, some]) => groupLines(hint, some, painter(colour)))
    .join('');

/** Things that have one way out stand together above it. */
const groupLines = (hint: string, some: readonly Problem[], paint: Paint): string => {
  const lines = alike(some).map((one) => `${oneProblem(one, paint)}\n`);
  return `${lines.join('')}       ${paint('dim', terminal(hint))}\n`;
};

type Alike = { readonly one: Problem; readonly paths: readonly string[] };

/** The same thing wrong in several places is said once. */
const alike = (problems: readonly Problem[]): readonly Alike[] => {
  const groups = Map.groupBy(problems, ({ severity, code, message }) => JSON.stringify([severity, code, message]));
  return [...groups.values()].flatMap((some) => {
    const [one] = some;
    return one ? [{ one, paths: some.map(({ path }) => terminal(path)).filter(Boolean) }] : [];
  });
};

/** The same for machines: the first is the error, all of them follow. */
export const problemsAsJson = (problems: readonly Problem[]): unknown => {
  const first = problems.find(isError) ?? problems[0];
  return {
    schemaVersion: 1,
    error: first && { code: first.code, message: first.message, hint: first.hint, retryable: isRetryable(first) },
    problems,
  };
};

type Paint = (style: 'bold' | 'red' | 'yellow' | 'dim', text: string) => string;

const painter = (colour: boolean): Paint =>
  colour ? (style, text) => styleText(style, text, { validateStream: false }) : (_, text) => text;

const count = (problems: readonly Problem[]): string => {
  const errors = problems.filter(isError).length;
  const warnings = problems.length - errors;
  const parts = [
    errors && `${errors} problem${errors === 1 ? '' : 's'}`,
    warnings && `${warnings} warning${warnings === 1 ? '' : 's'}`,
  ];
  return parts.filter(Boolean).join(', ');
};

const MOST_PATHS = 8;

const oneProblem = ({ one, paths }: Alike, paint: Paint): string => {
  const code = paint(isError(one) ? 'red' : 'yellow', one.code);
  const more = paths.length > MOST_PATHS ? ` and ${paths.length - MOST_PATHS} more` : '';
  const where = paths.length > 0 ? ` ${paths.slice(0, MOST_PATHS).join(', ')}${more}` : '';
  return `  ${code}${where}  ${terminal(one.message)}`;
};
