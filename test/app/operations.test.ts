import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import report from '../../fixtures/reports/rollout-planner.json' with { type: 'json' };
import { type HeldChange, memoryRepository } from '../../src/adapters/repository/memory.ts';
import { operations, operationsFor } from '../../src/app/index.ts';
import { Plan, planDigest } from '../../src/core/plan/plan.ts';
import { Report } from '../../src/core/plan/rollout-planner/schema.ts';
import { views } from '../../src/faces/cli/screens.ts';
import { anOpinion } from '../helpers/samples.ts';
import { portsWith, say, type Said } from '../helpers/cli.ts';

const REPOSITORY = new URL('../../', import.meta.url);
const bundle = { read: (name: string) => readFile(new URL(name, REPOSITORY), 'utf8') };

const REFUND = await bundle.read('fixtures/demo/refund-tax.diff');
const SPELLING = `diff --git a/docs/a.md b/docs/a.md
--- a/docs/a.md
+++ b/docs/a.md
@@ -1 +1 @@
-helo
+hello
`;

type World = {
  readonly files?: Record<string, string>;
  readonly diff?: string;
  /** The change of the repository, with what the repository says of it. */
  readonly held?: HeldChange;
};

/** Runs a command in a world of its own; gives the files as they are afterwards. */
const run = async (
  line: string,
  { files = {}, diff, held: change }: World = {},
): Promise<Said & { files: Map<string, string> }> => {
  const held = new Map(Object.entries(files));
  const repository = memoryRepository(change ?? (diff === undefined ? undefined : { diff, title: 'A change' }));
  const ports = portsWith(held, { bundle, repository });
  const words = line.split(' ');
  const said = await say(words, { operations: await operationsFor(words, operations), ports, views: views(bundle) });
  return { ...said, files: held };
};

const planIn = (said: { out: string }): Plan => Plan.parse(JSON.parse(said.out));

describe('rampart plan', () => {
  it('finds the money in the sample, and plans rings for it', async () => {
    const plan = planIn(await run('plan --diff refund.diff --json', { files: { 'refund.diff': REFUND } }));
    expect(plan.risk).toMatchObject({ level: 'critical', floor: 'critical', userFacing: true, skip: false });
    expect(plan.feature).toBe('untitled change');
    expect(plan.risk.signals[0]?.evidence.path).toMatch(/refunds/);
    expect(plan.strategy.kind).toBe('ring');
  });

  it('plans no rollout for words nobody runs', async () => {
    const plan = planIn(await run('plan --json', { diff: SPELLING }));
    expect(plan.risk).toMatchObject({ level: 'low', skip: true });
    expect(plan.phases).toHaveLength(1);
  });

  it('gives the same bytes for the same change', async () => {
    const [a, b] = [await run('plan --json', { diff: REFUND }), await run('plan --json', { diff: REFUND })];
    expect(a.out).toBe(b.out);
    expect(planDigest(planIn(a))).toBe(planDigest(planIn(b)));
  });

  it('writes a file for people, and none for machines unless told', async () => {
    expect([...(await run('plan', { diff: REFUND })).files.keys()]).toEqual(['rollout.plan.json']);
    expect([...(await run('plan --json', { diff: REFUND })).files.keys()]).toEqual([]);
    expect([...(await run('plan --json --out a.json', { diff: REFUND })).files.keys()]).toEqual(['a.json']);
  });

  it('replaces an earlier plan, and nothing else', async () => {
    const old = (await run('plan --json', { diff: SPELLING })).out;
    const replaced = await run('plan', { diff: REFUND, files: { 'rollout.plan.json': old } });
    expect(replaced.code).toBe(0);
    const kept = await run('plan', { diff: REFUND, files: { 'rollout.plan.json': 'my notes' } });
    expect(kept).toMatchObject({ code: 2, err: expect.stringContaining('file-exists') });
    expect(kept.files.get('rollout.plan.json')).toBe('my notes');
    expect((await run('plan --force', { diff: REFUND, files: { 'rollout.plan.json': 'my notes' } })).code).toBe(0);
  });

  it.each([
    ['plan --diff empty', { empty: '' }, 2, 'nothing-changed'],
    ['plan --diff words', { words: 'hello there\n' }, 3, 'not-a-diff'],
    ['plan --diff gone', {}, 2, 'no-such-file'],
    ['plan --diff -', {}, 2, 'nothing-piped'],
    ['plan', {}, 2, 'not-a-repository'],
    ['plan --ladder canry --diff d', { d: REFUND }, 2, 'no-such-ladder'],
    ['plan --environment moon --diff d', { d: REFUND }, 2, 'no-such-environment'],
    ['plan --opinion o --diff d', { d: REFUND, o: '{"level": "hih"}' }, 3, 'opinion-'],
  ])('says what is wrong with %j', async (line, files, code, named) => {
    const said = await run(line, { files });
    expect(said).toMatchObject({ code, out: '', err: expect.stringContaining(named) });
  });

  it('takes the title from a file or from the words themselves', async () => {
    const files = { 'refund.diff': REFUND, 'why.md': 'Refund the right tax\n\nbecause' };
    expect(planIn(await run('plan --diff refund.diff --description why.md --json', { files })).feature).toBe(
      'Refund the right tax',
    );
    expect(planIn(await run('plan --diff refund.diff --description Refunds --json', { files })).feature).toBe(
      'Refunds',
    );
  });

  it('prints the report of the rollout-planner agent, and carries one on', async () => {
    const printed = await run('plan --format rollout-planner', { diff: REFUND });
    expect(Report.safeParse(JSON.parse(printed.out)).error?.issues ?? []).toEqual([]);
    const carried = await run('plan --report r.json --json', { files: { 'r.json': JSON.stringify(report) } });
    expect(planIn(carried).phases.map(({ audience }) => audience.percent)).toEqual([0, 5, 25, 100]);
  });
});

