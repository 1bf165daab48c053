import { appendFileSync, writeFileSync } from 'node:fs';
import { operations, operationsFor } from '../../src/app/index.ts';
import type { Plan } from '../../src/core/plan/plan.ts';
import { DAY } from '../../src/core/values/duration.ts';
import { say } from './cli.ts';
import { aDraft } from './draft.ts';
import { anOffice, type Office } from './office.ts';
import { HOUR } from './rollout.ts';
import { aPlan } from './samples.ts';

/** What somebody who means ill would like to be read as more than text. */
export const HOSTILE = '<img src=x onerror="document.title=1"><script>document.title=1</script>';

const STEP = 12 * HOUR;

/**
 * An office in which much goes on: every state that a rollout can be in, one that compares, several in an order, and
 * texts of strangers. All of it came about by the operations themselves, in nine days that end when it is asked for.
 */
export const aTown = async (endMs: number): Promise<Office> => {
  const office = anOffice(await refund());
  office.clock.set(endMs - 9 * DAY);
  const trouble = { percent: 0 };
  observe(office, trouble.percent);
  await begun(office, office.plan, 'calm.jsonl');
  await agreed(office, office.plan);
  for (const [plan, metrics] of plansOf(office.plan)) await begun(office, plan, metrics);
  await programme(office);
  await days(office, 5, trouble);
  trouble.percent = 6;
  await told(office, 'pause', 'export-limits', '--by', 'omar', '--reason', `a ticket says ${HOSTILE}`);
  await days(office, 4, trouble);
  return office;
};

/** In the town, a command line of somebody. */
const told = async ({ ports }: Office, ...words: readonly string[]): Promise<void> => {
  const { code, err } = await say(words, { operations: await operationsFor(words, operations), ports });
  if (!EXPECTED.has(code)) throw new Error(`${words.join(' ')}: ${code}\n${err}`);
};

/** Also that somebody has to agree first, and that something was rolled back: some of these are there for that. */
const EXPECTED: ReadonlySet<number> = new Set([0, 5, 8]);

const days = async (office: Office, count: number, trouble: { percent: number }): Promise<void> => {
  for (let gone = 0; gone < count * DAY; gone += STEP) {
    office.clock.set(office.clock.now + STEP);
    observe(office, trouble.percent);
    await told(office, 'tick', '--all');
  }
};

/** Nobody has to agree, and any hour will do. */
const free = (plan: Plan): Plan => ({
  ...plan,
  approvals: [],
  checklists: { before: [], during: [], after: [] },
  schedule: { ...plan.schedule, windows: [], freezes: [] },
  phases: plan.phases.map((phase) => ({ ...phase, gates: phase.gates.filter(({ is }) => is === 'triggers-quiet') })),
});

/** What counts each window of nine days takes long, and has tests of its own. */
const plain = (triggers: Plan['triggers']): Plan['triggers'] =>
  triggers.filter(({ kind }) => kind !== 'guard').map(({ attributable: _, ...trigger }) => trigger);

/** A change whose lines show why it is dangerous. */
const refund = async (): Promise<Plan> => {
  const { plan } = await aDraft({ owner: 'team-refunds' });
  return { ...free(plan), approvals: plan.approvals, triggers: plain(plan.triggers) };
};

/** A medium one, each of whose phases is as long as is said. */
const climb = (soak: string): Plan => {
  const made = free(aPlan('medium'));
  const plan = { ...made, triggers: plain(made.triggers) };
  const slowed = { soak, deadline: { after: 'P30D', action: 'pause' } } as const;
  return { ...plan, phases: plan.phases.map((phase) => (phase.soak === undefined ? phase : { ...phase, ...slowed })) };
};

const flagged = (plan: Plan, id: string, more: Partial<Plan> = {}): Plan => ({
  ...plan,
  id,
  feature: id.replaceAll('-', ' '),
  flags: plan.flags.map((flag) => ({ ...flag, key: id.replaceAll('-', '_') })),
  ...more,
});

const question = (): Plan =>
  aPlan('medium', {
    strategy: 'ab',
    ladder: 'experiment',
    hypothesis: 'one page instead of three lets more people finish their order',
    primaryMetric: 'conversion-rate',
    usersPerDay: 3000,
    owner: 'team-checkout',
  });

/** Of the phases of a medium plan the one that reaches half of all. */
const HALF = climb('P1D').phases.find(({ audience }) => audience.percent === 50)?.id ?? '';

