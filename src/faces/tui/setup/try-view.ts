import { BLANK, flowing, type Line, type Size } from '../line.ts';
import type { SetUp } from './state.ts';

const MARKS = {
  works: { text: '✓ ', tone: 'good' },
  silent: { text: '· ', tone: 'warn' },
  absent: { text: '· ', tone: 'dim' },
  fails: { text: '✗ ', tone: 'bad' },
} as const;

/** What `rampart doctor` says of the places that were named; what fails keeps nobody from going on. */
export const tryLines = ({ things, busy }: SetUp, { columns }: Size): readonly Line[] => {
  if (things === undefined) return busy === '' ? flowing('', 'Not tried.', columns) : [];
  if (things.length === 0)
    return flowing('', { text: 'No place was named, so there is nothing to try.', tone: 'dim' }, columns);
  const failing = things.some(({ state }) => state === 'fails');
  return [
    ...things.flatMap(({ what, name, place = '', state, says, hint }) => [
      ...flowing(MARKS[state], `${what} ${name}: ${[place, says].filter(Boolean).join(' · ')}`, columns),
      ...(hint === undefined ? [] : flowing('    ', { text: hint, tone: 'dim' }, columns)),
    ]),
    BLANK,
    ...flowing('', { text: failing ? LATER : 'Nothing here fails.', tone: failing ? 'warn' : 'good' }, columns),
  ];
};

const LATER = 'Go back and change it, or go on: rampart doctor tries it again whenever you like.';
