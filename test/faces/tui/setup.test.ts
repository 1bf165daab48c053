import { beforeAll, describe, expect, it } from 'vitest';
import { operations } from '../../../src/app/index.ts';
import { type Found, lookAtProject } from '../../../src/app/set-up/found.ts';
import { type Offers, offersFor } from '../../../src/app/set-up/offers.ts';
import { callerOf } from '../../../src/faces/tui/call.ts';
import { aField } from '../../../src/faces/tui/field/state.ts';
import type { Pressed } from '../../../src/faces/tui/key.ts';
import type { Shown } from '../../../src/faces/tui/screen.tsx';
import { commandOf, inputOf } from '../../../src/faces/tui/setup/answers.ts';
import { keys, type Wish } from '../../../src/faces/tui/setup/keys.ts';
import { setUp } from '../../../src/faces/tui/setup/session.ts';
import { aSetUp, type SetUp, STEPS, update } from '../../../src/faces/tui/setup/state.ts';
import { view } from '../../../src/faces/tui/setup/view.ts';
import { aShop } from '../../helpers/set-up.ts';
import { key, textOf, typing, until } from '../../helpers/tui.ts';

let found: Found;
let offers: Offers;
beforeAll(async () => {
  const { ports } = aShop();
  found = await lookAtProject(ports);
  offers = await offersFor(found, ports);
});

const begun = (more: Partial<Found> = {}): SetUp => aSetUp({ ...found, ...more }, offers);

const press = (first: SetUp, ...pressed: readonly (string | Pressed)[]): { now: SetUp; wishes: readonly Wish[] } => {
  const wishes: Wish[] = [];
  let now = first;
  for (const one of pressed)
    for (const told of keys(now, typeof one === 'string' ? key(one) : one)) {
      if ('wish' in told) wishes.push(told.wish);
      else now = update(now, told);
    }
  return { now, wishes };
};

const at = (step: SetUp['step'], from = begun()): SetUp => update(from, { is: 'step', step });
const screen = (now: SetUp, rows = 23): string => textOf(view(now, { columns: 100, rows }));

