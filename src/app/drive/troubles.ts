import type { Problem } from '../../core/problem.ts';
import type { Ports } from '../operation.ts';

/** What is wrong, by whose it is: told when it begins or becomes another, and when it ends; not every time it is met. */
export type Troubles = {
  /** How many times in a row it has been met. */
  readonly met: (whose: string, problems: readonly Problem[]) => number;
  readonly over: (whose: string) => void;
};

type Met = { readonly code: string; readonly times: number };

export const troublesOf = ({ tell, clock }: Pick<Ports, 'tell' | 'clock'>): Troubles => {
  const known = new Map<string, Met>();
  const say = (rollout: string, what: string, why: string): void => tell({ atMs: clock.nowMs(), rollout, what, why });
  return {
    met: (whose, problems) => {
      const { code = 'unknown', message = '' } = problems[0] ?? {};
      const before = known.get(whose);
      const times = (before?.times ?? 0) + 1;
      known.set(whose, { code, times });
      if (before?.code !== code) say(whose, code, message);
      return times;
    },
    over: (whose) => {
      if (known.delete(whose)) say(whose, 'well again', '');
    },
  };
};
