import { describe, expect, it, onTestFinished } from 'vitest';
import { anOffice, type Office } from '../helpers/office.ts';

const made = async () => {
  const office = anOffice();
  onTestFinished(office.close);
  await office.run('apply p.json');
  const asked = office.plan.checklists.before.filter(({ confirm }) => confirm === 'person').map(({ id }) => id);
  return { office, asked };
};

const confirmed = async ({ run, plan }: Office): Promise<unknown[]> => {
  const { out } = await run(`log ${plan.id} --json`);
  const { events } = JSON.parse(out) as { events: { type: string; item?: string }[] };
  return events.flatMap(({ type, item }) => (type === 'confirmed' ? [item] : []));
};

describe('rampart confirm', () => {
  it('takes several items, each with its own line in the log', async () => {
    const { office, asked } = await made();
    expect(asked.length).toBeGreaterThan(2);
    const two = asked.slice(0, 2);
    expect((await office.run(`confirm recalc ${two.join(' ')} --by anna`)).code).toBe(0);
    expect(await confirmed(office)).toEqual(two);
    expect((await office.run('confirm recalc --all --by anna')).code).toBe(0);
    expect(await confirmed(office)).toEqual(asked);
  });

  it('writes none down where one is asked for by nobody, and says all that is wrong', async () => {
    const { office, asked } = await made();
    const said = await office.run(`confirm recalc ${asked[0]} one two --by anna`);
    expect(said).toMatchObject({ code: 5, err: expect.stringMatching(/"one"[^]*"two"/) });
    expect(await confirmed(office)).toEqual([]);
  });

  it('wants to hear which, and says when nothing is left', async () => {
    const { office, asked } = await made();
    expect(await office.run('confirm recalc')).toMatchObject({ code: 2, err: expect.stringContaining('some-or-all') });
    expect((await office.run(`confirm recalc ${asked[0]} --all`)).code).toBe(2);
    await office.run('confirm recalc --all');
    expect(await office.run('confirm recalc --all')).toMatchObject({ code: 5 });
  });
});
