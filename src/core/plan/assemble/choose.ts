import type { Ladder } from '../../policy/ladder.ts';
import type { Policy } from '../../policy/policy.ts';
import { type NamedRule, waysAsked } from '../../policy/team-rule.ts';
import { failed, ok, problem, type Problem, type Result } from '../../problem.ts';
import { LEVELS, type Level } from '../../values/level.ts';
import type { StrategyKind } from '../../values/strategy-kind.ts';
import { rulesOf } from '../due.ts';
import type { PlanRequest } from '../request.ts';

export type Chosen = {
  readonly kind: StrategyKind;
  readonly name: string;
  readonly ladder: Ladder;
  readonly why: string;
};

/**
 * Which way up: what was asked for by name, then an experiment if there is a question, then what a rule of the team asks
 * for, then what the level asks for.
 */
export const chooseLadder = (request: PlanRequest): Result<Chosen> => {
  const { ladders } = request.policy;
  const { name, why } = wanted(request);
  const ladder = Object.hasOwn(ladders, name) ? ladders[name] : undefined;
  if (!ladder) return failed(noSuchLadder(name, Object.keys(ladders)));
  const asked = request.choices.strategy;
  if (asked && asked !== ladder.strategy) return failed(otherStrategy(name, ladder.strategy, asked));
  return ok({ kind: ladder.strategy, name, ladder, why });
};

const wanted = ({ assessment, choices, policy }: PlanRequest): { name: string; why: string } => {
  const { level } = assessment;
  if (choices.ladder) return { name: choices.ladder, why: `the ladder ${choices.ladder} was asked for` };
  if (choices.strategy)
    return { name: ladderOf(choices.strategy, level, policy), why: `${choices.strategy} was asked for` };
  if (choices.hypothesis) return { name: policy.experiment.ladder, why: 'there is a hypothesis to test' };
  const [rule, ...others] = waysAsked(rulesOf(assessment, policy));
  if (rule) return { name: ladderOf(rule.strategy, level, policy), why: wayInWords(rule, others) };
  if (assessment.skip) return { name: policy.levels.low.ladder, why: 'no staged rollout is due' };
  return { name: policy.levels[level].ladder, why: `the policy asks for it at ${level} risk` };
};

type Way = ReturnType<typeof waysAsked<NamedRule>>[number];

/** Of several rules the others are told as well, so that nobody wonders what became of theirs. */
const wayInWords = ({ name, strategy, why }: Way, others: readonly Way[]): string => {
  const asked = `the team rule ${name} asks for ${strategy}: ${why}`;
  const passed = others.map((other) => `${other.name} asks for ${other.strategy}`).join(', ');
  return (passed === '' ? asked : `${asked} (with no higher floor, ${passed})`).slice(0, 300);
};

/** The ladder of this level if it is of that strategy, else the one of the nearest level that is, else any. */
const ladderOf = (strategy: StrategyKind, level: Level, policy: Policy): string => {
  if (strategy === 'ab') return policy.experiment.ladder;
  const rows = [level, ...LEVELS].map((one) => policy.levels[one]);
  const row = rows.find((one) => one.strategy === strategy);
  return (
    row?.ladder ?? Object.keys(policy.ladders).find((name) => policy.ladders[name]?.strategy === strategy) ?? strategy
  );
};

const noSuchLadder = (name: string, known: readonly string[]): Problem =>
  problem({
    kind: 'usage',
    code: 'no-such-ladder',
    path: 'ladder',
    message: `"${name}" is not a ladder of this policy`,
    hint: `choose one of ${known.join(', ')}, or add it under ladders in rampart.yaml`,
  });

const otherStrategy = (name: string, has: StrategyKind, asked: StrategyKind): Problem =>
  problem({
    kind: 'usage',
    code: 'ladder-of-other-strategy',
    path: 'strategy',
    message: `the ladder "${name}" is a ${has} ladder, and ${asked} was asked for`,
    hint: 'leave one of the two out',
  });
