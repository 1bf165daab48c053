import { readFileSync } from 'node:fs';
import { type Level, LEVELS, rank } from '../src/core/values/level.ts';
import { type Answer, BASELINES } from './baselines.ts';
import { corpus, type Label, type Labelled } from './corpus.ts';
import { judge } from './judge.ts';

/**
 * Scores the analyser on the corpus, beside three floors in the same run:   node bench/eval.ts [folder]
 * The same with a model beside the rules, where there is a key:            node bench/eval.ts [folder] --ai
 * Judges one change for a scorer from outside, and prints JSON:            node bench/eval.ts --diff FILE --message FILE
 */
const argument = (name: string): string | undefined => {
  const at = process.argv.indexOf(name);
  return at < 0 ? undefined : process.argv[at + 1];
};

const encoder = new TextEncoder();

const analyser = (diff: string, title: string): Answer => {
  const { level, userFacing, skip, hint } = judge(encoder.encode(diff), title);
  return { level, userFacing, skip, strategy: hint?.kind ?? 'immediate' };
};

type Judged = { readonly label: Label; readonly answer: Answer };

const share = (
  judged: readonly Judged[],
  holds: (one: Judged) => boolean,
  among: (one: Judged) => boolean = () => true,
): string => {
  const all = judged.filter(among);
  const good = all.filter(holds).length;
  return all.length === 0 ? 'none' : `${((100 * good) / all.length).toFixed(1)} % (${good}/${all.length})`;
};

const lowest = (label: Label): number => Math.min(...label.acceptable.map(rank));
const highest = (label: Label): number => Math.max(...label.acceptable.map(rank));
const isRight = ({ label, answer }: Judged): boolean => label.acceptable.includes(answer.level);
const yes = (value: boolean): string => (value ? 'yes' : 'no');

const confusion = (judged: readonly Judged[]): void => {
  const count = (is: Level, called: Level) =>
    judged.filter(({ label, answer }) => label.level === is && answer.level === called).length;
  console.log(`  ${'is \\ called'.padEnd(24)}${LEVELS.map((level) => level.padStart(9)).join('')}`);
  for (const is of LEVELS)
    console.log(`  ${is.padEnd(24)}${LEVELS.map((called) => String(count(is, called)).padStart(9)).join('')}`);
};

const say = (what: string, value: string): void => console.log(`  ${what.padEnd(24)}${value}`);

const report = (name: string, judged: readonly Judged[], ms: number): void => {
  const isCritical = ({ label }: Judged) => label.level === 'critical';
  console.log(`\n${name}, ${judged.length} changes`);
  say('level right', share(judged, isRight));
  say(
    'within one',
    share(
      judged,
      ({ label, answer }) => rank(answer.level) >= lowest(label) - 1 && rank(answer.level) <= highest(label) + 1,
    ),
  );
  say(
    'critical found',
    share(judged, ({ answer }) => answer.level === 'critical', isCritical),
  );
  say(
    'critical right',
    share(judged, isRight, ({ answer }) => answer.level === 'critical'),
  );
  say(
    'called too low',
    share(judged, ({ label, answer }) => rank(answer.level) < lowest(label)),
  );
  say(
    'called too high',
    share(judged, ({ label, answer }) => rank(answer.level) > highest(label)),
  );
  say(
    'skip right',
    share(
      judged,
      ({ label, answer }) => yes(answer.skip) === label.skip,
      ({ label }) => !label.skip_contested,
    ),
  );
  say(
    'skipped wrongly',
    share(
      judged,
      ({ label, answer }) => answer.skip && label.skip === 'no',
      ({ label }) => !label.skip_contested,
    ),
  );
  say(
    'user-facing right',
    share(
      judged,
      ({ label, answer }) => yes(answer.userFacing) === label.user_facing,
      ({ label }) => !label.user_facing_contested,
    ),
  );
  say(
    'strategy acceptable',
    share(judged, ({ label, answer }) => label.strategies.includes(answer.strategy)),
  );
  say('time per change', `${(ms / Math.max(1, judged.length)).toFixed(2)} ms`);
  confusion(judged);
};

const scored = (name: string, labelled: readonly Labelled[], ask: (diff: string, title: string) => Answer): void => {
  const started = performance.now();
  const judged = labelled.map(({ label, diff }) => ({ label, answer: ask(diff, label.title) }));
  report(name, judged, performance.now() - started);
};

const scoredWithModel = async (labelled: readonly Labelled[]): Promise<void> => {
  const { advised } = await import('./eval-ai.ts');
  const ask = await advised();
  const started = performance.now();
  const judged: (Judged & { readonly dollars: number })[] = [];
  for (const { label, diff } of labelled) {
    const { dollars, ...answer } = await ask(diff, label.title);
    judged.push({ label, answer, dollars });
  }
  report('the analyser and a model', judged, performance.now() - started);
  say('paid, at list price', `$${judged.reduce((sum, { dollars }) => sum + dollars, 0).toFixed(4)}`);
};

const one = argument('--diff');
if (one === undefined) {
  const folder = process.argv[2]?.startsWith('--') ? undefined : process.argv[2];
  const labelled = corpus(folder);
  for (const [name, ask] of Object.entries(BASELINES)) scored(`floor: ${name}`, labelled, ask);
  scored('the analyser', labelled, analyser);
  if (process.argv.includes('--ai')) await scoredWithModel(labelled);
} else {
  const message = argument('--message');
  const { hint, ...risk } = judge(readFileSync(one), message === undefined ? '' : readFileSync(message, 'utf8'));
  console.log(JSON.stringify({ risk, strategy: hint }));
}
