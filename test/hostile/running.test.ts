import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import type { Said } from '../helpers/cli.ts';
import { agreed, anOffice, type Office } from '../helpers/office.ts';
import { rawIn } from './clean.ts';

/** What stands beside a rollout while it runs: files of metrics, checks and flags, and what people call themselves. */
const LIVE = '\u001b[2J\u001b[31mLOW\u202eevil\u202c\u200b\u009b1m\u0007\rx';

const offices: Office[] = [];
afterEach(() => {
  for (const office of offices.splice(0)) office.close();
});

const started = async (): Promise<Office> => {
  const made = anOffice();
  offices.push(made);
  await made.run('apply p.json');
  await agreed(made);
  expect((await made.run('apply p.json --once --yes')).code).toBe(0);
  return made;
};

/** Everything that is told of a rollout, to people and to programs. */
const told = async ({ run, plan: { id } }: Office): Promise<readonly (readonly [string, Said])[]> => {
  const lines = ['list', ...['status', 'why', 'log', 'replay'].map((name) => `${name} ${id}`), 'tick --all'];
  const shown: (readonly [string, Said])[] = [];
  for (const line of lines.flatMap((one) => [one, `${one} --json`])) shown.push([line, await run(line)]);
  return shown;
};

/** Whatever came through raw, and whatever broke. */
const complaints = (shown: readonly (readonly [string, Said])[]): readonly string[] => [
  ...shown.flatMap(rawIn),
  ...shown.filter(([, { code }]) => code === 1).map(([name, { err }]) => `${name}: ${err}`),
];

describe('a rollout among hostile neighbours', () => {
  it('tells what people call themselves, and obeys nothing of it', async () => {
    const office = await started();
    const { run, plan } = office;
    const said = await Promise.all(
      [`pause ${plan.id} --by ${LIVE} --reason ${LIVE}`, `status ${LIVE}`, `why ${plan.id} --db ${LIVE}`].map(
        async (line) => [line.split(' ')[0] ?? '', await run(line)] as const,
      ),
    );
    const shown = await told(office);
    expect(complaints([...said, ...shown])).toEqual([]);
    expect(shown.find(([name]) => name.startsWith('log'))?.[1].out).toContain('evil');
  });

  it('reads hostile metrics as no data, and shows them as text', async () => {
    const office = await started();
    const { path, clock } = office;
    const lines = [
      { atMs: clock.now, metric: LIVE, arm: 'treatment', samples: 1, value: 1 },
      { atMs: clock.now, metric: 'error-rate', arm: LIVE, samples: 1, bad: 1 },
      { atMs: LIVE, metric: 'error-rate', arm: 'control', samples: LIVE },
    ];
    for (const line of lines) appendFileSync(path('metrics.jsonl'), `${JSON.stringify(line)}\n`);
    appendFileSync(path('metrics.jsonl'), `${LIVE}\n{"${'a'.repeat(100_000)}`);
    expect(complaints(await told(office))).toEqual([]);
  });

  it('reads hostile flags as drift or as broken, and shows them as text', async () => {
    const office = await started();
    const { path, flag } = office;
    const key = office.plan.flags[0]?.key ?? '';
    const flags = JSON.parse(readFileSync(path('flags.json'), 'utf8'));
    writeFileSync(path('flags.json'), JSON.stringify({ flags: { ...flags.flags, [LIVE]: { state: LIVE } } }));
    expect(complaints(await told(office))).toEqual([]);
    writeFileSync(path('flags.json'), JSON.stringify({ flags: { [key]: { ...flag(), state: LIVE, [LIVE]: LIVE } } }));
    expect(complaints(await told(office))).toEqual([]);
    writeFileSync(path('flags.json'), `{"flags": ${LIVE}`);
    expect(complaints(await told(office))).toEqual([]);
  });

  it('reads hostile checks as not passed, and shows them as text', async () => {
    const office = anOffice();
    offices.push(office);
    const { path, plan, run } = office;
    const checks = plan.checklists.before.map(({ by }) => [by, { verdict: 'fail', why: LIVE }]);
    writeFileSync(path('checks.json'), JSON.stringify({ ...Object.fromEntries(checks), [LIVE]: LIVE }));
    const said = await run('apply p.json --once --yes');
    expect(said.code).not.toBe(0);
    expect(complaints([['apply', said], ...(await told(office))])).toEqual([]);
  });
});
