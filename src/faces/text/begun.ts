import type { Begun } from '../../app/init.ts';
import { terminal } from './escape.ts';

/** `rampart init`: what was written, what was left as it is, and what is left to do. */
export const begunText = (begun: Begun): string => {
  const { written, kept, files, found, next } = begun;
  const lines = [
    ...(found ? labelled('Found', foundIn(found)) : []),
    ...(files ?? []).flatMap(shownFile),
    ...written.map((path) => `Written   ${path}`),
    ...kept.map(({ path, why }) => `Left      ${path}: ${why}`),
    ...(files === undefined ? [] : ['Written   nothing: this was a dry run']),
    ...labelled('Next', next),
  ];
  return lines.map((line) => `${terminal(line)}\n`).join('');
};

/** A word in front of the first line, and blanks as wide in front of the others. */
const labelled = (label: string, lines: readonly string[]): readonly string[] =>
  lines.map((line, at) => `${(at === 0 ? label : '').padEnd(10)}${line}`);

const foundIn = ({ host, repository, languages, systems, policy, unread }: NonNullable<Begun['found']>) => [
  [host ?? 'no host that is known here', repository].filter(Boolean).join(' · '),
  ...languages.map(({ name, at }) => `${name} (${at})`),
  ...systems.map(({ of, system, at }) => `${system}, for ${of} (${at})`),
  policy === undefined
    ? 'no rules yet'
    : `${policy.path}${policy.backend === undefined ? '' : `, flags in ${policy.backend}`}`,
  ...(unread === undefined ? [] : [`the code was not looked through: ${unread}`]),
];

const WORDS = { new: 'new', changed: 'added to', replaced: 'replaced', same: '', left: '' } as const;

const shownFile = ({ path, is, text }: NonNullable<Begun['files']>[number]): readonly string[] =>
  is === 'same' || is === 'left' ? [] : [`── ${path} · ${WORDS[is]}`, ...text.trimEnd().split('\n'), ''];