const claim = (quote: string) => ({ file: 'docs/a.md', line: 1, quote, why: 'people read this' });

const quoting = (quote: string) => JSON.stringify({ ...anOpinion(), strategy: null, reasons: [claim(quote)] });

describe('who decides the level', () => {
  it('anybody may raise it', async () => {
    const { risk } = planIn(await run('plan --level high --json', { diff: SPELLING }));
    expect(risk).toMatchObject({ level: 'high', estimate: 'low', skip: false, override: { level: 'high' } });
  });

  it('going below what was found takes a name and a reason, which stay in the plan', async () => {
    expect(await run('plan --level low', { diff: REFUND })).toMatchObject({
      code: 5,
      err: expect.stringContaining('unsigned'),
    });
    const { risk } = planIn(await run('plan --level low --by ann --reason dead --json', { diff: REFUND }));
    expect(risk).toMatchObject({ level: 'low', floor: 'critical', override: { by: 'ann', reason: 'dead' } });
  });

  it('an opinion raises it on a line that is in the diff, and on no other', async () => {
    const heard = await run('plan --opinion o --json', { diff: SPELLING, files: { o: quoting('hello') } });
    expect(planIn(heard).risk).toMatchObject({ level: 'high', floor: 'low', adviser: { kind: 'provided' } });
    const invented = await run('plan --opinion o', { diff: SPELLING, files: { o: quoting('launch()') } });
    expect(invented.out).toMatch(/LOW[\s\S]*unverified-claims/);
  });

  it('an opinion never lowers it: a wish to is written down', async () => {
    const o = JSON.stringify({ ...anOpinion(), level: 'low', reasons: [] });
    const { risk } = planIn(await run('plan --opinion o --json', { diff: REFUND, files: { o } }));
    expect(risk).toMatchObject({ level: 'critical', disagreement: { level: 'low' } });
  });
});

const plan = async (diff = REFUND) => (await run('plan --json', { diff })).out;

const CONDITION = `diff --git a/src/cart.ts b/src/cart.ts
--- a/src/cart.ts
+++ b/src/cart.ts
@@ -1,3 +1,3 @@
 export const shown = (items: number, open: boolean) =>
-  items > 0 && open
+  items > 0 || open
 ;
`;

