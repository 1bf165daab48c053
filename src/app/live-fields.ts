import { z } from 'zod';
import { words } from './fields.ts';

/** How a face that sits in a terminal shows it. Elsewhere these change nothing: there is no screen to take. */
export const liveField = z
  .boolean()
  .default(true)
  .meta(words('a live view where there is a terminal', { off: 'line by line, also in a terminal' }));

export const altScreenField = z
  .boolean()
  .default(true)
  .meta(words("on a screen of its own, as an editor's", { off: 'keep the live view in the scrollback' }));
