import { readdirSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { Level } from '../src/core/values/level.ts';
import { StrategyKind } from '../src/core/values/strategy-kind.ts';

const Answer = z.enum(['yes', 'no']);

const Label = z.object({
  id: z.string(),
  title: z.string(),
  level: Level,
  acceptable: z.array(Level).min(1),
  user_facing: Answer,
  user_facing_contested: z.boolean(),
  skip: Answer,
  skip_contested: z.boolean(),
  strategies: z.array(StrategyKind),
  language: z.string(),
  tags: z.array(z.string()),
});
export type Label = z.infer<typeof Label>;
export type Labelled = { readonly label: Label; readonly diff: string };

/** Every labelled change of the corpus: a line of JSON, then its diff. */
export const corpus = (folder = 'fixtures/changes'): readonly Labelled[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.changes'))
    .flatMap((name) => readFileSync(`${folder}/${name}`, 'utf8').split(/^(?=#\{)/m))
    .filter((part) => part.startsWith('#{'))
    .map((part) => {
      const end = part.indexOf('\n');
      return { label: Label.parse(JSON.parse(part.slice(1, end))), diff: part.slice(end + 1) };
    });
