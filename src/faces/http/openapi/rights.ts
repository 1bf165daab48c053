import { type Right, rolesWith } from '../../../core/access/caller.ts';

/** What somebody has to be to ask for something. */
export const takes = (right: Right, where: string): string =>
  `Takes the right to ${right} ${where}: ${rolesWith(right).join(', ')}.`;