/** Only people know these. */
const CHECKLISTS: Plan['checklists'] = {
  before: [
    { id: 'support-told', text: 'Support has been told what users will see', confirm: 'person', by: 'support' },
    { id: 'mails-read', text: 'Somebody has read the mail in each language', confirm: 'person', by: 'product' },
  ],
  during: [],
  after: [],
};

const plansOf = (refunds: Plan): readonly (readonly [Plan, string])[] => {
  const hostile = refunds.risk.signals.map((signal) => ({
    ...signal,
    evidence: { ...signal.evidence, quote: HOSTILE },
  }));
  const risk = { ...climb('P2D').risk, signals: hostile };
  const approvals = [
    { id: 'product', before: HALF, from: ['product'], count: 1, authorMayApprove: false, why: 'prices' },
  ];
  return [
    [refunds, 'calm.jsonl'],
    [flagged(climb('P3D'), 'search-ranking'), 'harmed.jsonl'],
    [flagged(climb('P4D'), 'export-limits', { feature: HOSTILE, risk }), 'calm.jsonl'],
    [flagged(climb('PT12H'), 'tiny-fix'), 'calm.jsonl'],
    [flagged(climb('P4D'), 'invoice-dates', { approvals }), 'calm.jsonl'],
    [flagged(free(question()), 'one-page-checkout'), 'test.jsonl'],
    [flagged(climb('P4D'), 'receipts-by-mail', { checklists: CHECKLISTS }), 'calm.jsonl'],
  ];
};

const begun = async (office: Office, plan: Plan, metrics: string, ...more: readonly string[]): Promise<void> => {
  const file = office.path(`${plan.id}.json`);
  writeFileSync(file, JSON.stringify(plan));
  await told(office, 'apply', file, '--once', '--yes', '--by', 'anna', '--metrics', office.path(metrics), ...more);
};

/** Everybody who is asked says yes, long before it is their turn. */
const agreed = async (office: Office, { id, approvals }: Plan): Promise<void> => {
  for (const { count, from, before } of approvals)
    for (let nth = 0; nth < count; nth += 1)
      await told(office, 'approve', id, '--before', before, '--by', `person-${nth}`, '--role', from[0] ?? '');
};

const programme = async (office: Office): Promise<void> => {
  const names = ['ledger', 'statements', 'exports', 'archive'];
  const needs: Readonly<Record<string, string>> = {
    statements: 'ledger',
    exports: 'ledger',
    archive: 'statements, exports',
  };
  const lines = names.map((name) => `  - { plan: ${name}, file: ${name}.json, needs: [${needs[name] ?? ''}] }`);
  writeFileSync(office.path('program.yaml'), ['schemaVersion: 1', 'program: books', 'plans:', ...lines, ''].join('\n'));
  for (const name of names) writeFileSync(office.path(`${name}.json`), JSON.stringify(flagged(climb('P3D'), name)));
  for (const name of names.slice(0, 3))
    await begun(
      office,
      flagged(climb('P3D'), name),
      'calm.jsonl',
      '--program',
      office.path('program.yaml'),
      '--when-ready',
    );
};

/** What the sources say at this moment: calm, harmed among those who have it, or a question that is being answered. */
export const observe = ({ path, plan, clock }: Office, harm = 0): void => {
  const atMs = clock.now;
  const wave = 1 + 0.25 * Math.sin(atMs / 3e6) + 0.15 * Math.sin(atMs / 7e5);
  const lines = (harmed: number): string =>
    plan.monitors
      .flatMap(({ id: metric, kind }) =>
        ['treatment', 'control'].map((arm) => {
          const share = 0.4 * (arm === 'control' ? 2 - wave : wave) + (arm === 'treatment' ? harmed : 0);
          const count = kind === 'count' ? 0 : 200 + 12 * wave + (arm === 'treatment' ? 5 * harmed : 0);
          const said = kind === 'ratio' ? { bad: Math.round(50 * share) } : { value: count };
          return `${JSON.stringify({ atMs, metric, arm, samples: 5000, ...said })}\n`;
        }),
      )
      .join('');
  appendFileSync(path('calm.jsonl'), lines(0));
  appendFileSync(path('harmed.jsonl'), lines(harm));
  appendFileSync(path('test.jsonl'), lines(0) + compared(atMs));
};

/** Of those who came in that time, a few more finish what they began. */
const compared = (atMs: number): string =>
  ['treatment', 'control']
    .map((arm) => ({ atMs, metric: 'conversion-rate', arm, samples: 800, bad: arm === 'treatment' ? 166 : 160 }))
    .map((line) => `${JSON.stringify(line)}\n`)
    .join('');
