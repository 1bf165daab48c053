import type { z } from 'zod';
import type { DriverNumbers } from './drive/numbers.ts';
import type { OpenHook } from './hooks/open-hook.ts';
import type { AlertsIn } from './hooks/watching.ts';
import type { Problem, ProblemKind, Result } from '../core/problem.ts';
import type { Known } from '../core/values/names.ts';
import type { Oidc } from '../core/access/rules.ts';
import type { Plan } from '../core/plan/plan.ts';
import type { Analysed } from '../core/retrospect/analysed.ts';
import type { Comment, Remembered } from '../core/review/comment.ts';
import type { ReviewState } from '../core/review/headline.ts';
import type { Gate } from './access/gate.ts';
import type { Hash } from './read-change.ts';
import type { Adapter } from '../ports/adapter.ts';
import type { OpenAdviser } from '../ports/adviser.ts';
import type { NewsKind } from '../core/rollout/news.ts';
import type { Moment } from '../core/plan/report/moments.ts';
import type { NotifierKind } from '../core/values/notifier-kind.ts';
import type { Clock } from '../ports/clock.ts';
import type { Evaluator } from '../ports/evaluator.ts';
import type { EventLog, OpenLog } from '../ports/event-log.ts';
import type { Bundle, Files, Input } from '../ports/files.ts';
import type { FlagBackend } from '../ports/flag-backend.ts';
import type { LogPlace, PlaceStanding } from '../ports/log-place.ts';
import type { MetricSource } from '../ports/metric-source.ts';
import type { IdentityProvider } from '../ports/identity.ts';
import type { Notifier } from '../ports/notifier.ts';
import type { Pipeline, PrHost } from '../ports/pr-host.ts';
import type { Signature } from '../ports/signature.ts';
import type { Repository } from '../ports/repository.ts';
import type { Scheduler } from '../ports/scheduler.ts';
import type { Tracing } from '../ports/tracing.ts';

/** What the operations are given: every port, and the few facts about where they run. */
export type Ports = Machinery & {
  readonly files: Files;
  readonly input: Input;
  readonly bundle: Bundle;
  /** A file of the dashboard, as it was built; fails where there is none. */
  readonly page: (name: string) => Promise<Uint8Array>;
  readonly repository: Repository;
  readonly hash: () => Hash;
  /** How a comment on a pull request is written: a face knows, and an operation says when. */
  readonly review: () => Promise<ReviewWriting>;
  /** An announcement in lines of plain text. */
  readonly announcement: (
    kind: NewsKind,
    plan: Plan,
    at: { readonly starts: string; readonly moment: Moment },
  ) => Promise<string>;
  /** How a picture of an analysis is drawn, as SVG. */
  readonly draw: () => Promise<(analysed: Analysed) => string>;
  /** The folder that the user stands in. */
  readonly folder: string;
  /** Name and version of the program, for the record in plans. */
  readonly tool: string;
};

/** A comment as text, and what can be read from one that is there. */
export type ReviewWriting = {
  readonly text: (
    comment: Comment,
    plan: Plan,
    host: { readonly maxLength: number; readonly linkTo: (path: string, line: number) => string },
    beside: {
      readonly assumed: readonly string[];
      /** Templates of the team's own, by name, in place of ours. */
      readonly own: ReadonlyMap<string, string>;
    },
  ) => Promise<Result<string>>;
  /** The whole plan, for where there is room. */
  readonly report: (plan: Plan) => Promise<string>;
  /** The same with an answer in it, in place of an earlier one; what is left out where it gets too long is the answer. */
  readonly answered: (body: string, answer: string, maxLength: number) => string;
  /** The same where it says how its plan stands; untouched where it is about another plan, or says so already. */
  readonly restated: (body: string, plan: Plan, state: ReviewState) => string;
  readonly remembered: (body: string) => Remembered | undefined;
  readonly isMarked: (body: string) => boolean;
};

