import { shellWord } from '../../../app/init.ts';
import { AGENTS } from '../../../app/agent-files.ts';
import { aField, type Field } from '../field/state.ts';
import type { Question, SetUp, Step } from './state.ts';

/** An answer that may be chosen: what it is, why it is offered, and the place that goes with it. */
export type Answer = {
  readonly name: string;
  readonly about: string;
  /** Why it is offered first. */
  readonly found: string;
  /** What is typed for it; absent where it needs nothing. */
  readonly place?: { readonly what: string; readonly example: string; readonly before: string };
  readonly secrets?: readonly { readonly name: string; readonly needed: boolean; readonly set: boolean }[];
};

export const isQuestion = (step: Step): step is Question =>
  step === 'flags' || step === 'metrics' || step === 'pipeline' || step === 'rules';

export const answersTo = (question: Question, setUp: SetUp): readonly Answer[] => {
  const { offers, found } = setUp;
  switch (question) {
    case 'flags':
      return offers.flags.map(answerOf);
    case 'metrics':
      return [{ name: 'none', about: 'say later where metrics are', found: '' }, ...offers.metrics.map(answerOf)];
    case 'pipeline':
      return PIPELINES.map((one) => ({
        ...one,
        found: one.name === found.host ? (found.repository ?? 'this host') : '',
      }));
    case 'rules':
      return found.policy === undefined ? RULES : [keptRules(found.policy.path), ...RULES];
  }
};

const answerOf = ({ name, about, at, what, example, place, secrets }: SetUp['offers']['flags'][number]): Answer => ({
  name,
  about,
  found: at ?? '',
  place: { what, example, before: place },
  secrets,
});

const PIPELINES: readonly Omit<Answer, 'found'>[] = [
  {
    name: 'github',
    about: 'a comment and a check on each pull request, and commands in comments',
    place: {
      what: 'Rampart’s action at a commit; may be left for later',
      example: 'acme/rampart@4be1c09a…',
      before: '',
    },
  },
  {
    name: 'gitlab',
    about: 'a note on each merge request, and a status beside its commit',
    place: {
      what: 'an image with Rampart in it; may be left for later',
      example: 'images.example.com/rampart:1.0.0',
      before: '',
    },
  },
  { name: 'none', about: 'no pipeline now' },
];

const RULES: readonly Answer[] = [
  { name: 'starter', about: 'every line explained; nothing is changed until you change it', found: '' },
  { name: 'pilot', about: 'tiers of 0, 1, 10, 50, 100 %, and bands of errors', found: '' },
  { name: 'playbook', about: 'ladders by kind of feature', found: '' },
  { name: 'none', about: 'what is built in, and no file', found: '' },
];

const keptRules = (path: string): Answer => ({ name: 'keep', about: `${path} stays as it is`, found: path });

export const chosenIn = (question: Question, setUp: SetUp): Answer | undefined =>
  answersTo(question, setUp)[setUp.chosen[question]];

const keyOf = (question: Question, { name }: Answer): string => `${question} ${name}`;

/** The field behind the chosen answer: what was typed, or what is usual. */
export const fieldFor = (
  question: Question,
  setUp: SetUp,
): { readonly key: string; readonly field: Field; readonly before: string } | undefined => {
  const answer = chosenIn(question, setUp);
  if (!answer?.place) return undefined;
  const key = keyOf(question, answer);
  const { before } = answer.place;
  return { key, before, field: setUp.places.get(key) ?? aField(before) };
};

const placeIn = (question: Question, setUp: SetUp): string | undefined =>
  fieldFor(question, setUp)?.field.text.trim() || undefined;

/** What `rampart init` is asked for: the fields of its command line. Undefined where nothing would be written. */
export const inputOf = (setUp: SetUp): Readonly<Record<string, unknown>> | undefined => {
  const name = (question: Question): string => chosenIn(question, setUp)?.name ?? 'none';
  const [workflow, rules] = [name('pipeline'), name('rules')];
  const isHost = workflow !== 'none';
  const isRules = rules !== 'none' && rules !== 'keep';
  if (!isHost && !isRules && setUp.agents.length === 0) return undefined;
  const from = placeIn('pipeline', setUp);
  return {
    ...(isRules ? { policy: rules, backend: name('flags') } : {}),
    ...placesOf(setUp),
    ...(isHost ? { workflow } : {}),
    ...(isHost && from !== undefined ? { from } : {}),
    ...(setUp.agents.length > 0 ? { agent: AGENTS.filter((one) => setUp.agents.includes(one)) } : {}),
    ...(setUp.replace.length > 0 ? { replace: setUp.replace } : {}),
  };
};

/** Where flags and metrics are, as `--flags` and `--metrics` take it. */
export const placesOf = (setUp: SetUp): { readonly flags?: string; readonly metrics?: string } => {
  const [flags, metrics] = [placeIn('flags', setUp), placeIn('metrics', setUp)];
  const source = chosenIn('metrics', setUp)?.name ?? 'none';
  return {
    ...(flags === undefined ? {} : { flags }),
    ...(metrics === undefined ? {} : { metrics: source === 'file' ? metrics : `${source}:${metrics}` }),
  };
};

/** The same as a command line, to keep or to give to somebody else. */
export const commandOf = (setUp: SetUp): string => {
  const input = inputOf(setUp) ?? {};
  const words = Object.entries(input).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((one) => `--${name} ${shellWord(String(one))}`),
  );
  return ['rampart init', ...words].join(' ');
};
