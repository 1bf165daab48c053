import { writeFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { memoryFlagBackend } from '../../../src/adapters/flag-backend/memory.ts';
import { memoryRepository } from '../../../src/adapters/repository/memory.ts';
import { ok } from '../../../src/core/problem.ts';
import { DAY } from '../../../src/core/values/duration.ts';
import type { FlagBackend } from '../../../src/ports/flag-backend.ts';
import { aFlag } from '../../helpers/flags.ts';
import { golden } from '../../helpers/golden.ts';
import { agreed, anOffice, type Office } from '../../helpers/office.ts';

const opened: Office[] = [];
afterEach(() => opened.splice(0).forEach(({ close }) => close()));

const office = (): Office => {
  const made = anOffice();
  opened.push(made);
  return made;
};

const json = ({ out }: { out: string }) => JSON.parse(out);

const CODE = {
  'src/login.ts':
    "import { flag } from './flags.ts';\nexport const login = () => (flag('new-login') ? fresh() : old());\n",
  'src/names.ts':
    "export const NEW_LOGIN = 'new-login';\nconst token = 'sk-ant-api03-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'; // NEW_LOGIN\n",
  'test/login.test.ts': "flags.set('new-login', true);\n",
  'docs/login.md': 'new-login-2 is something else\n',
};

const repository = memoryRepository({ diff: 'x', files: CODE });

const grown = async () => {
  const { run, path, clock } = office();
  const at = `--flags ${path('flags.json')} --yes`;
  await run(`flags rollout new-login 100 --create ${at}`);
  await run(`flags rollout old-cart 0 --create ${at}`);
  await run(`flags rollout half 50 --create ${at}`);
  clock.set(clock.now + 40 * DAY);
  await run(`flags rollout fresh 100 --create ${at}`);
  return { run, path };
};

describe('flags stale', () => {
  it('names what is finished, since when, where it stands, and what to do', async () => {
    const { run, path } = await grown();
    const { code, out } = await run(`flags stale --db ${path('rampart.db')} --flags ${path('flags.json')}`, {
      repository,
    });
    const shown = out.replaceAll(path(''), '/srv/');
    expect(code).toBe(0);
    expect(shown).toBe(await golden('flags-stale.txt', shown));
    expect(shown).not.toContain('sk-ant');
  });

  it('says the same to a program, code first and no other flag of a like name', async () => {
    const { run, path } = await grown();
    const document = json(
      await run(`flags stale --json --db ${path('rampart.db')} --flags ${path('flags.json')}`, { repository }),
    );
    expect(document).toMatchObject({
      seen: 'all',
      code: 'searched',
      counts: { young: 1, between: 1, held: 0, unread: 0 },
      undated: [],
    });
    const [login, cart] = document.flags;
    expect(login).toMatchObject({ key: 'new-login', is: 'on', days: 40, knownBy: 'log', morePlaces: 0 });
    expect(
      login.places.map((one: { path: string; line: number; spelled: boolean }) => [one.path, one.line, one.spelled]),
    ).toEqual([
      ['src/login.ts', 2, false],
      ['src/names.ts', 1, false],
      ['src/names.ts', 2, true],
      ['test/login.test.ts', 1, false],
    ]);
    expect(cart).toMatchObject({ key: 'old-cart', is: 'off', places: [] });
  });

  it('takes a number of days for every flag, and leaves the repository alone where that is asked', async () => {
    const { run, path } = await grown();
    const at = `--json --db ${path('rampart.db')} --flags ${path('flags.json')}`;
    expect(json(await run(`flags stale --days 90 ${at}`)).flags).toEqual([]);
    const all = json(await run(`flags stale --days 0 --no-code ${at}`));
    expect(all.flags.map(({ key }: { key: string }) => key)).toEqual(['new-login', 'old-cart']);
    expect(all.code).toBe('not-searched');
  });

  it('goes on without the code where there is no repository, and says so', async () => {
    const { run, path } = await grown();
    const line = `flags stale --db ${path('rampart.db')} --flags ${path('flags.json')}`;
    expect(json(await run(`${line} --json`))).toMatchObject({ code: 'not-searched' });
    const { code, out } = await run(line);
    expect(code).toBe(0);
    expect(out).toContain('not-a-repository');
  });

  it('looks at the flags of our log alone where the flag system does not list its own, and says so', async () => {
    const { run, path } = await grown();
    const { list: _, ...silent }: FlagBackend = memoryFlagBackend([
      aFlag({ key: 'new-login', percent: 100 }),
      aFlag({ key: 'unheard', percent: 100 }),
    ]);
    const line = `flags stale --no-code --db ${path('rampart.db')} --flags ${path('flags.json')}`;
    const more = { openFlags: async () => ok(silent) };
    expect(json(await run(`${line} --json`, more))).toMatchObject({
      seen: 'known',
      flags: [{ key: 'new-login' }],
      undated: [],
    });
    expect((await run(line, more)).out).toContain('flags-not-listed');
  });

  it('leaves a flag alone that a rollout has in hand, and dates one that a rollout brought to everybody', async () => {
    const made = office();
    const { run, plan, path, clock } = made;
    const at = `--json --no-code --db ${path('rampart.db')} --flags ${path('flags.json')}`;
    await run('apply p.json');
    await agreed(made);
    await run('apply p.json --once --yes');
    expect(json(await run(`flags stale --days 0 ${at}`)).counts).toMatchObject({ held: 1 });
    expect((await run('apply p.json --every 5m')).code).toBe(0);
    clock.set(clock.now + 50 * DAY);
    expect(json(await run(`flags stale ${at}`)).flags).toMatchObject([
      { key: plan.flags[0]?.key, is: 'on', days: 50, knownBy: 'log', owner: plan.cleanup.owner },
    ]);
  });
});

describe('import', () => {
  const TEXT = JSON.stringify({
    flags: {
      'new-login': { state: 'ENABLED', variants: { on: true, off: false }, defaultVariant: 'off' },
      checkout: { state: 'ENABLED', variants: { on: true, off: false }, defaultVariant: 'on' },
      'not ours': { state: 'ENABLED', variants: {}, defaultVariant: 'x' },
      broken: { state: 'MAYBE' },
    },
  });

  it('shows what is there, what cannot be read, and writes it where it is told', async () => {
    const { run, path } = office();
    writeFileSync(path('flags.json'), TEXT);
    const { out, code } = await run(`import --flags ${path('flags.json')} --out ${path('inventory.json')}`);
    const shown = out.replaceAll(path(''), '/srv/');
    expect(code).toBe(0);
    expect(shown).toBe(await golden('import.txt', shown));
    expect((await run(`import --flags ${path('flags.json')} --out ${path('inventory.json')}`)).code).not.toBe(0);
  });

  it('gives what a plan is checked against', async () => {
    const { run, path, plan } = office();
    const key = plan.flags[0]?.key ?? '';
    const text = TEXT.replace('"checkout"', `"${key}"`);
    writeFileSync(path('flags.json'), text);
    await run(`import --flags ${path('flags.json')} --out ${path('inventory.json')}`);
    const { out, err, code } = await run(`check p.json --json --inventory ${path('inventory.json')}`);
    expect(code, err).toBe(0);
    expect(json({ out }).warnings.map(({ code: one }: { code: string }) => one)).toContain('inventory-in-use');
    const broken = await run(`check p.json --inventory ${path('flags.json')}`);
    expect(broken.code).toBe(3);
  });

  it('says so where the flag system does not list its flags, and gives no half of them', async () => {
    const { run } = office();
    const { list, ...silent } = memoryFlagBackend();
    expect((await run('import', { openFlags: async () => ok(silent) })).err).toContain('flags-not-listed');
    const round: FlagBackend = { ...silent, list: async () => ok({ flags: [], unread: [], next: 'again' }) };
    expect((await run('import', { openFlags: async () => ok(round) })).err).toContain('flags-list-endless');
    expect(list).toBeDefined();
  });
});
