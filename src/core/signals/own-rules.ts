import type { FileDiff, Hunk } from '../change/change.ts';
import { detach } from '../change/names.ts';
import type { Entry } from './detector.ts';
import type { Evidence, Signal } from './signal.ts';

const answer = 'Judge the change by the rules that were in force before it, and have their owner agree.';

const entries = {
  policy: {
    area: 'process',
    level: 'critical',
    why: 'The rules by which changes are judged change with this change itself.',
    answer,
  },
  pipeline: {
    area: 'process',
    level: 'critical',
    why: 'Where and how changes are judged in the pipeline changes with this change itself.',
    answer,
  },
  trigger: {
    area: 'exposure',
    level: 'high',
    why: "A pipeline gets more rights, or runs with the repository's own rights on what others wrote.",
    answer: 'Show that nothing of the proposed change is run or read with those rights.',
  },
  banner: {
    area: 'process',
    level: 'medium',
    why: 'A new file calls itself generated, and holds what would be grave if it were not.',
    answer: 'Show what it was generated from, and by what.',
  },
} as const satisfies Record<string, Entry>;

/** What `rampart explain` knows of them. */
export const ownRuleEntries = { family: 'own-rules', entries };

type Name = keyof typeof entries;

export type OwnRuleEyes = {
  readonly see: (file: FileDiff) => void;
  /** A file that was set aside for nothing but its own word, and the line that it would have been judged by. */
  readonly takeAtItsWord: (evidence: Evidence) => void;
  readonly signals: () => readonly Signal[];
};

/** Looks at every file, of whatever class: what is set aside as tooling may be the very thing that sets aside. */
export const createOwnRuleEyes = (): OwnRuleEyes => {
  const found = new Map<Name, Signal>();
  const note = (...[name, evidence, established]: Seen): void => {
    if (!found.has(name)) found.set(name, signalOf(name, evidence, established));
  };
  return {
    see: (file) => {
      for (const seen of seenIn(file)) note(...seen);
    },
    takeAtItsWord: (evidence) => note('banner', evidence, false),
    signals: () => [...found.values()],
  };
};

/** A row of what was seen: the diff itself shows that the rules change; what a trigger does is for somebody to say. */
type Seen = readonly [name: Name, evidence: Evidence, established: boolean];

const seenIn = (file: FileDiff): readonly Seen[] => {
  const paths = [file.path, file.oldPath ?? ''].map((path) => path.slice(-4096));
  if (paths.some((path) => POLICY.test(path))) return [['policy', evidenceOf(file, firstLine(file, ANY)), true]];
  if (!paths.some((path) => PIPELINE.test(path))) return [];
  const [runs, trigger] = [firstLine(file, RUNS_US), firstLine(file, TRIGGER, 'added')];
  return [
    ...(runs === undefined ? [] : [['pipeline', evidenceOf(file, runs), true] as const]),
    ...(trigger === undefined ? [] : [['trigger', evidenceOf(file, trigger), false] as const]),
  ];
};

/** The names under which a policy is looked for, what withholds files from a model, what words a comment; in any folder, in any case. */
const POLICY = /(?:^|\/)(?:(?:\.?rampart\.ya?ml|\.rampartignore)$|\.rampart\/templates\/)/i;
const PIPELINE =
  /(?:^|\/)\.(?:github|gitlab|circleci|buildkite|ci|woodpecker)\/|(?:^|\/)(?:\.gitlab-ci|\.travis|\.drone|azure-pipelines|bitbucket-pipelines|action)\.ya?ml$|(?:^|\/)Jenkinsfile/i;
const RUNS_US = /\brampart\b/i;
const TRIGGER = /\bpull_request_target\b|\bwrite-all\b|\bsecrets:\s{0,4}inherit\b/;
const ANY = /(?:)/;

type Line = Hunk['lines'][number];

const firstLine = (file: FileDiff, pattern: RegExp, side?: Line['kind']): Line | undefined => {
  for (const { lines } of file.hunks)
    for (const line of lines) {
      const wanted = side === undefined ? line.kind !== 'context' : line.kind === side;
      if (wanted && pattern.test(line.text.slice(0, 1000))) return line;
    }
  return undefined;
};

const evidenceOf = ({ path }: FileDiff, line: Line | undefined): Evidence => ({
  path: detach(path.slice(0, 4096)) || '?',
  line: line?.line ?? 0,
  side: line?.kind === 'removed' ? 'old' : 'new',
  quote: detach(line?.text.slice(0, 500) ?? ''),
});

const signalOf = (name: Name, evidence: Evidence, established: boolean): Signal => ({
  id: `own-rules.${name}`,
  area: entries[name].area,
  level: entries[name].level,
  certainty: established ? 'established' : 'suspected',
  evidence,
  why: entries[name].why,
});
