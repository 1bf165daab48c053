import type { Begun } from '../../../app/init.ts';
import type { Agent } from '../../../app/agent-files.ts';
import type { Thing } from '../../../app/doctor/thing.ts';
import type { Found } from '../../../app/set-up/found.ts';
import type { Offers } from '../../../app/set-up/offers.ts';
import type { Problem } from '../../../core/problem.ts';
import { aField, type Field, typed } from '../field/state.ts';
import type { Pressed } from '../key.ts';

/** One question after the other; the last shows everything before anything is written. */
export const STEPS = ['found', 'flags', 'metrics', 'try', 'pipeline', 'agents', 'rules', 'review'] as const;
export type Step = (typeof STEPS)[number];

/** A question with one answer of several, and for some answers a place that is typed. */
export type Question = 'flags' | 'metrics' | 'pipeline' | 'rules';

export type FileShown = NonNullable<Begun['files']>[number];

/** What there is on the screen of somebody who sets up. Nothing is decided here: the answers are the words of `rampart init`. */
export type SetUp = {
  readonly found: Found;
  readonly offers: Offers;
  readonly step: Step;
  /** The answer that is chosen, by its row. */
  readonly chosen: Readonly<Record<Question, number>>;
  /** What was typed behind an answer. */
  readonly places: ReadonlyMap<string, Field>;
  readonly typing: boolean;
  readonly agents: readonly Agent[];
  /** The files that somebody said may be replaced. */
  readonly replace: readonly string[];
  /** The row among agents, or files. */
  readonly row: number;
  readonly scroll: number;
  readonly things: readonly Thing[] | undefined;
  readonly files: readonly FileShown[] | undefined;
  readonly next: readonly string[];
  readonly keys: boolean;
  readonly busy: string;
  readonly notice: { readonly tone: 'good' | 'warn' | 'bad'; readonly text: string } | undefined;
};

export type Message =
  | { readonly is: 'step'; readonly step: Step }
  | { readonly is: 'chosen'; readonly question: Question; readonly row: number }
  | { readonly is: 'typing'; readonly on: boolean }
  | { readonly is: 'typed'; readonly place: string; readonly key: Pressed; readonly before: string }
  | { readonly is: 'agent'; readonly agent: Agent }
  | { readonly is: 'row'; readonly row: number }
  | { readonly is: 'scrolled'; readonly by: number }
  | { readonly is: 'replace'; readonly path: string }
  | { readonly is: 'tried'; readonly things: readonly Thing[] }
  | { readonly is: 'shown'; readonly files: readonly FileShown[]; readonly next: readonly string[] }
  | { readonly is: 'keys' }
  | { readonly is: 'busy'; readonly what: string }
  | { readonly is: 'said'; readonly text: string }
  | { readonly is: 'refused'; readonly problems: readonly Problem[] };

export const aSetUp = (found: Found, offers: Offers): SetUp => ({
  found,
  offers,
  step: 'found',
  chosen: {
    flags: firstFlags(found, offers),
    // The row before them all is none.
    metrics: offers.metrics.some(({ at }) => at !== undefined) ? 1 : 0,
    pipeline: found.host === 'gitlab' ? 1 : found.host === 'github' ? 0 : 2,
    rules: 0,
  },
  places: new Map(),
  typing: false,
  agents: [],
  replace: [],
  row: 0,
  scroll: 0,
  things: undefined,
  files: undefined,
  next: [],
  keys: false,
  busy: '',
  notice: undefined,
});

/** What the rules name already, else what was found in the code, else what needs no server. */
const firstFlags = ({ policy }: Found, { flags }: Offers): number => {
  const ruled = flags.findIndex(({ name }) => name === policy?.backend);
  if (ruled >= 0) return ruled;
  const found = flags.findIndex(({ at }) => at !== undefined);
  return Math.max(0, found >= 0 ? found : flags.findIndex(({ name }) => name === 'flagd'));
};

export const update = (setUp: SetUp, message: Message): SetUp => {
  switch (message.is) {
    case 'step':
      return { ...setUp, step: message.step, typing: false, row: 0, scroll: 0, notice: undefined };
    case 'chosen':
      return { ...changed(setUp), chosen: { ...setUp.chosen, [message.question]: message.row }, notice: undefined };
    case 'typing':
      return { ...setUp, typing: message.on, notice: undefined };
    case 'typed':
      return { ...changed(setUp), places: typedInto(setUp, message), notice: undefined };
    case 'agent':
      return { ...changed(setUp), agents: toggled(setUp.agents, message.agent) };
    case 'row':
      return { ...setUp, row: message.row, scroll: 0 };
    case 'scrolled':
      return { ...setUp, scroll: Math.max(0, setUp.scroll + message.by) };
    case 'replace':
      return { ...setUp, replace: toggled(setUp.replace, message.path), scroll: 0 };
    default:
      return heard(setUp, message);
  }
};

type Hearing = Extract<Message, { is: 'tried' | 'shown' | 'keys' | 'busy' | 'said' | 'refused' }>;

/** What came back from outside. */
const heard = (setUp: SetUp, message: Hearing): SetUp => {
  switch (message.is) {
    case 'tried':
      return { ...setUp, busy: '', things: message.things };
    case 'shown':
      return { ...setUp, busy: '', files: message.files, next: message.next };
    case 'keys':
      return { ...setUp, keys: !setUp.keys };
    case 'busy':
      return { ...setUp, busy: message.what, notice: undefined };
    case 'said':
      return { ...setUp, notice: { tone: 'warn', text: message.text } };
    case 'refused': {
      const [first] = message.problems;
      const text = first ? `${first.path === '' ? '' : `${first.path}: `}${first.message}: ${first.hint}` : 'refused';
      return { ...setUp, busy: '', notice: { tone: 'bad', text } };
    }
  }
};

/** Other answers are other files, and were not tried. */
const changed = (setUp: SetUp): SetUp => ({ ...setUp, things: undefined, files: undefined });

const typedInto = (
  { places }: SetUp,
  { place, key, before }: Extract<Message, { is: 'typed' }>,
): ReadonlyMap<string, Field> => new Map([...places, [place, typed(places.get(place) ?? aField(before), key)]]);

const toggled = <T>(some: readonly T[], one: T): readonly T[] =>
  some.includes(one) ? some.filter((other) => other !== one) : [...some, one];
