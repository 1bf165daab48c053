import { describe, expect, it } from 'vitest';
import { analyze } from '../../src/app/analyze.ts';
import { portsWith, say } from '../helpers/cli.ts';
import { aClimb } from '../helpers/rollout.ts';
import { recordedText } from '../helpers/series.ts';

const run = async (files: Map<string, string>, ...words: readonly string[]) =>
  say(['analyze', ...words], { operations: [analyze], ports: portsWith(files) });

const files = () =>
  new Map([
    ['m.csv', recordedText()],
    ['plan.json', JSON.stringify(aClimb())],
    [
      'bad.csv',
      'time,metric,arm,samples,bad\nnow,error-rate,treatment,1,0\n2026-03-02T09:00:00Z,error-rate,both,1,2\n',
    ],
    ['twice.csv', recordedText() + recordedText().split('\n').slice(1).join('\n')],
  ]);

describe('rampart analyze', () => {
  it('answers with one document, by the policy or by a plan', async () => {
    const byPolicy = await run(files(), 'm.csv', '--json');
    expect(JSON.parse(byPolicy.out)).toMatchObject({ schemaVersion: 1, outcome: { is: 'rolled-back' } });
    const byPlan = await run(files(), 'm.csv', '--plan', 'plan.json', '--json');
    expect(JSON.parse(byPlan.out)).toMatchObject({ plan: aClimb().id, judged: [{ trigger: 'errors' }] });
  });

  it('writes the picture, once', async () => {
    const there = files();
    expect((await run(there, 'm.csv', '--svg', 'a.svg', '--json')).code).toBe(0);
    expect(there.get('a.svg')).toMatch(/^<svg .*<\/svg>\n$/s);
    expect((await run(there, 'm.csv', '--svg', 'a.svg')).code).not.toBe(0);
  });

  it('warns of lines that may have come twice', async () => {
    const { out } = await run(files(), 'twice.csv', '--json');
    expect(JSON.parse(out)).toMatchObject({ observations: 960 });
  });

  it.each([
    [['bad.csv'], 3, ['bad.csv:2', 'bad.csv:3']],
    [['gone.csv'], 2, ['gone.csv']],
    [['m.csv', '--plan', 'plan.json', '--ladder', 'canary', '--share', '5'], 2, ['--ladder', '--share']],
    [['m.csv', '--ladder', 'nowhere'], 2, ['nowhere']],
    [['m.csv', '--limit', 'errors-hgih=2'], 2, ['did you mean']],
  ])('%j is refused with a way out', async (words, code, said) => {
    const { code: exit, err } = await run(files(), ...words);
    expect(exit).toBe(code);
    for (const one of said) expect(err).toContain(one);
  });
});
