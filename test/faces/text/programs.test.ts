import { describe, expect, it } from 'vitest';
import type { ProgramShown } from '../../../src/app/program.ts';
import { programText } from '../../../src/faces/text/programs.ts';
import { loadTemplate } from '../../helpers/templates.ts';

const place = (plan: string, more: Partial<ProgramShown['plans'][number]> = {}): ProgramShown['plans'][number] => ({
  plan,
  file: `${plan}.plan.json`,
  stand: 'not-begun',
  where: 'not begun',
  percent: 0,
  free: false,
  waitsFor: [],
  needs: [],
  after: [],
  before: [],
  ...more,
});

const shown: ProgramShown = {
  schemaVersion: 1,
  program: 'state-persistence',
  plans: [
    place('persistence', {
      rollout: 'persistence',
      stand: 'done',
      where: 'completed',
      before: ['recovery', 'snapshots'],
    }),
    place('snapshots', {
      rollout: 'snapshots',
      stand: 'climbing',
      where: 'at 25 %',
      free: true,
      needs: ['persistence'],
    }),
    place('recovery', {
      needs: ['snapshots'],
      waitsFor: ['the flag "enable_state_snapshots" is not fully on', 'snapshots comes before it and is at 25 %'],
    }),
    place('scoring', { free: true, needs: ['persistence'] }),
    place('\u001B[31mred', { rollout: 'red', stand: 'back', where: 'rolled back' }),
  ],
  budget: { ramps: 2, exposurePercent: 150 },
  spent: { ramps: ['snapshots'], exposurePercent: 25 },
};

const textOf = (width: number, document = shown) =>
  programText(document, 'ops/program.yaml', loadTemplate, { width, colour: false });

describe('a program, for people', () => {
  it('shows the order, what waits and for what, and what to type next', async () => {
    expect(await textOf(100)).toMatchInlineSnapshot(`
      "state-persistence
      5 plans   1 of 2 on the way   25 % of 150 % exposed

        1  persistence  completed    before it goes off: recovery, snapshots
        2  snapshots    at 25 %      rests on persistence
        3  recovery     not begun    rests on snapshots
                                     waits: the flag "enable_state_snapshots" is not fully on
                                     waits: snapshots comes before it and is at 25 %
        4  scoring      may begin    rests on persistence
        5  \\x1b[31mred  rolled back

      Next           rampart apply ops/scoring.plan.json --program ops/program.yaml
                     rampart why snapshots
      "
    `);
  });

  it('fits a narrow terminal, and lets nothing act on it', async () => {
    const text = await textOf(60);
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(60);
    expect(text).not.toContain('\u001B');
  });

  it('is short where there is one plan and no budget', async () => {
    const [only] = shown.plans;
    expect(await textOf(80, { ...shown, plans: only ? [only] : [], budget: {} })).toMatchInlineSnapshot(`
      "state-persistence
      1 plan

        1  persistence  completed  before it goes off: recovery, snapshots
      "
    `);
  });
});
