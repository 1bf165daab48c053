import type { Area } from '../values/area.ts';
import { type Level, rank } from '../values/level.ts';
import type { Breadth } from './breadth.ts';
import type { Codemods, Edit } from './edits.ts';
import type { Moves } from './moves.ts';
import type { OwnRuleEyes } from './own-rules.ts';
import type { Layer } from './places.ts';
import type { Struck } from './reading.ts';
import type { Evidence, Mitigation, Signal } from './signal.ts';
import type { TeamEyes, TeamHit } from './team-rules.ts';

/** What the whole change looks like, counted while its files went by. */
export type Facts = {
  readonly analysed: number;
  readonly classes: Readonly<Record<string, number>>;
  /** Lines of shipped code that are neither comment nor import nor format, by where their file stands. */
  readonly live: Readonly<Partial<Record<Layer, number>>>;
  readonly added: number;
  readonly removed: number;
  /** Findings that were struck because their lines only moved, or were renamed or done over and over. */
  readonly movedAway: number;
  readonly renamed: number;
  readonly struck: Readonly<Struck>;
  readonly unread: readonly { readonly path: string; readonly why: string }[];
  readonly unreadMore: number;
};

export type Findings = {
  readonly signals: readonly Signal[];
  readonly mitigations: readonly Mitigation[];
  readonly facts: Facts;
  /** Rules of the team that apply, each once, in their order. */
  readonly team: readonly TeamHit[];
};

/** A hit with what it takes to strike or soften it later, when its file is gone. */
export type Kept = {
  readonly id: string;
  readonly entry: { readonly area: Area; readonly why: string };
  readonly level: Level;
  readonly established: boolean;
  readonly evidence: Evidence;
  readonly keys: readonly number[];
  readonly edit: Edit | undefined;
  readonly flagged: Evidence | undefined;
  readonly switches: readonly string[];
};

export type State = {
  readonly moves: Moves;
  readonly codemods: Codemods;
  readonly breadth: Breadth;
  readonly classes: Record<string, number>;
  readonly live: Partial<Record<Layer, number>>;
  /** How many more suspicions of each level may be kept. */
  readonly room: Record<Level, number>;
  readonly struck: Struck;
  readonly unread: { path: string; why: string }[];
  readonly settings: Map<string, Evidence>;
  readonly team: TeamEyes;
  readonly own: OwnRuleEyes;
  unreadMore: number;
  kept: Kept[];
  analysed: number;
  added: number;
  removed: number;
};

/** The gravest first, and among equals the certain ones. */
export const gravest = (kept: readonly Kept[], most: number): Kept[] =>
  kept
    .toSorted((a, b) => rank(b.level) - rank(a.level) || Number(b.established) - Number(a.established))
    .slice(0, most);
