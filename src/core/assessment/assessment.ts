import { z } from 'zod';
import { Mitigation, Signal } from '../signals/signal.ts';
import { Area } from '../values/area.ts';
import { Level } from '../values/level.ts';
import { RuleName } from '../policy/team-rule.ts';
import { Line, Paragraph, text } from '../values/text.ts';
import { StrategyHint } from './hint.ts';

/** What was looked at, and what was not. Whatever was not looked at pushes the level up, never down. */
const Coverage = z.strictObject({
  analysed: z.int().min(0),
  skipped: z.array(z.strictObject({ path: text(4096), why: Line })).max(1000),
  skippedMore: z.int().min(0).meta({ description: 'skipped files beyond the thousand that are named' }),
  history: Line.optional().meta({ description: 'why what came before the change was not looked at' }),
});
type Coverage = z.infer<typeof Coverage>;

/** A suspicion that somebody trusted has answered: it no longer counts, and stands here with the reason. */
const Cleared = z.strictObject({
  signal: text(120),
  area: Area,
  level: Level,
  path: text(4096),
  line: z.int().min(0),
  quote: Line.meta({ description: 'the line that shows it, found in the diff' }),
  why: Line,
});
export type Cleared = z.infer<typeof Cleared>;

/** What was said, counted: what was taken, what was not, and why not. */
const Advice = z.strictObject({
  level: Level,
  reasons: z.int().min(0).meta({ description: 'whose quotes stand in the diff' }),
  confirmed: z.int().min(0).meta({ description: 'suspicions that were confirmed' }),
  dropped: z.int().min(0).meta({ description: 'reasons and answers whose quotes do not stand in the diff' }),
  refused: z.array(Line).max(20).meta({ description: 'what was wished for and not taken, and why' }),
});

/** How much of a change an adviser was shown. */
const Saw = z.strictObject({
  tokens: z.int().min(0).meta({ description: 'of the prompt, as estimated' }),
  files: z.int().min(0).meta({ description: 'all of them are named or counted' }),
  signals: z.int().min(0),
  signalsListed: z.int().min(0),
  changedLines: z.int().min(0),
  changedLinesShown: z.int().min(0),
  withheld: z.int().min(0).meta({ description: 'files whose content was kept back' }),
});

/** What an opinion cost. */
const Spent = z.strictObject({
  requests: z.int().min(0),
  tokens: z.int().min(0),
  dollars: z.number().min(0).meta({ description: 'at list price' }),
});

const AdviserRecord = z.strictObject({
  kind: z.enum(['rules', 'claude', 'provided']),
  model: Line.optional(),
  promptVersion: Line.optional(),
  also: Line.optional().meta({ description: 'the model that was heard before it' }),
  spent: Spent.optional(),
  saw: Saw.optional().meta({ description: 'how much of the change was shown' }),
});

/** A level that a named person chose in place of the one that was found. */
export const Override = z.strictObject({ level: Level, by: Line, reason: Paragraph });
export type Override = z.infer<typeof Override>;

const Disagreement = z.strictObject({ level: Level, by: Line, reason: Paragraph });

/** How risky a change is and why: the floor, the estimate and what was said about them, judged. */
export const Assessment = z.strictObject({
  level: Level.meta({ description: 'the level the plan is made for' }),
  floor: Level.meta({ description: 'what the established signals add up to' }),
  estimate: Level.meta({ description: 'what all signals add up to' }),
  userFacing: z.boolean(),
  userFacingWhy: Line,
  skip: z.boolean().meta({ description: 'true when no staged rollout is due' }),
  skipWhy: Line.optional(),
  signals: z.array(Signal).max(500),
  mitigations: z.array(Mitigation).max(500),
  reasons: z.array(Paragraph).max(50),
  hint: StrategyHint.optional().meta({ description: 'the way that the change itself suggests' }),
  rules: z.array(RuleName).max(1000).optional().meta({ description: "rules of the team's policy that apply, by name" }),
  coverage: Coverage,
  adviser: AdviserRecord,
  advice: Advice.optional(),
  cleared: z.array(Cleared).max(500).optional().meta({ description: 'suspicions that were answered, one by one' }),
  disagreement: Disagreement.optional(),
  override: Override.optional(),
});
export type Assessment = z.infer<typeof Assessment>;
