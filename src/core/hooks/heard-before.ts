import { problem, type Problem } from '../problem.ts';

/** What comes a second time is somebody's copy, or a sender that heard no answer: nothing is done again. */
export const heardBefore = (): Problem =>
  problem({
    kind: 'refused',
    code: 'heard-before',
    path: 'webhook-id',
    message: 'this was heard before, and nothing was done again',
    hint: 'another thing to tell has another webhook-id',
  });
