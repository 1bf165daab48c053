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
  problems.map((one) => `${oneProblem(one, painter(colour))}\n`).join('');

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

const oneProblem = (one: Problem, paint: Paint): string => {
  const code = paint(isError(one) ? 'red' : 'yellow', one.code);
  const where = one.path ? ` ${terminal(one.path)}` : '';
  return `  ${code}${where}  ${terminal(one.message)}\n       ${paint('dim', terminal(one.hint))}`;
};
