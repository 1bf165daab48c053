import type { Told } from '../../../app/planner/texts.ts';
import type { Plan } from '../../../core/plan/plan.ts';
import { amountInWords, percentInWords } from '../../../core/plan/report/words.ts';
import { BLANK, fit, flowing, type Line } from '../line.ts';
import { inWords } from './outline.ts';
import type { Planner } from './planner.ts';

const title = (text: string, columns: number): Line => fit([{ text, tone: 'strong' }], columns);
const item = (text: string, columns: number): readonly Line[] => flowing({ text: '  · ', tone: 'dim' }, text, columns);

export const triggerLines = (plan: Plan, columns: number): readonly Line[] => {
  const { triggers, triggerNotes, sights } = inWords(plan);
  return [
    title('Monitors', columns),
    ...plan.monitors.flatMap(({ name, unit, good, baseline }) =>
      item(
        `${name} (${unit}), ${good === 'up' ? 'more' : 'less'} is better${baseline === undefined ? '' : `, usually ${amountInWords(baseline, unit)}`}`,
        columns,
      ),
    ),
    ...triggers.flatMap(({ label, rows }) => [
      BLANK,
      title(label, columns),
      ...rows.flatMap(({ when, respond }) => item(respond === '' ? when : `${when}: ${respond}`, columns)),
    ]),
    BLANK,
    ...triggerNotes.flatMap((note) => item(note, columns)),
    ...(sights.length > 0 ? [BLANK, title('What each step can see', columns)] : []),
    ...sights.flatMap((sight) => item(sight, columns)),
  ];
};

export const flagLines = (plan: Plan, columns: number): readonly Line[] =>
  plan.flags.length === 0
    ? [fit(['No flag: the change ships to everyone at once.'], columns)]
    : plan.flags.flatMap(({ key, owner, bucketBy, sticky, prerequisites, targeting, implementation }) => [
        title(key, columns),
        ...item(`owned by ${owner}; ${plan.provenance.backend}, ${plan.provenance.environment}`, columns),
        ...item(`decided by ${bucketBy}${sticky ? ', and stays so for each user' : ''}`, columns),
        ...prerequisites.flatMap((needs) => item(`rests on ${needs}`, columns)),
        ...(targeting.length > 0 ? item(`${targeting.length} targeting rules`, columns) : []),
        ...(implementation === undefined ? [] : item(implementation, columns)),
        ...inWords(plan).cleanup.flatMap(({ label, text }) => item(`${label}: ${text}`, columns)),
        BLANK,
      ]);

export const rollbackLines = (plan: Plan, columns: number): readonly Line[] => {
  const { rollback } = inWords(plan);
  return [
    title(`Back to ${percentInWords(plan.rollback.target.percent)} within ${rollback.within}`, columns),
    ...rollback.steps.flatMap(({ text, command }, at) => [
      ...flowing({ text: `  ${at + 1} `, tone: 'dim' }, text, columns),
      ...(command === undefined ? [] : flowing('      ', { text: command, tone: 'dim' }, columns)),
    ]),
    BLANK,
    title(rollback.dataRequired ? 'Data has to be put back' : 'Data', columns),
    ...item(rollback.data, columns),
    BLANK,
    title('Who is told', columns),
    ...item(`inside: ${rollback.internal}`, columns),
    ...item(`outside: ${rollback.external}`, columns),
  ];
};

export const messageLines = ({ draft: { plan }, texts }: Planner, columns: number): readonly Line[] => [
  title('Who is told, when, and where', columns),
  ...plan.communications.flatMap(({ when, to, channel }) => item(`${when}: ${to}, by ${channel}`, columns)),
  BLANK,
  title('What users will notice', columns),
  ...(plan.userFacingChanges.length > 0 ? plan.userFacingChanges : ['nothing that was said']).flatMap((one) =>
    item(one, columns),
  ),
  ...(texts?.plan === plan ? texts.told.flatMap((told) => toldLines(told, columns)) : []),
];

const OCCASIONS: Readonly<Record<Told['kind'], string>> = {
  before: 'Said before it begins',
  progress: 'Said while it goes on',
  complete: 'Said when everyone has it',
  rollback: 'Said when it was taken back',
};

/** As it would be sent, with a mark before it: what is ours and what is said are told apart. */
const toldLines = ({ kind, text }: Told, columns: number): readonly Line[] => [
  BLANK,
  title(OCCASIONS[kind], columns),
  ...text
    .trimEnd()
    .split('\n')
    .flatMap((line) => (line.trim() === '' ? [fit([{ text: '  │', tone: 'dim' }], columns)] : said(line, columns))),
];

const said = (line: string, columns: number): readonly Line[] => flowing({ text: '  │ ', tone: 'dim' }, line, columns);
