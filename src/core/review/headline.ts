import type { Plan } from '../plan/plan.ts';
import type { Status } from '../rollout/table.ts';

/** Where the plan stands with those who have to agree; once it has begun, where its rollout stands. */
export type ReviewState = 'no-approval-due' | 'not-approved' | 'approved' | Exclude<Status, 'pending'>;

/** What a comment says that is not so for ever: where its plan stands, and what somebody may do about it. */
export type Headline = {
  readonly state: string;
  /** Whether anybody has to do something, or only may. */
  readonly isDue: boolean;
  readonly lead: string;
  readonly next: readonly string[];
};

export type Asked = {
  readonly plan: Plan;
  readonly digest: string;
  readonly state: ReviewState;
  /** Who has agreed in comments, where some are to; else empty. */
  readonly agreed: string;
  /** Whether comments command something here. */
  readonly slash: boolean;
};

export const headlineOf = ({ plan, digest, state, agreed, slash }: Asked): Headline => {
  const isDue = state !== 'no-approval-due';
  return {
    state: [WORDS[state], state === 'not-approved' ? agreed : ''].filter(Boolean).join(', '),
    isDue,
    lead: isDue ? 'Next:' : 'Nothing has to be done. Another way up:',
    next: plan.risk.skip ? [] : slash ? nextInComments(plan, state, digest) : nextFor(plan, state),
  };
};

const WORDS: Readonly<Record<ReviewState, string>> = {
  'no-approval-due': 'no approval is due',
  'not-approved': 'no approved plan yet',
  approved: 'the plan is approved',
  running: 'under way',
  held: 'under way, held where it is',
  paused: 'paused',
  'rolling-back': 'being rolled back',
  'rolled-back': 'rolled back',
  completed: 'completed',
  aborted: 'given up',
};

/** What a comment remembers of it. Once a rollout has begun, those who agreed have had their say. */
export const remembering = (state: ReviewState, agreed: string): string =>
  [state, isBegun(state) ? '' : agreed].filter(Boolean).join(' ').slice(0, 300);

/** The same, read again. Older comments know of one word for all that comes after the start. */
export const remembered = (text = 'not-approved'): Pick<Asked, 'state' | 'agreed'> => {
  const [state = '', ...agreed] = text.split(' ');
  return { state: isState(state) ? state : 'running', agreed: agreed.join(' ') };
};

const isState = (word: string): word is ReviewState => Object.hasOwn(WORDS, word);
const isBegun = (state: ReviewState): boolean =>
  state !== 'no-approval-due' && state !== 'not-approved' && state !== 'approved';

/** The commands that somebody can copy, the likeliest first. */
const nextFor = (plan: Plan, state: ReviewState): readonly string[] => {
  const { id } = plan;
  const [why, back] = [`rampart why ${id}`, `rampart rollback ${id} --reason "why"`];
  const anew = `rampart restart ${id} --reason "why"`;
  const other = `rampart plan --strategy ${otherWay(plan)}`;
  return {
    'no-approval-due': [other],
    'not-approved': [`rampart approve ${id}`, other],
    approved: ['rampart apply rollout.plan.json'],
    running: [why, back],
    held: [why, back],
    paused: [`rampart resume ${id} --reason "why"`, back],
    'rolling-back': [why],
    'rolled-back': [why, anew],
    completed: [`rampart log ${id}`],
    aborted: [why, anew],
  }[state];
};

/** The whole fingerprint: whoever copies this agrees to this plan and to no other that somebody could prepare. */
const nextInComments = (plan: Plan, state: ReviewState, digest: string): readonly string[] => {
  const { id } = plan;
  const back = `/rampart rollback ${id} "why"`;
  const other = `/rampart strategy ${otherWay(plan)}`;
  const said: Partial<Record<ReviewState, readonly string[]>> = {
    'no-approval-due': [other],
    'not-approved': [`/rampart approve sha256:${digest}`, other],
    approved: [`once it is merged: /rampart apply ${id} "why"`],
    running: [`/rampart pause ${id} "why"`, back],
    held: [`/rampart pause ${id} "why"`, back],
    paused: [`/rampart resume ${id} "why"`, back],
  };
  // What comments cannot do is done where the log is.
  return said[state] ?? nextFor(plan, state);
};

const otherWay = ({ strategy }: Plan): string => (strategy.kind === 'ring' ? 'canary' : 'ring');
