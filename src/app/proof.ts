import type { Heard } from '../core/assessment/judge.ts';
import type { Opinion } from '../core/assessment/opinion.ts';
import { createQuoteCheck } from '../core/assessment/quotes.ts';
import type { FileDiff } from '../core/change/change.ts';

/** Holds an opinion against a change: what goes by is looked at for the lines that the opinion quotes. */
export type Proof = {
  readonly see: (file: Pick<FileDiff, 'path' | 'hunks'>) => void;
  readonly heard: () => Pick<Heard, 'opinion' | 'verified'>;
};

export const createProof = (opinion: Opinion): Proof => {
  const reasons = createQuoteCheck(opinion.reasons.map((said) => ({ ...said, said })));
  const answers = createQuoteCheck(
    opinion.suspicions.map((said) => ({ file: said.file, line: said.quoteLine, quote: said.quote, said })),
  );
  return {
    see: (file) => {
      reasons.see(file);
      answers.see(file);
    },
    heard: () => ({
      opinion,
      verified: {
        reasons: reasons.verified().map(({ said }) => said),
        suspicions: answers.verified().map(({ said }) => said),
      },
    }),
  };
};
