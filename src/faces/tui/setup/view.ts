import { hintLines, keyLines } from '../hints/view.ts';
import { apart, BLANK, fit, flowing, type Line, type Size } from '../line.ts';
import { AGENT_FILES, AGENTS } from '../../../app/agent-files.ts';
import { foundLines } from './found-view.ts';
import { hints } from './keys.ts';
import { questionLines } from './question-view.ts';
import { reviewLines } from './review-view.ts';
import { type SetUp, type Step, STEPS } from './state.ts';
import { tryLines } from './try-view.ts';

export const view = (setUp: SetUp, size: Size): readonly Line[] => {
  const { columns, rows } = size;
  const foot = footLines(setUp, columns).slice(-rows);
  const head = headLines(setUp, columns).slice(0, rows - foot.length);
  const room = rows - foot.length - head.length;
  const body = setUp.keys ? keyLines(hints(setUp), columns) : VIEWS[setUp.step](setUp, { columns, rows: room });
  const shown = body.slice(0, room);
  return [...head, ...shown, ...Array.from({ length: room - shown.length }, () => BLANK), ...foot];
};

type View = (setUp: SetUp, size: Size) => readonly Line[];

const agentLines: View = ({ agents, row }, { columns }) =>
  AGENTS.flatMap((agent, at) => [
    fit(
      [
        at === row ? { text: '› ', tone: 'strong' } : '  ',
        { text: agents.includes(agent) ? '[x] ' : '[ ] ', tone: agents.includes(agent) ? 'good' : 'dim' },
        { text: agent, tone: at === row ? 'strong' : undefined },
      ],
      columns,
    ),
    ...flowing('        ', { text: AGENT_FILES[agent].map(({ path }) => path).join(', '), tone: 'dim' }, columns),
  ]);

const VIEWS: Readonly<Record<Step, View>> = {
  found: foundLines,
  flags: (setUp, size) => questionLines('flags', setUp, size),
  metrics: (setUp, size) => questionLines('metrics', setUp, size),
  try: tryLines,
  pipeline: (setUp, size) => questionLines('pipeline', setUp, size),
  agents: agentLines,
  rules: (setUp, size) => questionLines('rules', setUp, size),
  review: reviewLines,
};

const QUESTIONS: Readonly<Record<Step, string>> = {
  found: 'This is what is here',
  flags: 'Where do flags live?',
  metrics: 'Where are the numbers that say whether it goes well?',
  try: 'Does it answer?',
  pipeline: 'Where are changes reviewed?',
  agents: 'Which coding agents work here?',
  rules: 'Which rules to begin with?',
  review: 'All that would be written',
};

const headLines = ({ step }: SetUp, columns: number): readonly Line[] => [
  apart(
    [{ text: 'Set up Rampart', tone: 'strong' }],
    [{ text: `${STEPS.indexOf(step) + 1} of ${STEPS.length}`, tone: 'dim' }],
    columns,
  ),
  ...flowing('', QUESTIONS[step], columns),
  BLANK,
];

const footLines = (setUp: SetUp, columns: number): readonly Line[] => [
  ...noticeLines(setUp, columns),
  ...hintLines(setUp.keys ? [{ key: '?', does: 'back' }] : hints(setUp), columns),
];

const noticeLines = ({ busy, notice }: SetUp, columns: number): readonly Line[] => {
  if (busy !== '') return [fit([{ text: `${busy} …`, tone: 'dim' }], columns)];
  if (!notice) return [];
  const mark = { good: '✓ ', warn: '! ', bad: '✗ ' }[notice.tone];
  return flowing({ text: mark, tone: notice.tone }, notice.text, columns).slice(0, 3);
};
