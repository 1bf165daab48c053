import type { Timeline } from '../../core/plan/timeline.ts';
import { MINUTE } from '../../core/values/duration.ts';

/** What a name may be made of in a picture: whatever mermaid could take for its own grammar is left out. */
const plainName = (name: string): string =>
  name
    .replaceAll(/[^\p{L}\p{N} .%+→-]/gu, ' ')
    .trim()
    .slice(0, 60) || 'phase';

const MONDAY = Date.UTC(2024, 0, 1);

/** The calendar of a plan as a mermaid picture: day 1 is a Monday and the first of its year, because no date is known yet. */
export const ganttOf = ({ entries }: Timeline): string => {
  // One bar tells nothing that its row does not.
  if (entries.length < 2) return '';
  const rows = entries.map(({ phase, startMs, endMs }, at) => {
    const minutes = Math.max(30, Math.round((endMs - startMs) / MINUTE));
    return `  ${plainName(phase.name)} :p${at}, ${stamp(startMs)}, ${minutes}m`;
  });
  return ['gantt', '  dateFormat YYYY-MM-DD HH:mm', '  axisFormat day %-j', ...rows].join('\n');
};

const stamp = (ms: number): string => new Date(MONDAY + ms).toISOString().slice(0, 16).replace('T', ' ');
