import { rules } from '../../../core/plan/lint/index.ts';
import { isError } from '../../../core/problem.ts';
import { dialogLines } from '../dialog/view.ts';
import { hintLines, keyLines } from '../hints/view.ts';
import { apart, BLANK, fit, flowing, type Line, type Said, type Size } from '../line.ts';
import { draftLines } from './drafts-view.ts';
import { evidenceLines } from './evidence-view.ts';
import { jsonLines } from './json-view.ts';
import { hints } from './hints.ts';
import { phaseLines } from './phases-view.ts';
import { flagLines, messageLines, rollbackLines, triggerLines } from './part-views.ts';
import { playLines } from './play-view.ts';
import { isSaved, type Pane, PANES, type Planner } from './planner.ts';
import { strategyLines } from './strategy-view.ts';
import { summaryLines } from './summary-view.ts';

export const view = (planner: Planner, { columns, rows }: Size): readonly Line[] => {
  const foot = footLines(planner, columns).slice(-rows);
  const head = [headLine(planner, columns), ...tabLines(planner, columns), BLANK].slice(0, rows - foot.length);
  const room = rows - foot.length - head.length;
  const body = planner.keys ? keyLines(hints(planner), columns) : paneLines(planner, { columns, rows: room });
  const shown = body.slice(0, room);
  const gap = Array.from({ length: Math.max(0, room - shown.length) }, () => BLANK);
  return [...head, ...shown, ...gap, ...foot];
};

type View = (planner: Planner, size: Size) => readonly Line[];

const VIEWS: Readonly<Record<Pane, View>> = {
  summary: summaryLines,
  evidence: evidenceLines,
  phases: phaseLines,
  triggers: (planner, size) => scrolled(triggerLines(planner.draft.plan, size.columns), planner, size),
  flags: (planner, size) => scrolled(flagLines(planner.draft.plan, size.columns), planner, size),
  rollback: (planner, size) => scrolled(rollbackLines(planner.draft.plan, size.columns), planner, size),
  messages: (planner, size) => scrolled(messageLines(planner, size.columns), planner, size),
  json: jsonLines,
  strategy: strategyLines,
  simulate: playLines,
  drafts: draftLines,
};

const paneLines: View = (planner, size) => VIEWS[planner.pane](planner, size);

/** What does not fit is further down, and never so far that nothing is seen. */
const scrolled = (lines: readonly Line[], { row }: Planner, { rows }: Size): readonly Line[] =>
  lines.slice(Math.max(0, Math.min(row, lines.length - rows)));

const headLine = ({ draft: { plan, known }, saved, past, ...planner }: Planner, columns: number): Line => {
  const written = isSaved({ draft: { plan }, saved } as Planner);
  const state: Said = written
    ? { text: 'written', tone: 'good' }
    : { text: saved || past.length > 0 ? 'changed, not written' : 'not written', tone: 'warn' };
  return planner.keys
    ? fit([{ text: plan.feature, tone: 'strong' }], columns)
    : apart(
        [
          { text: plan.feature, tone: 'strong' },
          { text: `  ${known.compared}`, tone: 'dim' },
        ],
        [state],
        columns,
      );
};

/** The panes by their numbers; where they do not fit on a line, the one that is on and how many there are. */
const tabLines = ({ pane }: Planner, columns: number): readonly Line[] => {
  const said = PANES.flatMap((name, at): Said[] => [
    { text: `${at === 0 ? '' : ' '}${at < 10 ? (at + 1) % 10 : 'c'}`, tone: 'dim' },
    { text: name === pane ? `[${name}]` : ` ${name} `, tone: name === pane ? 'strong' : 'dim' },
  ]);
  const all = said.reduce((sum, one) => sum + (typeof one === 'string' ? one : one.text).length, 0);
  if (all <= columns) return [fit(said, columns)];
  const at = PANES.indexOf(pane);
  return [
    fit(
      [
        { text: `${at + 1} of ${PANES.length} `, tone: 'dim' },
        { text: `[${pane}]`, tone: 'strong' },
        { text: '  tab next', tone: 'dim' },
      ],
      columns,
    ),
  ];
};

const footLines = (planner: Planner, columns: number): readonly Line[] => {
  if (planner.dialog) return dialogLines(planner.dialog, columns);
  const back = [{ key: '?', does: 'back' }];
  return [
    ...checkLines(planner, columns),
    ...noticeLines(planner, columns),
    ...hintLines(planner.keys ? back : hints(planner), columns),
  ];
};

/** What rampart check would say now: how much is wrong, and the first of it. */
const checkLines = ({ draft: { problems } }: Planner, columns: number): readonly Line[] => {
  const errors = problems.filter(isError);
  const first = errors[0] ?? problems[0];
  if (!first) return [fit([{ text: '✓ ', tone: 'good' }, `schema and ${rules.length} rules`], columns)];
  const tone = errors.length > 0 ? 'bad' : 'warn';
  const count = errors.length > 0 ? `${errors.length} wrong` : `${problems.length} to look at`;
  return [
    fit([{ text: `${errors.length > 0 ? '✗' : '!'} ${count}  `, tone }, `${first.code} ${first.message}`], columns),
  ];
};

const noticeLines = ({ busy, notice }: Planner, columns: number): readonly Line[] => {
  if (busy !== '') return [fit([{ text: `${busy} …`, tone: 'dim' }], columns)];
  if (!notice) return [];
  const mark = { good: '✓ ', warn: '! ', bad: '✗ ' }[notice.tone];
  return flowing({ text: mark, tone: notice.tone }, notice.text, columns).slice(0, 3);
};
