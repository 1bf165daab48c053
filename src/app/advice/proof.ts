import type { Gathered } from '../../core/advice/gather.ts';
import type { Heard } from '../../core/assessment/judge.ts';
import type { Opinion } from '../../core/assessment/opinion.ts';
import { createQuoteCheck } from '../../core/assessment/quotes.ts';

/** Holds an opinion against the lines that were kept of a change: which of its quotes really stand there. */
export const proven = (opinion: Opinion, { pieces }: Gathered): Pick<Heard, 'opinion' | 'verified'> => {
  const reasons = createQuoteCheck(opinion.reasons.map((said) => ({ ...said, said })));
  const answers = createQuoteCheck(
    opinion.suspicions.map((said) => ({ file: said.file, line: said.quoteLine, quote: said.quote, said })),
  );
  for (const { file, lines } of pieces) {
    reasons.see({ path: file.path, hunks: [{ lines }] });
    answers.see({ path: file.path, hunks: [{ lines }] });
  }
  return {
    opinion,
    verified: {
      reasons: reasons.verified().map(({ said }) => said),
      suspicions: answers.verified().map(({ said }) => said),
    },
  };
};
