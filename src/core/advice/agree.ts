import type { Answer, Opinion } from '../assessment/opinion.ts';
import { highest } from '../values/level.ts';

/** Two opinions as one: the graver level, the reasons of both, and cleared is only what both clear. */
export const agreed = (first: Opinion, second: Opinion): Opinion => ({
  ...second,
  level: highest([first.level, second.level]),
  reasons: [...second.reasons, ...first.reasons].slice(0, 20),
  suspicions: [
    ...second.suspicions.filter(({ answer }) => answer === 'confirm'),
    ...first.suspicions.filter(({ answer }) => answer === 'confirm'),
    ...second.suspicions.filter(
      (one) => one.answer === 'clear' && first.suspicions.some((other) => clears(other, one)),
    ),
  ].slice(0, 60),
});

const clears = (other: Answer, one: Answer): boolean =>
  other.answer === 'clear' && other.signal === one.signal && other.file === one.file && other.line === one.line;
