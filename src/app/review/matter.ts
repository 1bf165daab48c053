import type { Plan } from '../../core/plan/plan.ts';
import type { ReviewState } from '../../core/review/headline.ts';
import type { PeopleRules, Person } from '../../core/review/people.ts';
import type { Slash } from '../../core/review/slash.ts';
import type { PrCommands, PrEvent, Reaction } from '../../ports/pr-host.ts';
import type { Known } from '../make-plan.ts';
import type { RespondInput } from './fields.ts';
import type { Seen } from './see.ts';

export type Answered = {
  readonly command: string;
  readonly took: 'nothing' | Reaction;
  readonly why: string;
  readonly comment: 'nothing' | 'created' | 'updated';
};

/** What came of a command: a sign for whoever gave it, and words. */
export type Reply = {
  readonly took: Reaction;
  readonly why: string;
  /** Where the rollout is by now that was moved, with the plan that it carries out. */
  readonly now?: { readonly plan: Plan; readonly state: ReviewState };
};

export type Asked = {
  readonly event: Extract<PrEvent, { is: 'comment' }>;
  readonly seen: Seen;
  readonly commands: PrCommands;
  readonly input: RespondInput;
};

/** Somebody's command, with all that it is judged by. */
export type Matter = Asked & {
  readonly slash: Slash;
  readonly person: Person;
  /** The change, where it was looked at already. */
  readonly known: Known | undefined;
  readonly rules: PeopleRules;
};
