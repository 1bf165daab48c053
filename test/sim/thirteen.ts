/** The promises of the executor, by their numbers; 0 is what goes without saying. */
export const PROMISES: readonly string[] = [
  'nothing throws',
  'exposure never exceeds what the phase allows',
  'after a rollback nothing is raised but by a restart; a pause raises nothing either',
  'every change of exposure says why, or who',
  'the same log, the same state and the same decisions',
  'two executors: one acts',
  'missing, old or broken data is no pass',
  'gates and triggers watch while they wait',
  'both arms worse: hold, and say so',
  'drift is seen, written down, never overwritten in silence',
  'what it rests on comes first, and goes last',
  'no limit is open-ended',
  'approvals are for this very plan',
  'a changed log is detected',
];
