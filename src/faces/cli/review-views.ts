import type { Outcome } from '../../app/operation.ts';
import { terminal, terminalLines } from '../text/escape.ts';
import { problemLines } from './problems.ts';
import type { View } from './views.ts';

type Commented = { readonly did: string; readonly why: string; readonly body: string; readonly conclusion: string };

/** A comment that was only to be seen is seen; of one that was written, what was done. */
export const commentView: View = async ({ document, warnings }: Outcome<Commented>, _, { colour }) => {
  const { did, why, body, conclusion } = document;
  const done = `Comment   ${terminal(did)}: ${terminal(why)}\nCheck     ${terminal(conclusion)}\n`;
  return `${did === 'printed' ? terminalLines(body) : done}${problemLines(warnings, colour)}`;
};

type Responded = { readonly command: string; readonly took: string; readonly why: string };

export const respondView: View = async ({ document: { command, took, why } }: Outcome<Responded>) =>
  `${terminal(command) || 'Comment'}   ${terminal(took)}: ${terminalLines(why)}\n`;

type Merged = { readonly digest: string; readonly kept: readonly string[]; readonly why: string };

export const mergedView: View = async (
  { document: { digest, kept, why }, written, warnings }: Outcome<Merged>,
  _,
  { colour },
) =>
  [
    ...written.map((file) => `Written   ${terminal(file)}\n`),
    ...kept.filter((place) => !written.includes(place)).map((place) => `Kept      ${terminal(place)}\n`),
    `Merged    ${digest === '' ? '' : `sha256:${terminal(digest)}: `}${terminal(why)}\n`,
    problemLines(warnings, colour),
  ].join('');

type Told = { readonly rollouts: readonly { readonly id: string; readonly did: string; readonly why: string }[] };

export const tellView: View = async ({ document: { rollouts }, warnings }: Outcome<Told>, _, { colour }) =>
  [
    ...rollouts.map(({ id, did, why }) => `${terminal(id)}   ${terminal(did)}: ${terminalLines(why)}\n`),
    problemLines(warnings, colour),
  ].join('');
