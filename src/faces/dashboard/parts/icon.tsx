import type { IconName, Look } from '../standing.ts';

/** Strokes on a field of 16 by 16. */
const PATHS: Readonly<Record<IconName, string>> = {
  up: 'M8 13V3M4 7l4-4 4 4',
  down: 'M8 3v10M4 9l4 4 4-4',
  hand: 'M3 8h10M3 4.5h10M3 11.5h10',
  pause: 'M5.5 3.5v9M10.5 3.5v9',
  ring: 'M8 2.8a5.2 5.2 0 1 0 0 10.4A5.2 5.2 0 1 0 8 2.8z',
  check: 'M3 8.5l3.4 3.4L13 4.8',
  cross: 'M4 4l8 8M12 4l-8 8',
  back: 'M6 3.5L2.5 7 6 10.5M2.5 7H9a4 4 0 0 1 0 6.5H7',
  unsure: 'M5.4 5.6A2.7 2.7 0 1 1 8 9v1M8 12.8v.1',
  dot: 'M8 7.5v1',
  warning: 'M8 2.5L14.2 13H1.8zM8 6.5v3M8 11.4v.1',
};

/** Never alone: a word stands beside it. */
export const Icon = ({ name }: { readonly name: IconName }) => (
  <svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
    <path d={PATHS[name]} />
  </svg>
);

export const Pill = ({ look: { word, icon, tone } }: { readonly look: Look }) => (
  <span class={`pill ${tone}`}>
    <Icon name={icon} />
    {word}
  </span>
);
