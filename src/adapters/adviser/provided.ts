import { readOpinion } from '../../core/advice/read-opinion.ts';
import type { Adviser, OpinionFile } from '../../ports/adviser.ts';

const MAX_BYTES = 1024 * 1024;

/** An opinion that somebody wrote to a file: a person, or an agent with a model of its own. It is not asked anything. */
export const providedAdviser = ({ files, file }: OpinionFile): Adviser => ({
  kind: 'provided',
  advise: async () => {
    const nothing = { exchanges: [], charges: [] };
    const text = await files.read(file, MAX_BYTES);
    const opinion = text.ok ? readOpinion(text.value, file) : text;
    return opinion.ok
      ? { is: 'opinion', opinion: opinion.value, ...nothing }
      : { is: 'silence', problems: opinion.problems, ...nothing };
  },
});
