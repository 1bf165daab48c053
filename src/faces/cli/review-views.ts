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

type Merged = { readonly digest: string; readonly why: string };

export const mergedView: View = async (
  { document: { digest, why }, written, warnings }: Outcome<Merged>,
  _,
  { colour },
) =>
  [
    ...written.map((file) => `Written   ${terminal(file)}\n`),
    `Merged    ${digest === '' ? '' : `sha256:${terminal(digest)}: `}${terminal(why)}\n`,
    problemLines(warnings, colour),
  ].join('');

type Told = { readonly did: string; readonly why: string };

export const tellView: View = async ({ document: { did, why } }: Outcome<Told>) =>
  `Comment   ${terminal(did)}: ${terminalLines(why)}\n`;
