import type { Opinion } from './opinion.ts';

type Row = { readonly taken: string; readonly never: string };

/** What may be taken from each field of an opinion, and what may not. The page docs/taken.md is made of it. */
export const TAKEN: Readonly<Record<Exclude<keyof Opinion, 'schemaVersion'>, Row>> = {
  level: {
    taken: 'a higher level, where the quote of at least one reason stands in the diff',
    never:
      'a lower one: it is recorded and shown as a disagreement; going lower takes a person with a name and a reason',
  },
  why: { taken: 'the words of a disagreement', never: 'anything else' },
  userFacing: { taken: 'that users notice, where the rules saw nothing', never: 'that they do not' },
  userFacingChanges: {
    taken: 'the list in the plan, where no person gave one with `--changes`',
    never: 'anything a machine acts on',
  },
  reasons: {
    taken: 'those whose quote stands in that file on that line, word for word',
    never: 'the others: they are dropped and counted',
  },
  suspicions: {
    taken:
      'an answer whose quote stands in the file of the signal; a clearing only of a suspected signal that the adviser was shown, for an author whom the policy trusts, and with its reason in the plan',
    never:
      'the clearing of an established signal; any for a fork, for a change of the policy or for an author who is not trusted; and money, security, data or exposure below medium',
  },
  strategy: {
    taken:
      'one as careful as what the policy asks for at the level, where neither a person nor a rule of the team chose',
    never: 'a less careful one: it becomes a question',
  },
  strategyWhy: { taken: 'the words of that question', never: 'anything else' },
  monitors: {
    taken: 'metrics of the policy, watched as well',
    never: 'metrics that it lacks: they become questions; a limit, a trigger or the removal of a monitor',
  },
  hypothesis: {
    taken: 'the question of an experiment, where `ab` is taken',
    never: 'otherwise: it becomes a question',
  },
  primaryMetric: {
    taken: 'a metric of the policy, where `ab` is taken',
    never: 'one that it lacks: it becomes a question',
  },
  dataRollback: {
    taken: 'the procedure for people, marked as proposed, where no person gave one',
    never: 'a command that a machine runs',
  },
  dependencies: { taken: 'questions', never: 'a gate, or a flag that has to be on first' },
  risks: { taken: 'rows in the table that people read', never: 'anything a machine acts on' },
  questions: { taken: 'questions to the author', never: 'anything a machine acts on' },
};
