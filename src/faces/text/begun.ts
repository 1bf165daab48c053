import type { Begun } from '../../app/init.ts';
import { terminal } from './escape.ts';

/** `rampart init`: what was written, what was left as it is, and what is left to do. */
export const begunText = (begun: Begun, next: readonly string[]): string => {
  const { written, kept, files } = begun;
  const lines = [
    ...(files ?? []).flatMap(shownFile),
    ...written.map((path) => `Written   ${path}`),
    ...kept.map(({ path, why }) => `Left      ${path}: ${why}`),
    ...(files === undefined ? [] : ['Written   nothing: this was a dry run']),
    ...next.map((one, at) => `${at === 0 ? 'Next' : '    '}      ${one}`),
  ];
  return lines.map((line) => `${terminal(line)}\n`).join('');
};

const WORDS = { new: 'new', changed: 'added to', replaced: 'replaced', same: '', left: '' } as const;

const shownFile = ({ path, is, text }: NonNullable<Begun['files']>[number]): readonly string[] =>
  is === 'same' || is === 'left' ? [] : [`── ${path} · ${WORDS[is]}`, ...text.trimEnd().split('\n'), ''];
