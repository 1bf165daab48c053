import { z } from 'zod';
import { classify } from '../../core/change/classify.ts';
import { FILE_CLASSES } from '../../core/change/change.ts';
import { type Spelling, spellingsOf, standsIn } from '../../core/flags/spellings.ts';
import { createMasker } from '../../core/secrets/mask.ts';
import { ok, type Result } from '../../core/problem.ts';
import { plain } from '../../core/values/quote.ts';
import { Line } from '../../core/values/text.ts';
import type { SearchHit } from '../../ports/repository.ts';
import type { Ports } from '../operation.ts';

/** A line in which a flag still stands. */
export const CodePlace = z.strictObject({
  path: z.string(),
  line: z.int(),
  text: Line.meta({ description: 'the line itself, secrets masked' }),
  is: z.enum(FILE_CLASSES),
  spelled: z.boolean().meta({ description: 'not the key itself, but a name that people make of it' }),
});
export type CodePlace = z.infer<typeof CodePlace>;

export type InCode = {
  readonly places: ReadonlyMap<string, readonly CodePlace[]>;
  readonly whole: boolean;
};

const SEARCH_MS = 30_000;

/** Where in the files that git keeps those flags still stand: one look for all of them. `own` holds the flags themselves, and is no code. */
export const placesInCode = async (
  keys: readonly string[],
  own: string,
  { repository }: Pick<Ports, 'repository'>,
): Promise<Result<InCode>> => {
  const spelled = keys.map((key) => [key, spellingsOf(key)] as const);
  const words = spelled.flatMap(([, all]) => all.map(({ word }) => word));
  const found = await repository.search({ words, timeMs: SEARCH_MS });
  if (!found.ok) return found;
  const hits = found.value.hits.filter(({ path }) => !own.replaceAll('\\', '/').endsWith(`/${path}`));
  const { text: mask } = createMasker();
  const places = spelled.map(
    ([key, all]) => [key, hits.flatMap((hit) => placeOf(hit, all, mask)).toSorted(byWeight)] as const,
  );
  return ok({ places: new Map(places), whole: found.value.whole });
};

const placeOf = (
  { path, line, text }: SearchHit,
  all: readonly Spelling[],
  mask: (text: string) => string,
): CodePlace[] => {
  const word = all.find((one) => standsIn(text, one.word));
  if (!word) return [];
  const shown = plain(mask(text.trim()), 150) || '(a blank line)';
  return [{ path, line, text: shown, is: classify(path), spelled: !word.exact }];
};

/** What runs comes first, then what tests it, then the rest. */
const WEIGHT: readonly CodePlace['is'][] = ['shipped', 'test', 'fixture', 'tooling', 'ci', 'docs'];

const weightOf = ({ is }: CodePlace): number => (WEIGHT.includes(is) ? WEIGHT.indexOf(is) : WEIGHT.length);

const byWeight = (a: CodePlace, b: CodePlace): number => {
  const apart = weightOf(a) - weightOf(b);
  if (apart !== 0) return apart;
  return a.path === b.path ? a.line - b.line : a.path < b.path ? -1 : 1;
};
