const SPARKS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;

/** The newest values as a line of small bars; a dot where nothing was told. */
export const sparkline = (values: readonly (number | null)[], top: number, cells: number): string => {
  const newest = values.slice(-cells);
  return newest
    .map((value) => sparkOf(value, top))
    .join('')
    .padStart(cells, ' ');
};

const sparkOf = (value: number | null, top: number): string => {
  if (value === null) return '·';
  const at = Math.floor((Math.max(0, value) / (top || 1)) * SPARKS.length);
  return SPARKS[Math.min(SPARKS.length - 1, at)] ?? '·';
};

/** Both arms on one scale, and the limit on it as well where that does not press everything flat. */
export const topOf = (values: readonly (number | null)[], limit: number | undefined): number => {
  const most = Math.max(0, ...values.flatMap((value) => value ?? []));
  return limit !== undefined && limit <= 3 * most ? Math.max(limit, most) : most * 1.5;
};

/** How near evidence is to its limit, on a scale on which evidence grows evenly: `██····▏`. */
export const evidenceBar = (odds: number, limit: number, cells: number): string => {
  const share = Math.log(Math.max(1, odds)) / Math.log(limit);
  const full = Math.min(cells, Math.floor(Math.max(0, share) * cells));
  return `▕${'█'.repeat(full)}${'·'.repeat(cells - full)}▏`;
};
