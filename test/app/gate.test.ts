import { readFile } from 'node:fs/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { memoryRepository } from '../../src/adapters/repository/memory.ts';
import { operations, operationsFor } from '../../src/app/index.ts';
import type { Plan } from '../../src/core/plan/plan.ts';
import { failed, problem } from '../../src/core/problem.ts';
import { views } from '../../src/faces/cli/screens.ts';
import { portsWith, say } from '../helpers/cli.ts';
import { anOffice, type Office } from '../helpers/office.ts';

const REPOSITORY = new URL('../../', import.meta.url);
const bundle = { read: (name: string) => readFile(new URL(name, REPOSITORY), 'utf8') };

const REFUND = await bundle.read('fixtures/demo/refund-tax.diff');
const SPELLING = 'diff --git a/docs/a.md b/docs/a.md\n--- a/docs/a.md\n+++ b/docs/a.md\n@@ -1 +1 @@\n-helo\n+hello\n';
const BUTTON = `diff --git a/src/ui/Button.tsx b/src/ui/Button.tsx
--- a/src/ui/Button.tsx
+++ b/src/ui/Button.tsx
@@ -1,3 +1,4 @@
 export const Button = () => (
-  <button>Send</button>
+  <button className="wide">Send it</button>
+  // wider
 );
`;

const run = async (line: string, diff: string, files: Record<string, string> = {}) => {
  const ports = portsWith(new Map(Object.entries(files)), {
    bundle,
    repository: memoryRepository({ diff, title: 'A change' }),
  });
  const words = line.split(' ');
  return say(words, { operations: await operationsFor(words, operations), ports, views: views(bundle) });
};

const planOf = async (diff: string): Promise<string> => (await run('plan --json', diff)).out;

const opened: Office[] = [];
afterEach(() => opened.splice(0).forEach(({ close }) => close()));

describe('rampart gate', () => {
  it.each([
    ['nothing that ships', SPELLING],
    ['what is below the level', BUTTON],
  ])('lets %s through, without a plan', async (_, diff) => {
    expect(await run('gate', diff)).toMatchObject({ code: 0, out: expect.stringContaining('no plan is due') });
  });

  it('stops a critical change that has no plan, in one sentence', async () => {
    const said = await run('gate', REFUND);
    expect(said).toMatchObject({ code: 5, out: '' });
    expect(said.err).toContain('no-plan rollout.plan.json  critical change, no plan');
  });

  it('asks for a plan from the level it is told', async () => {
    expect((await run('gate --from low', BUTTON)).code).toBe(5);
    expect(await run('gate --from low', BUTTON, { 'rollout.plan.json': await planOf(BUTTON) })).toMatchObject({
      code: 0,
    });
  });

  it('says once that there is nothing to read', async () => {
    const missing = problem({ kind: 'usage', code: 'nothing-to-read', message: 'nothing changed', hint: 'go on' });
    const nowhere = async () => failed(missing);
    const repository = { ...memoryRepository(undefined), read: nowhere, before: nowhere };
    const words = ['gate', '--json'];
    const ports = portsWith(new Map(), { bundle, repository });
    const { out } = await say(words, {
      operations: await operationsFor(words, operations),
      ports,
      views: views(bundle),
    });
    expect(JSON.parse(out).problems).toHaveLength(1);
  });

  it('takes no plan for another change, and none that is broken', async () => {
    const other = await run('gate', REFUND, { 'rollout.plan.json': await planOf(BUTTON) });
    expect(other).toMatchObject({ code: 5, err: expect.stringContaining('plan-of-another-change') });
    expect((await run('gate', REFUND, { 'rollout.plan.json': '{}' })).code).toBe(3);
  });

  it('lets a critical change through once the very plan is approved by those it names', async () => {
    const plan = JSON.parse(await planOf(REFUND)) as Plan;
    const office = anOffice(plan);
    opened.push(office);
    const gate = () =>
      office.run(`gate --plan p.json --db ${office.path('rampart.db')}`, {
        repository: memoryRepository({ diff: REFUND, title: 'A change' }),
      });
    expect(await gate()).toMatchObject({ code: 5, err: expect.stringContaining('2 of engineering') });
    await office.run('apply p.json');
    await office.run(`approve ${plan.id} --by Ana --role engineering`);
    expect(await gate()).toMatchObject({ code: 5, err: expect.stringContaining('no-approved-plan') });
    await office.run(`approve ${plan.id} --by Ben --role engineering`);
    expect(await gate()).toMatchObject({ code: 0, out: 'critical change, planned and approved\n' });
    // The same log, on a server.
    const onServer = await office.run('gate --plan p.json --db postgres://db.example.com/rampart', {
      repository: memoryRepository({ diff: REFUND, title: 'A change' }),
      openLog: () => office.ports.openLog(office.path('rampart.db')),
    });
    expect(onServer).toMatchObject({ code: 0, out: 'critical change, planned and approved\n' });
  });
});

const request = (value: object, line = 'plan --json --fields change,risk') => {
  const text = JSON.stringify(value);
  const input = {
    typed: false,
    piped: async () => true,
    stream: () =>
      (async function* () {
        yield new TextEncoder().encode(text);
      })(),
  };
  const words = line.split(' ');
  return operationsFor(words, operations).then((known) =>
    say(words, { operations: known, ports: portsWith(new Map(), { bundle, input }), views: views(bundle) }),
  );
};

describe('a change as one document', () => {
  it('is read from what is piped in, where a program asks for a document', async () => {
    const said = await request({ description: 'Recalculate tax\n\nAs the law asks.', diff: REFUND });
    expect(JSON.parse(said.out)).toMatchObject({ change: { title: 'Recalculate tax' }, risk: { level: 'critical' } });
  });

  it.each([
    [{ diff: REFUND, more: 1 }, 3, 'request-unknown-field'],
    [{ description: 'only words' }, 3, 'request-missing'],
    [{ diff: 'no diff' }, 3, 'not-a-diff'],
  ])('is refused where it is %o', async (value, code, word) => {
    const said = await request(value);
    expect([said.code, said.out]).toEqual([code, expect.stringContaining(word)]);
  });

  it('is not looked for where the change is named, nor where people read', async () => {
    expect(await request({ diff: REFUND }, 'plan --base main --json')).toMatchObject({ code: 2 });
    expect(await request({ diff: REFUND }, 'risk')).toMatchObject({ code: 2 });
    expect(await request({ diff: REFUND }, 'risk --request - --description more')).toMatchObject({
      code: 2,
      err: expect.stringContaining('said-twice'),
    });
  });
});
