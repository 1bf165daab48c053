import type { z } from 'zod';
import { type Problem, problem } from '../../core/problem.ts';
import type { Call } from './command.ts';
import { type Field, fieldsOf } from './fields.ts';

/** What is wrong with the words of a command line, in their own spelling. */
export const inputProblems = (error: z.ZodError, { operation, input }: Call): Problem[] => {
  const fields = fieldsOf(operation.input);
  return error.issues.map((issue) => {
    const key = String(issue.path[0] ?? '');
    const field = fields.find((one) => one.key === key);
    const name = field?.positional ? field.value : field?.flag;
    const allowed = field?.choices ? `choose one of ${field.choices.join(', ')}` : `rampart ${operation.name} --help`;
    return problem({
      kind: 'usage',
      code: 'usage',
      path: name ?? key,
      message: saidOf(input[key], field) ?? issue.message,
      hint: allowed,
    });
  });
};

const saidOf = (given: unknown, field: Field | undefined): string | undefined => {
  if (field?.choices) return `"${String(given)}" is none of its values`;
  return field?.numeric && typeof given === 'string' ? `"${given}" is no number` : undefined;
};
