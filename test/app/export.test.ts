import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { operations, operationsFor } from '../../src/app/index.ts';
import { views } from '../../src/faces/cli/screens.ts';
import { portsWith, say } from '../helpers/cli.ts';
import { aPlan } from '../helpers/samples.ts';

const run = async (line: string, plan = aPlan('critical')) => {
  const files = new Map([['p.json', JSON.stringify(plan)]]);
  const ports = portsWith(files);
  const words = line.split(' ');
  const said = await say(words, {
    operations: await operationsFor(words, operations),
    ports,
    views: views(ports.bundle),
  });
  return { ...said, files };
};

describe('rampart export', () => {
  it('prints YAML that another program can read, with what is lost above it', async () => {
    const { out, code } = await run('export p.json --to argo-rollouts --workload shop');
    expect(code).toBe(0);
    expect(out).toMatch(/^# made from the plan [\s\S]*# - rings internal/);
    const [rollout] = parseAllDocuments(out).map((document) => document.toJS());
    expect(rollout).toMatchObject({ kind: 'Rollout', metadata: { name: 'shop' } });
  });

  it('writes a file once, and says what is lost', async () => {
    const { out, files } = await run('export p.json --to goff --starts 2026-12-01T09:00:00Z --out flags.goff.yaml');
    expect(out).toMatch(/Written {7}flags.goff.yaml\nNot carried\n {2}\S/);
    expect(files.get('flags.goff.yaml')).toContain('scheduledRollout');
  });

  it('writes the flags of one phase for flagd, as YAML that it reads', async () => {
    const { out } = await run('export p.json --to flagd --phase beta');
    expect(out).toMatch(/^# made from the plan [\s\S]*# - phases internal/);
    const { flags } = parseAllDocuments(out)[0]?.toJS() ?? {};
    expect(Object.values(flags ?? {})).toMatchObject([{ state: 'ENABLED', metadata: { phase: 'beta' } }]);
    expect(JSON.stringify(flags)).toContain('"beta"');
  });

  it('keeps a hostile name from leaving its comment', async () => {
    const plan = aPlan('critical');
    const frozen = {
      ...plan.schedule,
      freezes: [{ from: '2026-12-24T00:00:00Z', to: '2026-12-25T00:00:00Z', why: 'a\nkind: Evil' }],
    };
    const { out } = await run('export p.json --to flagger', { ...plan, schedule: frozen });
    expect(out).toContain('# - freezes a kind: Evil');
    expect(parseAllDocuments(out)[0]?.toJS()).toMatchObject({ kind: 'Canary' });
  });

  it.each([
    ['export p.json', 'usage'],
    ['export p.json --to helm', 'choose one of'],
    ['export p.json --to flagger --workload Shop!', '--workload'],
    ['export p.json --to goff --starts tomorrow', '--starts'],
    ['export p.json --to flagd --phase bta', 'did you mean "beta"'],
    ['export p.json --to goff --phase beta', 'leave out --phase'],
  ])('%s is a mistake of usage', async (line, words) => {
    const { code, err } = await run(line);
    expect([code, err]).toEqual([2, expect.stringContaining(words)]);
  });
});
