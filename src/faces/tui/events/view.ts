import { fit, flowing, type Line } from '../line.ts';

type Told = { readonly atMs: number; readonly what: string; readonly why: string };

/** `11-26 09:12`, in UTC as everywhere. */
export const shortMoment = (atMs: number): string => new Date(atMs).toISOString().slice(5, 16).replace('T', ' ');

/** The newest first, from as far back as somebody has scrolled. Only what is seen is laid out. */
export const eventLines = (happened: readonly Told[], from: number, columns: number, rows: number): readonly Line[] => {
  const lines: Line[] = [];
  for (let at = happened.length - 1 - from; at >= 0 && lines.length < rows; at -= 1) {
    const told = happened[at];
    if (told) lines.push(...eventLine(told, columns));
  }
  return lines.slice(0, rows);
};

const eventLine = ({ atMs, what, why }: Told, columns: number): readonly Line[] => {
  const when = { text: `${shortMoment(atMs)}  `, tone: 'dim' } as const;
  if (columns < 60) return flowing(when, why === '' ? what : `${what}: ${why}`, columns).slice(0, 2);
  return [fit([when, { text: what, tone: 'strong' }, why === '' ? '' : { text: `  ${why}`, tone: 'dim' }], columns)];
};
