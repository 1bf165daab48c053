import { ACTIONS } from '../../values/metric.ts';
import type { Plan } from '../plan.ts';
import type { Trigger } from '../watch.ts';
import {
  actionInWords,
  conditionInWords,
  criterionInWords,
  durationInWords,
  monitorOf,
  numberInWords,
  silenceInWords,
} from './words.ts';

export type TriggerRow = { readonly id: string; readonly when: string; readonly respond: string };

/** All triggers that do the same, the gravest first. */
export type TriggerGroup = {
  readonly action: Trigger['action'];
  readonly label: string;
  readonly rows: readonly TriggerRow[];
};

const LABELS: Record<Trigger['action'], string> = {
  rollback: 'Rolls back on',
  pause: 'Pauses on',
  hold: 'Holds on',
  notify: 'Tells on',
};

type Watched = Pick<Plan, 'triggers' | 'monitors'>;

export const triggerGroups = ({ triggers, monitors }: Watched): TriggerGroup[] =>
  ACTIONS.toReversed()
    .map((action) => ({
      action,
      label: LABELS[action],
      rows: triggers
        .filter((trigger) => trigger.action === action)
        .map((trigger) => ({
          id: trigger.id,
          when: conditionInWords(trigger, monitors),
          respond: trigger.respond ?? '',
        })),
    }))
    .filter(({ rows }) => rows.length > 0);

/** What holds for silence and for few samples: one sentence where all triggers agree, else one for each answer. */
export const triggerNotes = ({ triggers, monitors }: Watched): string[] => {
  return [silenceInWords, samplesInWords, lastingInWords].flatMap((sayingOf) => notesBy(sayingOf, triggers, monitors));
};

const samplesInWords = ({ minSamples }: Trigger): string =>
  minSamples > 0 ? `fewer than ${numberInWords(minSamples)} samples are no verdict` : '';

const lastingInWords = ({ verdicts }: Trigger): string =>
  [
    verdicts?.fail && `acts after failing for ${durationInWords(verdicts.fail.after)}`,
    verdicts?.inconclusive && answerInWords('undecided', verdicts.inconclusive),
    verdicts?.error && answerInWords('asking fails', verdicts.error),
  ]
    .filter(Boolean)
    .join(', ');

const answerInWords = (what: string, { after, action }: Trigger['noData']): string =>
  `${what} for ${durationInWords(after)} → ${actionInWords(action)}`;

const notesBy = (sayingOf: (trigger: Trigger) => string, triggers: Plan['triggers'], monitors: Plan['monitors']) => {
  const sayings = [...new Set(triggers.map(sayingOf))];
  return sayings.filter(Boolean).map((saying) => {
    if (sayings.length === 1) return saying;
    const about = triggers.filter((trigger) => sayingOf(trigger) === saying);
    const names = new Set(about.map(({ monitor }) => monitorOf(monitor, monitors).name));
    return `${[...names].join(', ')}: ${saying}`;
  });
};

export type CriterionRow = { readonly text: string; readonly measured: boolean };

export const criterionRows = ({
  successCriteria,
  monitors,
}: Pick<Plan, 'successCriteria' | 'monitors'>): CriterionRow[] =>
  successCriteria.map((criterion) => ({
    text: criterionInWords(criterion, monitors),
    measured: criterion.metric !== undefined,
  }));
