import { AGENTS } from '../../../app/agent-files.ts';
import type { Hint, Pressed } from '../key.ts';
import { answersTo, fieldFor, inputOf, isQuestion, placesOf } from './answers.ts';
import { type Message, type Question, type SetUp, type Step, STEPS } from './state.ts';

export type Wish =
  | { readonly is: 'try' }
  | { readonly is: 'show' }
  | { readonly is: 'write' }
  | { readonly is: 'leave' };

type Told = readonly (Message | { readonly wish: Wish })[];
const NOTHING: Told = [];

export const keys = (setUp: SetUp, key: Pressed): Told => {
  const { name } = key;
  if (name === 'ctrl-c') return [{ wish: { is: 'leave' } }];
  if (isQuestion(setUp.step) && setUp.typing) return inField(setUp, setUp.step, key);
  if (name === '?') return [{ is: 'keys' }];
  if (setUp.keys) return name === 'escape' ? [{ is: 'keys' }] : NOTHING;
  if (name === 'q') return [{ wish: { is: 'leave' } }];
  if (name === 'escape' || name === 'left') return backFrom(setUp);
  if (isQuestion(setUp.step)) return inQuestion(setUp, setUp.step, name);
  return IN_STEP[setUp.step](setUp, name);
};

const inField = (setUp: SetUp, question: Question, key: Pressed): Told => {
  if (key.name === 'escape' || key.name === 'up') return [{ is: 'typing', on: false }];
  if (key.name === 'enter') return onFrom(setUp);
  const field = fieldFor(question, setUp);
  return field ? [{ is: 'typed', place: field.key, key, before: field.before }] : NOTHING;
};

const inQuestion = (setUp: SetUp, question: Question, name: string): Told => {
  const last = answersTo(question, setUp).length - 1;
  const row = setUp.chosen[question];
  const to = moved(row, name, last);
  if (to !== undefined) return [{ is: 'chosen', question, row: to }];
  if (name !== 'enter' && name !== 'right' && name !== 'tab') return NOTHING;
  return fieldFor(question, setUp) ? [{ is: 'typing', on: true }] : onFrom(setUp);
};

const moved = (row: number, name: string, last: number): number | undefined => {
  const by = STEP_BY[name];
  return by === undefined ? undefined : Math.max(0, Math.min(last, row + by));
};

const STEP_BY: Readonly<Record<string, number>> = {
  up: -1,
  k: -1,
  down: 1,
  j: 1,
  home: -Infinity,
  end: Infinity,
};

const goesOn = (setUp: SetUp, name: string): Told =>
  name === 'enter' || name === 'right' || name === 'tab' ? onFrom(setUp) : NOTHING;

const inAgents = (setUp: SetUp, name: string): Told => {
  const to = moved(setUp.row, name, AGENTS.length - 1);
  if (to !== undefined) return [{ is: 'row', row: to }];
  const agent = AGENTS[setUp.row];
  return name === ' ' && agent ? [{ is: 'agent', agent }] : goesOn(setUp, name);
};

const inReview = (setUp: SetUp, name: string): Told => {
  const { files = [], row, busy } = setUp;
  if (busy !== '') return NOTHING;
  const to = moved(row, name, files.length - 1);
  if (to !== undefined) return [{ is: 'row', row: to }];
  const by = { 'page-up': -10, 'page-down': 10 }[name];
  if (by !== undefined) return [{ is: 'scrolled', by }];
  const file = files[row];
  if (name === 'r' && file && mayReplace(file, setUp))
    return [{ is: 'replace', path: file.path }, { is: 'busy', what: 'Looking again' }, { wish: { is: 'show' } }];
  if (name !== 'w') return NOTHING;
  if (inputOf(setUp) === undefined || !files.some(({ is }) => is === 'new' || is === 'changed' || is === 'replaced'))
    return [{ is: 'said', text: 'there is nothing to write: go back and choose something, or leave' }];
  return [{ is: 'busy', what: 'Writing' }, { wish: { is: 'write' } }];
};

/** What differs may be replaced when somebody says so, file by file; and left again. */
const mayReplace = ({ path, is }: { readonly path: string; readonly is: string }, { replace }: SetUp): boolean =>
  is === 'left' || replace.includes(path);

const IN_STEP: Readonly<Record<Exclude<Step, Question>, (setUp: SetUp, name: string) => Told>> = {
  found: goesOn,
  try: (setUp, name) => (name === 'r' && setUp.busy === '' ? trying(setUp) : goesOn(setUp, name)),
  agents: inAgents,
  review: inReview,
};

const stepBeside = (step: Step, by: 1 | -1): Step | undefined => STEPS[STEPS.indexOf(step) + by];

const onFrom = (setUp: SetUp): Told => {
  const next = stepBeside(setUp.step, 1);
  return next ? entering(next, setUp) : NOTHING;
};

const backFrom = ({ step }: SetUp): Told => {
  const before = stepBeside(step, -1);
  return before ? [{ is: 'step', step: before }] : NOTHING;
};

/** What a step shows is looked up when it is come to. */
const entering = (step: Step, setUp: SetUp): Told => {
  const told: Told = [{ is: 'step', step }];
  if (step === 'try') return setUp.things === undefined ? [...told, ...trying(setUp)] : told;
  if (step !== 'review' || inputOf(setUp) === undefined) return told;
  return [...told, { is: 'busy', what: 'Looking at what is there' }, { wish: { is: 'show' } }];
};

const trying = (setUp: SetUp): Told =>
  Object.keys(placesOf(setUp)).length === 0
    ? [{ is: 'tried', things: [] }]
    : [{ is: 'busy', what: 'Trying what was named; nothing is changed there' }, { wish: { is: 'try' } }];

/** What does something here. */
export const hints = (setUp: SetUp): readonly Hint[] => {
  if (isQuestion(setUp.step) && setUp.typing)
    return [
      { key: 'enter', does: 'go on' },
      { key: 'esc', does: 'choose another' },
      { key: 'ctrl-c', does: 'leave, nothing written' },
    ];
  return [...IN_HINTS[setUp.step], { key: '←', does: 'back' }, { key: '?', does: 'keys' }, { key: 'q', does: 'leave' }];
};

const GO_ON: Hint = { key: 'enter', does: 'go on' };
const CHOOSE: Hint = { key: '↑↓', does: 'choose' };

const IN_HINTS: Readonly<Record<Step, readonly Hint[]>> = {
  found: [GO_ON],
  flags: [GO_ON, CHOOSE],
  metrics: [GO_ON, CHOOSE],
  try: [GO_ON, { key: 'r', does: 'try again' }],
  pipeline: [GO_ON, CHOOSE],
  agents: [GO_ON, { key: 'space', does: 'take it' }, CHOOSE],
  rules: [GO_ON, CHOOSE],
  review: [
    { key: 'w', does: 'write' },
    { key: '↑↓', does: 'file' },
    { key: 'r', does: 'replace, or leave' },
    { key: 'PgDn', does: 'further down' },
  ],
};