/** What carries a plan out. Each is opened when it is asked for, and by nothing that only reads a plan. */
export type Machinery = {
  readonly clock: Clock;
  /** A file, or the address of a server. Makes it where there is none, unless it is only looked for: `log-absent`. */
  readonly openLog: (place: string, how?: { readonly make: boolean }) => Promise<Result<EventLog>>;
  /** The same, past what keeps others out while logs are moved. */
  readonly openPlace: (place: string, how: { readonly make: boolean }) => Promise<Result<LogPlace>>;
  /** What wakes the rollouts of the log at that place. */
  readonly openScheduler: (log: string) => Promise<Result<Scheduler>>;
  /** A flag system by the name a plan calls it, and where it is; and the log of whoever asks, where flags may be kept. */
  readonly openFlags: (backend: string, place: string, log?: OpenLog) => Promise<Result<FlagBackend>>;
  /** A metric source by its place; and the log of whoever asks, where numbers may be kept. */
  readonly openMetrics: (place: string, log?: OpenLog) => Promise<Result<MetricSource>>;
  /** Who vouches for people: asked when the first of them comes. */
  readonly openIdentity: (oidc: Oidc) => Promise<IdentityProvider>;
  /** What checks who signed something, with a secret by its name. */
  readonly openSignature: (secret: string) => Promise<Result<Signature>>;
  readonly openNotifier: (by: NotifierKind, at: string) => Promise<Result<Notifier>>;
  /** What is known of a flag system or a metric source before it is opened; undefined for a name that nobody knows. */
  readonly adapter: (of: 'flags' | 'metrics' | 'notifiers', name: string) => Promise<Adapter<unknown> | undefined>;
  /** Whether a secret is there. Nobody here looks at its value. */
  readonly hasSecret: (name: string) => Promise<boolean>;
  /** Where things are when nobody says so on the command line. */
  readonly usual: (what: 'db' | 'flags' | 'metrics' | 'checks' | 'repo' | 'host') => string | undefined;
  /** Who asks, as far as this machine knows. A claim: the log writes it down, nobody proves it. */
  readonly user: () => Promise<string>;
  /** Undefined where nobody sits there to answer. */
  readonly ask: (question: string) => Promise<boolean | undefined>;
  /** Where changes are reviewed: a host by its name, and a repository on it. */
  readonly openHost: (host: string, repository: string) => Promise<Result<PrHost>>;
  /** What the pipeline around this process says of itself; nothing where there is none. */
  readonly pipeline: () => Promise<Pipeline>;
  /** What answers for the flags of our own service; it holds none yet. */
  readonly openEvaluator: () => Promise<Evaluator>;
  readonly openAdviser: OpenAdviser;
  /** A word that nobody can guess, of 24 small letters or so many: around the text of strangers, and as what opens doors. */
  readonly unguessable: (letters?: number) => string;
  /** What is being waited for, for somebody who sits there; undefined when it is over. */
  readonly progress: (words: string | undefined) => void;
  /**
   * Between two pieces of long work, with a word for the next: others get their turn, and whoever waits is told. Fails
   * where they have left, and with it the work that nobody waits for any more.
   */
  readonly step: (what?: string) => Promise<void>;
  /** Speaks the model context protocol on standard input and output until the client has gone. */
  readonly serveMcp: (allowed: { readonly acts: boolean }) => Promise<void>;
  /** Answers over HTTP until the signal says that it is over; everything that was begun is answered. */
  readonly serveHttp: (serving: ServingHttp) => Promise<Result<void>>;
  /** Aborted when somebody asks this process to end. */
  readonly stopping: () => Promise<AbortSignal>;
  /** What is known of alerts, for whoever takes many turns; absent where the log is asked each time. */
  readonly alertsIn?: AlertsIn;
  /** Where time goes, for whoever collects that; absent where nobody does. */
  readonly span?: Tracing['span'];
  /** Who looks on while a rollout is carried out or watched; absent where nobody does. */
  readonly lookOn?: (id: string, db: string | undefined) => Promise<Onlooker>;
  /** Whoever may come in where others ask this process, with all that they are known as; absent where nobody asks. */
  readonly people?: () => Promise<Result<readonly Known[]>>;
  /** News while something takes long; a face shows them or does not. */
  readonly tell: (news: News) => void;
};

