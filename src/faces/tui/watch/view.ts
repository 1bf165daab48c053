import { dialogLines } from '../dialog/view.ts';
import { hintLines, keyLines } from '../hints/view.ts';
import { BLANK, fit, flowing, type Line, type Size } from '../line.ts';
import { rolloutLines } from '../rollouts/view.ts';
import { hints } from './keys.ts';
import { liveLines } from './live-view.ts';
import type { Watch } from './state.ts';

export const view = (watch: Watch, size: Size): readonly Line[] => {
  const { columns, rows } = size;
  const foot = footLines(watch, columns).slice(-rows);
  const room = rows - foot.length;
  return [...filled(bodyLines(watch, { columns, rows: room }), room), ...foot];
};

/** The foot stands at the bottom, however little there is above it. */
const filled = (lines: readonly Line[], rows: number): readonly Line[] => {
  const shown = lines.slice(0, rows);
  return [...shown, ...Array.from({ length: rows - shown.length }, () => BLANK)];
};

const bodyLines = (watch: Watch, size: Size): readonly Line[] => {
  if (watch.keys) return keyLines(hints(watch), size.columns);
  if (watch.pane === 'list') return rolloutLines(watch.rollouts, watch.cursor, size);
  if (!watch.watched) return [fit([{ text: 'Reading the log …', tone: 'dim' }], size.columns)];
  return liveLines(watch.watched, watch.from, size);
};

const footLines = (watch: Watch, columns: number): readonly Line[] => {
  if (watch.dialog) return dialogLines(watch.dialog, columns);
  return [
    ...noticeLines(watch, columns),
    ...hintLines(watch.keys ? [{ key: '?', does: 'back' }] : hints(watch), columns),
  ];
};

const noticeLines = ({ leaving, busy, notice, drives }: Watch, columns: number): readonly Line[] => {
  if (leaving) return [fit([{ text: drives ? 'Finishing the step in flight …' : 'Leaving …', tone: 'warn' }], columns)];
  if (busy !== '') return [fit([{ text: `${busy} …`, tone: 'dim' }], columns)];
  if (!notice) return [];
  const mark = notice.tone === 'good' ? '✓ ' : '✗ ';
  return flowing({ text: mark, tone: notice.tone }, notice.text, columns).slice(0, 3);
};