describe('each step, as it is seen', () => {
  it('says what was found, with the line that shows it', () => {
    const shown = screen(begun());
    for (const said of [
      '1 of 8',
      'github · acme/shop',
      'JavaScript (package.json)',
      'Unleash (package.json:2)',
      'none yet: what is built in',
    ])
      expect(shown).toContain(said);
  });

  it('offers the flag system that was found first, and says what lets us in', () => {
    expect(screen(at('flags'))).toMatch(
      /› unleash +✓ package\.json:2 [^]*where: not said[^]*! UNLEASH_TOKEN is not set, and is needed/,
    );
    expect(screen(press(at('flags'), 'end').now)).toMatch(/› configcat/);
  });

  it('goes by the rules where they name one already, and by nothing at all to flagd', () => {
    expect(screen(aSetUp({ ...found, policy: { path: 'rampart.yaml', backend: 'sql' } }, offers))).toContain(
      'flags in sql',
    );
    expect(screen(at('flags', aSetUp({ ...found, policy: { path: 'x', backend: 'sql' } }, offers)))).toContain('› sql');
    const bare = { ...offers, flags: offers.flags.map((one) => ({ ...one, at: undefined })) };
    expect(screen(at('flags', aSetUp({ languages: [], systems: [] }, bare)))).toMatch(/› flagd[^]*where: flags\.json/);
  });

  it('takes a place as it is typed', () => {
    const { now } = press(at('flags'), 'enter', ...typing('https://u.example.com'));
    expect(screen(now)).toContain('› where: https://u.example.com▏');
    expect(press(now, 'enter').now.step).toBe('metrics');
    expect(press(now, 'escape', 'down').now.typing).toBe(false);
  });

  it('says what answered and what did not, and lets nobody be stopped by it', () => {
    const things = [
      { what: 'flags', name: 'unleash', state: 'fails', says: 'it says no', hint: 'give it a token' },
      { what: 'metrics', name: 'file', state: 'works', says: 'it can be read' },
    ] as const;
    const shown = update(at('try'), { is: 'tried', things });
    expect(screen(shown)).toMatch(/✗ flags unleash: it says no[^]*give it a token[^]*✓ metrics file[^]*or go on/);
    expect(press(shown, 'enter').now.step).toBe('pipeline');
    const again = press({ ...shown, places: new Map([['flags unleash', aField('https://u.example.com')]]) }, 'r');
    expect([again.wishes, again.now.busy]).toEqual([
      [{ is: 'try' }],
      'Trying what was named; nothing is changed there',
    ]);
  });

  it('tries what was named, and nothing where nothing was', () => {
    const { now, wishes } = press(at('metrics'), 'enter', 'enter');
    expect([now.step, wishes]).toEqual(['try', []]);
    expect(screen(now)).toContain('nothing to try');
    const named = press(at('metrics'), 'enter', ...typing('http://p:9090'), 'enter');
    expect([named.now.step, named.wishes]).toEqual(['try', [{ is: 'try' }]]);
  });

  it('asks for pipeline, agents and rules', () => {
    expect(screen(at('pipeline'))).toMatch(/› github +✓ acme\/shop/);
    const agents = press(at('agents'), ' ', 'down', 'down', ' ', 'up', ' ', ' ').now;
    expect(screen(agents)).toMatch(/\[x\] claude-code[^]*› \[ \] codex[^]*\[x\] cursor/);
    expect(screen(at('rules'))).toContain('› starter');
    expect(screen(at('rules', begun({ policy: { path: 'rampart.yaml' } })))).toContain('› keep');
  });

  it('shows every file and its fate, the text of one, and the command that does the same', () => {
    const files = [
      { path: 'rampart.yaml', is: 'new', why: '', text: 'version: 1\nbackend: unleash\n' },
      { path: 'AGENTS.md', is: 'left', why: 'somebody has edited it', text: 'mine' },
    ] as const;
    const shown = update(at('review'), { is: 'shown', files, next: ['rampart doctor'] });
    expect(screen(shown)).toMatch(
      /› \+ new +rampart\.yaml[^]*· left +AGENTS\.md {2}somebody has edited it[^]*│ backend: unleash/,
    );
    expect(screen(shown)).toContain('rampart init --policy starter --backend unleash --workflow github');
    expect(press(shown, 'r').now.replace).toEqual([]);
    const told = press(shown, 'down', 'r');
    expect([told.now.replace, told.wishes]).toEqual([['AGENTS.md'], [{ is: 'show' }]]);
    expect(press(shown, 'w').wishes).toEqual([{ is: 'write' }]);
    expect(press({ ...shown, busy: 'x' }, 'w').wishes).toEqual([]);
  });

  it('lists its keys, and goes back', () => {
    for (const step of STEPS) expect(screen(press(at(step), '?').now)).toContain('Keys here');
    expect(press(at('rules'), 'left').now.step).toBe('agents');
    expect(press(at('found'), 'left').now.step).toBe('found');
  });
});

describe('what is asked of rampart init', () => {
  it('is nothing where nothing was chosen, and then nothing is written', () => {
    const none = press(press(at('pipeline'), 'end').now, 'enter', 'enter', 'end', 'enter').now;
    expect([none.step, inputOf(none)]).toEqual(['review', undefined]);
    expect(press(none, 'w').wishes).toEqual([]);
    expect(screen(press(none, 'w').now)).toContain('nothing to write');
  });

  it('is what its command line would say', () => {
    const now = press(
      at('flags'),
      'enter',
      ...typing('https://u.example.com/?project=a&environment=b'),
      'enter',
      'enter',
      ...typing('http://p:9090'),
      'enter',
      'enter',
      'enter',
      'enter',
      ' ',
      'enter',
    ).now;
    expect(inputOf(now)).toEqual({
      policy: 'starter',
      backend: 'unleash',
      flags: 'https://u.example.com/?project=a&environment=b',
      metrics: 'prometheus:http://p:9090',
      workflow: 'github',
      agent: ['claude-code'],
    });
    expect(commandOf(now)).toContain("--flags 'https://u.example.com/?project=a&environment=b'");
  });
});

