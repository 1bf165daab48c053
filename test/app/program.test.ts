import { writeFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import type { Plan } from '../../src/core/plan/plan.ts';
import { anOffice, type Office, pass } from '../helpers/office.ts';
import { HOUR, MIN } from '../helpers/rollout.ts';
import { aPlan } from '../helpers/samples.ts';

const opened: Office[] = [];
afterEach(() => opened.splice(0).forEach(({ close }) => close()));

const nobodyAsked = { approvals: [], checklists: { before: [], during: [], after: [] } };

/** In short steps, with one thing to watch. */
const planned = (feature: string, flag: string, prerequisites: readonly string[] = []): Plan => {
  const plan = aPlan('medium', { environment: 'staging', feature, flags: [flag], prerequisites });
  const phases = plan.phases.map(({ soak, gates, ...phase }) => ({
    ...phase,
    ...(soak === undefined ? {} : { soak: 'PT10M' }),
    gates: gates.filter(({ is }) => is !== 'confirmed'),
  }));
  const triggers = plan.triggers.filter(({ monitor, kind }) => monitor === 'error-rate' && kind === 'limit');
  return { ...plan, ...nobodyAsked, id: feature, phases, triggers };
};

const PROGRAM = `schemaVersion: 1
program: persistence
plans:
  - { plan: persistence, file: persistence.json }
  - { plan: snapshots, file: snapshots.json }
  - { plan: scoring, file: scoring.json, needs: [persistence] }
sequence: [[persistence], [snapshots], [scoring]]
budget: { ramps: 1 }
`;

/** Three plans, one of which says itself what it rests on, and the program of the three. */
const office = (program = PROGRAM): Office => {
  const made = anOffice(planned('persistence', 'use_persistence'));
  opened.push(made);
  writeFileSync(made.path('persistence.json'), JSON.stringify(made.plan));
  writeFileSync(
    made.path('snapshots.json'),
    JSON.stringify(planned('snapshots', 'use_snapshots', ['use_persistence'])),
  );
  writeFileSync(made.path('scoring.json'), JSON.stringify(planned('scoring', 'use_scoring')));
  writeFileSync(made.path('program.yaml'), program);
  return made;
};

const apply = (made: Office, id: string, more = '') => {
  const words = ['apply', made.path(`${id}.json`), '--program', made.path('program.yaml'), '--once', more];
  return made.run(words.filter(Boolean).join(' '));
};

const standings = async (made: Office): Promise<Record<string, string>> => {
  const { out } = await made.run('list --json');
  return Object.fromEntries(JSON.parse(out).rollouts.map((one: Record<string, string>) => [one['id'], one['status']]));
};

describe('several plans, from the command line', () => {
  it('go in order, wait for their turn, and go back in reverse', async () => {
    const made = office();
    const early = await apply(made, 'snapshots');
    expect(early).toMatchObject({
      code: 4,
      err: expect.stringContaining('the flag "use_persistence" is not fully on'),
    });
    expect(early.err).toContain('--when-ready');
    expect(early.err).toContain('persistence comes before it and is not begun');
    expect((await made.run('list')).out).toContain('No rollout');
    for (const id of ['scoring', 'snapshots', 'persistence'])
      expect(await apply(made, id, '--when-ready')).toMatchObject({ code: 0 });
    const shown = await made.run(`program ${made.path('program.yaml')}`);
    expect(shown.out).toMatch(
      /1 of 1 on the way[\s\S]*1 {2}persistence[\s\S]*2 {2}snapshots {4}waiting[\s\S]*waits: persistence/,
    );
    const known = JSON.parse((await made.run('programs --json')).out).programs;
    expect(known).toMatchObject([
      { environment: 'staging', program: 'persistence', notBegun: [], budget: { ramps: 1 } },
    ]);
    const places = known[0].plans.map(({ plan, needs, after }: Record<string, unknown>) => [plan, needs, after]);
    expect(places).toEqual([
      ['persistence', [], []],
      ['snapshots', ['persistence'], ['persistence']],
      ['scoring', ['persistence'], ['snapshots']],
    ]);
    expect((await made.run('programs')).out).toMatch(/snapshots {4}waiting[\s\S]*waits: persistence/);
    expect((await made.run('why scoring')).out).toContain('the plan "persistence" is not completed: it is at');
    await pass(made, 6 * HOUR, 10 * MIN);
    expect(await standings(made)).toEqual({ persistence: 'completed', snapshots: 'completed', scoring: 'completed' });
    const back = await made.run('rollback persistence --reason broken --json');
    expect(JSON.parse(back.out)).toMatchObject({ status: 'rolled-back', percent: 0 });
    expect(await standings(made)).toEqual({
      persistence: 'rolled-back',
      snapshots: 'rolled-back',
      scoring: 'rolled-back',
    });
    expect((await made.run('log scoring --json')).out).toContain('it rests on persistence, which goes back: broken');
    for (const id of ['persistence', 'snapshots', 'scoring'])
      expect(await made.run(`replay ${id}`)).toMatchObject({ code: 0 });
    const after = JSON.parse((await made.run(`program ${made.path('program.yaml')} --json`)).out);
    expect(after.plans.map(({ stand, before }: { stand: string; before: string[] }) => [stand, before])).toEqual([
      ['back', ['scoring', 'snapshots']],
      ['back', []],
      ['back', []],
    ]);
  }, 60_000);

  it('say what is wrong with a program, all at once, and where', async () => {
    const made = office(
      PROGRAM.replace('needs: [persistence]', 'needs: [persistance, scoring]').replace('scoring.json', 'no.json'),
    );
    const said = await made.run(`program ${made.path('program.yaml')} --json`);
    expect(said.code).not.toBe(0);
    const { problems } = JSON.parse(said.out);
    expect(problems.map(({ code }: { code: string }) => code)).toEqual(
      expect.arrayContaining(['program-unknown-plan', 'program-needs-itself']),
    );
    expect(said.out).toContain('did you mean');
    expect(said.out).toContain('no.json');
  });

  it('refuse a plan that the program does not name, or names in another version', async () => {
    const made = office();
    writeFileSync(made.path('other.json'), JSON.stringify(planned('other', 'use_other')));
    expect(await apply(made, 'other')).toMatchObject({ code: 2, err: expect.stringContaining('not-in-program') });
    writeFileSync(made.path('copy.json'), JSON.stringify({ ...planned('scoring', 'use_scoring'), feature: 'changed' }));
    expect(await apply(made, 'copy')).toMatchObject({ code: 4, err: expect.stringContaining('program-other-version') });
  });
});
