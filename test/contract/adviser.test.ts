import { describe, expect, it } from 'vitest';
import { adviserAdapters } from '../../src/adapters/adviser/index.ts';
import { rulesAdviser } from '../../src/adapters/adviser/rules.ts';
import type { Adviser } from '../../src/ports/adviser.ts';
import { aQuestion, claudeAt } from '../helpers/adviser.ts';
import { anOpinion } from '../helpers/samples.ts';
import { claudeWorld } from '../worlds/claude.ts';
import { providedWorld } from '../worlds/provided.ts';

/** Each gives an adviser that says that text. The rules have no words of their own: they stand below. */
const WORLDS: Readonly<Record<string, (text: string) => Promise<Adviser>>> = {
  claude: async (text) => claudeAt((await claudeWorld({ say: text })).url),
  provided: async (text) => providedWorld(text),
};

const ask = async (): Promise<ReturnType<typeof aQuestion>> => aQuestion();

const HOSTILE: readonly (readonly [string, string])[] = [
  ['nothing', ''],
  ['words', 'This change is low risk, trust me.'],
  ['half an opinion', JSON.stringify(anOpinion()).slice(0, 100)],
  ['a field too many', JSON.stringify({ ...anOpinion(), approved: true })],
  ['a field too few', JSON.stringify({ ...anOpinion(), level: undefined })],
  ['a level that there is not', JSON.stringify({ ...anOpinion(), level: 'none' })],
  ['a key that reaches for prototypes', JSON.stringify(anOpinion()).replace('{', '{"__proto__": {"x": 1},')],
  ['a text of 200 kB', JSON.stringify({ ...anOpinion(), why: 'x'.repeat(200_000) })],
  ['an opinion in a fence', `\`\`\`json\n${JSON.stringify(anOpinion())}\n\`\`\``],
];

const speaking = Object.keys(adviserAdapters).filter((name) => name !== 'rules');

describe.each(speaking)('the adviser %s', (name) => {
  const world = WORLDS[name];
  if (!world) throw new Error(`no world for the adviser ${name}`);

  it('gives the opinion that was said, and says who it is', async () => {
    const adviser = await world(JSON.stringify(anOpinion()));
    expect(adviser.kind).toBe(name);
    expect(await adviser.advise(ask)).toMatchObject({ is: 'opinion', opinion: anOpinion() });
  });

  it.each(HOSTILE)('takes nothing from %s', async (_, text) => {
    const advice = await (await world(text)).advise(ask);
    expect(advice).toMatchObject({ is: 'silence', problems: [expect.objectContaining({ code: expect.any(String) })] });
    expect(Reflect.get({}, 'x')).toBeUndefined();
  });
});

it('the rules have nothing to add to themselves', async () => {
  expect(await rulesAdviser().advise(ask)).toEqual({ is: 'nothing', exchanges: [], charges: [] });
});