/** The questions in front of a repository in memory, with the operations that a command line has. */
const seated = (more: Record<string, string> = {}) => {
  const { files, ports } = aShop(more);
  const shown: Shown[] = [];
  const result = (async () => {
    const seen = await lookAtProject(ports);
    return setUp(seen, await offersFor(seen, ports), {
      call: callerOf(operations, ports),
      mount: async (store) => {
        shown.push(store);
        return { end: async () => undefined, aside: async (act) => act() };
      },
    });
  })();
  return {
    files,
    result,
    screen: () => textOf(shown[0]?.view({ columns: 100, rows: 30 }) ?? []),
    press: (...names: (string | Pressed)[]) =>
      names.map((name) => (typeof name === 'string' ? key(name) : name)).forEach((one) => shown[0]?.press(one)),
  };
};

describe('from the first question to the files', () => {
  it('tries, shows, and writes what was chosen and nothing before', async () => {
    const { files, result, screen: said, press: type } = seated({ 'metrics.jsonl': '' });
    const before = new Map(files);
    await until(said, 'This is what is here');
    type('enter', 'enter', 'enter');
    await until(said, 'say whether it goes well');
    type(
      'up',
      'down',
      'down',
      'up',
      'up',
      'down',
      'end',
      'home',
      'down',
      'enter',
      'ctrl-u',
      ...typing('metrics.jsonl'),
      'enter',
    );
    await until(said, /[✓✗] metrics/);
    type('enter', 'enter', 'enter', ' ', 'enter', 'enter');
    await until(said, /\+ new +rampart\.yaml/);
    expect(files).toEqual(before);
    type('w');
    const done = await result;
    expect(done.ok && done.value.written).toEqual([
      'rampart.yaml',
      '.github/workflows/rampart.yml',
      '.github/workflows/rampart-commands.yml',
      '.claude/agents/rollout-planner.md',
      '.claude/skills/rollout-planning/SKILL.md',
      '.mcp.json',
    ]);
    expect(files.get('/somewhere/rampart.yaml')).toContain('\nbackend: unleash\n');
  });

  it('leaves a file that differs, until somebody says so', async () => {
    const own = '.github/workflows/rampart.yml';
    const { files, result, screen: said, press: type } = seated({ [own]: 'mine' });
    await until(said, 'This is what is here');
    type('enter', 'enter', 'enter', 'home', 'enter', 'enter', 'enter', 'enter', 'enter', 'enter');
    await until(said, /· left +\.github\/workflows\/rampart\.yml/);
    type('down', 'r');
    await until(said, /! replaced +\.github\/workflows\/rampart\.yml/);
    type('r');
    await until(said, /· left +\.github\/workflows\/rampart\.yml/);
    type('w');
    expect((await result).ok).toBe(true);
    expect(files.get(`/somewhere/${own}`)).toBe('mine');
  });

  it('writes nothing where somebody leaves, at whatever step', async () => {
    for (const steps of [0, 3, 9]) {
      const { files, result, screen: said, press: type } = seated();
      const before = new Map(files);
      await until(said, 'This is what is here');
      type('enter', 'enter', 'enter', 'enter', 'enter', 'enter', 'enter', 'enter', 'enter');
      type(...Array.from({ length: steps }, () => 'escape'), 'ctrl-c');
      expect(await result).toMatchObject({ ok: false, problems: [{ kind: 'interrupted' }] });
      expect(files).toEqual(before);
    }
  });
});
