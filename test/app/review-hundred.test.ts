import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { say } from '../../src/app/review/say.ts';
import { see } from '../../src/app/review/see.ts';
import type { Weighed } from '../../src/app/review/weigh.ts';
import { portsWith } from '../helpers/cli.ts';
import { worked } from '../helpers/log.ts';
import { aPlan } from '../helpers/samples.ts';
import { HOST_WORLDS } from '../worlds/index.ts';

const bundle = { read: (name: string) => readFile(new URL(`../../${name}`, import.meta.url), 'utf8') };
const plan = aPlan('low');
const weighed = (nth: number): Weighed => ({
  // Every tenth push changes the plan.
  plan: { ...plan, feature: `Spelling ${Math.floor(nth / 10)}` },
  state: 'no-approval-due',
  tally: { votes: [], dues: [], isDone: true },
  wishes: {},
  notAsWished: '',
  meant: {},
  guarded: undefined,
  place: undefined,
});

describe.each(Object.entries(HOST_WORLDS))('a hundred pushes to one request on %s', (_, made) => {
  it('leave one comment, edited ten times and else untouched', async () => {
    const [world, ports] = [made(), portsWith(new Map(), { bundle })];
    const did: string[] = [];
    for (let nth = 0; nth < 100; nth += 1) {
      if (nth === 50) world.write('ana', 'looks good');
      const seen = worked(await see(world.host, 12, ports));
      const said = await say(seen, { weighed: weighed(nth), failOn: 'never', quietBelow: 'never', slash: false });
      did.push(worked(said).did);
    }
    expect(world.said().map(({ author }) => author)).toEqual([world.bot, 'ana']);
    const count = (what: string): number => did.filter((one) => one === what).length;
    expect([count('created'), count('updated'), count('nothing')]).toEqual([1, 9, 90]);
    expect(world.calls.length).toBeLessThanOrEqual(6 * 100);
  });
});
