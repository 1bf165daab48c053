import type { News } from '../../app/operation.ts';
import { terminal } from '../text/escape.ts';

/** One line for each thing that happened: `09:12  went on to beta  …`. */
export const newsLine = ({ atMs, what, why }: News): string =>
  `${new Date(atMs).toISOString().slice(0, 16).replace('T', ' ')}  ${terminal(what)}${why === '' ? '' : `   ${terminal(why)}`}`;