export type ServingHttp = {
  readonly host: string;
  readonly port: number;
  /** Whether whoever lets more people have a change has to say which version of the rollout they looked at. */
  readonly strict: boolean;
  readonly log: EventLog;
  readonly gate: Gate;
  /** From where it can be asked: from its own machine alone, and by pages of which origins. */
  readonly reach: { readonly alone: boolean; readonly origins: readonly string[] };
  /** Who tells us when all is not well. */
  readonly hooks: readonly OpenHook[];
  /** What the turns of this process came to; absent where it takes none. */
  readonly numbers?: (() => DriverNumbers) | undefined;
  /** Where flagd takes our flags by its own protocol; absent where it does not. */
  readonly sync?: { readonly port: number; readonly reached: (address: string) => void } | undefined;
  readonly signal: AbortSignal;
  readonly reached: (address: string) => void;
  /** Whether its logs are kept where they were when it began. */
  readonly standing?: () => Promise<Result<PlaceStanding>>;
  /** Where people read what the service does, and no caller of it does. */
  readonly tell: (news: News) => void;
};

/** Somebody in front of a screen. Between two turns they may stop it, and cut a wait short. */
export type Onlooker = {
  /** From then on nothing new is begun. */
  readonly stopped: () => boolean;
  /** So long, or until somebody stops it, or has said something that the next turn should see. */
  readonly rest: (ms: number) => Promise<void>;
  /** It is over: the screen is given back. */
  readonly leave: () => Promise<void>;
};

/** Something that happened in a rollout, for whoever looks on. */
export type News = { readonly atMs: number; readonly rollout: string; readonly what: string; readonly why: string };

/** What an operation may do to the world; the faces ask for leave accordingly. */
export type Effect = 'reads' | 'writes-files' | 'acts';

export type Outcome<O> = {
  /** The one document that a machine gets. */
  readonly document: O;
  /** Files that were written, in order. */
  readonly written: readonly string[];
  readonly warnings: readonly Problem[];
  /** What is wrong although there is a document that tells it: the exit code says so as well. */
  readonly failing?: ProblemKind;
  /** What a face needs to show the document to people, and a machine does not get. */
  readonly beside?: Readonly<Record<string, unknown>>;
};

/**
 * Something a user can ask for, declared once. Commands, tools, routes, help and documentation are derived from it.
 * Input fields carry their words: `describe` for the meaning, `meta` for how a command line shows them.
 */
export type Operation<I extends z.ZodObject = z.ZodObject, O = unknown> = {
  readonly name: string;
  readonly summary: string;
  readonly effect: Effect;
  readonly examples: readonly Example[];
  readonly input: I;
  readonly output: z.ZodType<O>;
  /** What a field is when a person asks at a terminal and says nothing of it. */
  readonly forPeople?: Partial<z.infer<I>>;
  /** Asked for without a word by somebody who sits in front of a terminal, it asks them. */
  readonly guided?: boolean;
  readonly run: (input: z.infer<I>, ports: Ports) => Promise<Result<Outcome<O>>>;
};

export type Example = { readonly command: string; readonly what: string };

/** How a field looks on a command line, where its name and type do not say it already. */
export type FieldMeta = {
  readonly description?: string;
  /** Given by place rather than by name. */
  readonly positional?: boolean;
  /** What stands for the value in help: FILE, PERCENT. */
  readonly value?: string;
  /** For what is on unless it is switched off: what a command line says of the switch. */
  readonly off?: string;
  /** For a field with a value: the switch `--no-…`, what it stands for, and its words. */
  readonly no?: { readonly is: string; readonly about: string };
};

/** Keeps the types of one operation together, and lets a list hold them all. */
export const operation = <I extends z.ZodObject, O>(declared: Operation<I, O>): Operation =>
  declared as unknown as Operation;

export const outcome = <O>(document: O, more: Partial<Omit<Outcome<O>, 'document'>> = {}): Outcome<O> => ({
  document,
  written: [],
  warnings: [],
  ...more,
});