describe('who answers a suspicion', () => {
  const trusting = 'adviser: { trustedAuthors: [ada@example.org] }';

  const advised = async (line: string, { policy = trusting, diff = CONDITION } = {}) => {
    const held = { diff, title: 'A change', authors: ['Ada <ada@example.org>'] };
    const alone = planIn(await run('plan --json', { diff }));
    const suspicions = alone.risk.signals.map(({ id, evidence }) => ({
      signal: id,
      file: evidence.path,
      line: evidence.line,
      answer: 'clear',
      quoteLine: 2,
      quote: 'items > 0 || open',
      why: 'both were true before as well',
    }));
    const o = JSON.stringify({ ...anOpinion(), level: 'low', reasons: [], suspicions, monitors: [], strategy: null });
    return { alone, told: await run(line, { files: { o, d: diff, '/somewhere/rampart.yaml': policy }, held }) };
  };

  it('an opinion does, where the policy trusts the author, and the plan says so', async () => {
    const { alone, told } = await advised('plan --opinion o --json');
    const { risk } = planIn(told);
    expect(alone.risk).toMatchObject({ level: 'medium', floor: 'low' });
    expect(risk).toMatchObject({ level: 'low', floor: 'low', estimate: 'medium' });
    expect(risk.cleared).toHaveLength(alone.risk.signals.length);
    const shown = await advised('plan --opinion o');
    expect(shown.told.out).toMatch(/cleared: behaviour\S+ \(medium\) at src\/cart.ts:2: both were true before/);
  });

  it.each<[string, string, { policy?: string; diff?: string }, RegExp]>([
    ['a fork', 'plan --opinion o --fork --json', {}, /fork/],
    ['an author nobody listed', 'plan --opinion o --json', { policy: 'version: 1' }, /ada@example.org/],
    ['a diff from elsewhere', 'plan --opinion o --diff d --json', {}, /nobody is known/],
    [
      'a change of the policy',
      'plan --opinion o --json',
      { diff: `${CONDITION}${SPELLING.replaceAll('docs/a.md', 'rampart.yaml')}` },
      /edits the policy/,
    ],
  ])('no opinion does for %s', async (_, line, world, why) => {
    const { alone, told } = await advised(line, world);
    const { risk } = planIn(told);
    expect(risk.level).toBe(alone.risk.level);
    expect(risk.advice?.refused.join()).toMatch(why);
    expect(risk.cleared).toBeUndefined();
  });
});

describe('what is done with a plan', () => {
  it('check counts the rules and says when the policy moved', async () => {
    const files = { 'p.json': await plan() };
    expect((await run('check p.json', { files })).out).toMatch(/✓ schema {3}✓ \d\d rules {3}sha256:[0-9a-f]{64}/);
    const moved = await run('check p.json --policy y.yaml', {
      files: { ...files, 'y.yaml': 'schedule: { timeZone: Europe/Berlin }' },
    });
    expect(moved).toMatchObject({ code: 0, out: expect.stringContaining('policy-moved') });
  });

  it('check refuses one that breaks a rule', async () => {
    const broken = JSON.parse(await plan());
    broken.phases[1].audience.rings = [];
    const said = await run('check p.json --json', { files: { 'p.json': JSON.stringify(broken) } });
    expect(said.code).toBe(3);
    expect(JSON.parse(said.out).problems[0].code).toMatch(/^R\d{3}$/);
  });

  it('diff says nothing of the same, and something of another', async () => {
    const files = { a: await plan(), b: await plan(SPELLING) };
    expect(JSON.parse((await run('diff a a --json', { files })).out)).toMatchObject({ same: true, differences: [] });
    expect(JSON.parse((await run('diff a b --json', { files })).out).differences.length).toBeGreaterThan(5);
  });

  it.each(['markdown', 'runbook', 'announcement-before', 'banner'])('show prints its %s', async (kind) => {
    const said = await run(`show p.json --format ${kind}`, { files: { 'p.json': await plan() } });
    expect(said).toMatchObject({ code: 0, out: expect.stringMatching(/Recalculate|change/i) });
  });
});

describe('what explains itself', () => {
  it.each([
    ['explain R014', 'R014'],
    ['explain r014', 'R014'],
    ['explain money.formula', 'money.formula'],
  ])('%s', async (line, id) => expect((await run(line)).out.split('\n')[0]).toBe(id));

  it('risk as SARIF names a rule for every result, and lines that exist', async () => {
    const { runs } = JSON.parse((await run('risk --format sarif', { diff: REFUND })).out);
    const [{ tool, results }] = runs;
    expect(results.length).toBeGreaterThan(3);
    for (const { ruleId, ruleIndex, locations } of results) {
      expect(tool.driver.rules[ruleIndex].id).toBe(ruleId);
      expect(locations[0].physicalLocation.region.startLine).toBeGreaterThan(0);
    }
  });

  it('risk as a code quality report names each finding once, and lines that exist', async () => {
    const found = JSON.parse((await run('risk --format code-quality', { diff: REFUND })).out);
    expect(found.length).toBeGreaterThan(3);
    expect(new Set(found.map(({ fingerprint }: { fingerprint: string }) => fingerprint)).size).toBe(found.length);
    expect(found[0]).toMatchObject({
      severity: 'critical',
      check_name: expect.stringMatching(/^[a-z]+\./),
      location: { path: expect.any(String), lines: { begin: expect.any(Number) } },
    });
  });

  it('every operation has examples that begin with its name, and words for every field', async () => {
    for (const operation of await operationsFor([], operations)) {
      expect(operation.examples.every(({ command }) => command.includes(`rampart ${operation.name}`))).toBe(true);
      const help = (await run(`${operation.name} --help`)).out;
      expect(help).not.toMatch(/^ {2}--[a-z-]+( <[A-Z|]+>)? *$/m);
    }
  });
});
