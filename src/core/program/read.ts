import { failed, problem, type Problem, type Result } from '../problem.ts';
import { checked } from '../values/issues.ts';
import { quoted } from '../values/quote.ts';
import { Program, PROGRAM_VERSION } from './program.ts';

/** A program from what its file holds, or everything that keeps it from being one. */
export const readProgram = (value: unknown, source: string): Result<Program> => {
  const unfit = notAProgram(value, source);
  return unfit ? failed(unfit) : checked<Program>(Program, value, 'program');
};

const notAProgram = (value: unknown, source: string): Problem | undefined => {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return problem({
      kind: 'invalid',
      code: 'program-not-object',
      path: source,
      message: `is ${quoted(value)}, and a program is a table with plans in it`,
      hint: 'its form is printed by: rampart schema program',
    });
  const version = 'schemaVersion' in value ? value.schemaVersion : undefined;
  if (version === PROGRAM_VERSION) return undefined;
  return problem({
    kind: 'invalid',
    code: 'program-version',
    path: 'schemaVersion',
    message: version === undefined ? 'is missing' : `${quoted(version)} is a version that this program does not know`,
    hint: `write schemaVersion: ${PROGRAM_VERSION}`,
  });
};
