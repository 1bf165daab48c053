import { BLANK, flowing, type Line, type Size } from '../line.ts';
import type { SetUp } from './state.ts';

/** What was found before anybody was asked, each with what shows it. */
export const foundLines = ({ found }: SetUp, { columns }: Size): readonly Line[] => {
  const { host, repository, languages, policy, unread } = found;
  const rows: readonly (readonly [label: string, said: string])[] = [
    ['host', [host ?? 'none that is known here', repository].filter(Boolean).join(' · ')],
    ['languages', languages.map(({ name, at }) => `${name} (${at})`).join(', ') || 'none that is known here'],
    ['flags', systemsOf('flags', found) || 'no flag system is spoken to in the code'],
    ['metrics', systemsOf('metrics', found) || 'none is spoken to in the code'],
    ['rules', rulesOf(policy)],
  ];
  return [
    ...rows.flatMap(([label, said]) => flowing({ text: label.padEnd(11), tone: 'dim' }, said, columns)),
    ...(unread === undefined
      ? []
      : flowing({ text: '! ', tone: 'warn' }, `the code was not looked through: ${unread}`, columns)),
    BLANK,
    ...flowing('', { text: PROMISE, tone: 'dim' }, columns),
  ];
};

const PROMISE =
  'Nothing is written before the last step, and nothing leaves this machine but the question whether what you name answers.';

const systemsOf = (of: 'flags' | 'metrics', { systems }: SetUp['found']): string =>
  systems
    .filter((one) => one.of === of)
    .map(
      ({ system, name, at }) => `${system} (${at})${name === undefined ? ', which no adapter of ours speaks to' : ''}`,
    )
    .join(' · ');

const rulesOf = (policy: SetUp['found']['policy']): string => {
  if (policy === undefined) return 'none yet: what is built in counts';
  return policy.backend === undefined
    ? `${policy.path}, which cannot be read`
    : `${policy.path}, flags in ${policy.backend}`;
};
