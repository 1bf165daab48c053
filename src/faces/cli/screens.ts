import type { Begun } from '../../app/init.ts';
import type { Examined } from '../../app/doctor.ts';
import type { Outcome } from '../../app/operation.ts';
import type { ProgramShown } from '../../app/program.ts';
import type { Difference } from '../../core/plan/diff.ts';
import type { Plan } from '../../core/plan/plan.ts';
import type { DocumentKind } from '../../core/plan/report/kinds.ts';
import type { Analysed } from '../../core/retrospect/analysed.ts';
import type { Simulation } from '../../core/simulation/simulated.ts';
import type { Policy } from '../../core/policy/policy.ts';
import type { ExperimentResult } from '../../core/rollout/experiment-result.ts';
import { jsonText } from '../../core/values/json-text.ts';
import type { Bundle } from '../../ports/files.ts';
import { terminal, terminalLines } from '../text/escape.ts';
import type { Explanation, PolicyAnswer } from '../text/facts.ts';
import type { Judged } from '../text/judged.ts';
import type { Load } from '../text/render.ts';
import { accessViews } from './access-screens.ts';
import { flagViews } from './flag-screens.ts';
import { migrateView } from './log-views.ts';
import { problemLines } from './problems.ts';
import { commentView, mergedView, respondView, tellView } from './review-views.ts';
import {
  listView,
  logView,
  previewView,
  programsView,
  standingView,
  toldView,
  tickView,
  watchView,
  whyView,
} from './rollout-screens.ts';
import type { View, Views } from './views.ts';

/** The list of views, by operation. What a view needs is loaded when it is due: other commands do not pay for it. */
export const views = (bundle: Bundle): Views => {
  const load: Load = (name) => bundle.read(`templates/${name}.hbs`);
  const standing = standingView(load);
  return {
    plan: planView(load),
    demo: demoView(load),
    risk: riskView(load),
    show: showView(load),
    check: checkView,
    diff: diffView(load),
    explain: explainView(load),
    policy: policyView(load),
    init: initView,
    simulate: simulateView(load),
    analyze: analyzeView(load),
    program: programView(load),
    programs: programsView(load),
    apply: toldView(load),
    status: standing,
    approve: standing,
    confirm: standing,
    pause: standing,
    resume: standing,
    hold: standing,
    advance: standing,
    rollback: standing,
    abort: standing,
    restart: standing,
    freeze: standing,
    unfreeze: standing,
    tick: tickView(load),
    list: listView(load),
    why: whyView(load),
    result: resultView(load),
    watch: watchView,
    log: logView(load),
    preview: previewView(load),
    replay: replayView,
    comment: commentView,
    respond: respondView,
    merged: mergedView,
    tell: tellView,
    doctor: doctorView(load),
    gate: gateView,
    ...accessViews,
    mcp: nothing,
    serve: nothing,
    ...flagViews(load),
    export: exportView,
    'export-log': exportLogView,
    'import-log': importLogView,
    migrate: migrateView,
  };
};

const planView =
  (load: Load): View =>
  async ({ document, written, warnings, beside }: Outcome<Plan | Prompted>, { format }, screen) => {
    if ('prompt' in document) return promptText(document);
    if (format !== undefined) return documentOf(format, { document, beside, told: {} }, load);
    const { planText } = await import('../text/answers.ts');
    const [path = ''] = written;
    const next = path === '' ? [] : ['show', 'check', 'simulate', 'apply'].map((what) => `rampart ${what} ${path}`);
    return planText({ plan: document, path, warnings, next, load, screen });
  };

type Prompted = { readonly prompt: { readonly system: string; readonly change: string } };

/** As it would be sent, but for what a terminal would act on. */
const promptText = ({ prompt: { system, change } }: Prompted): string => terminalLines(`${system}\n${change}`);

const demoView =
  (load: Load): View =>
  async ({ document: { simulation, ...plan }, ...rest }: Outcome<Plan & { simulation: Simulation }>, input, screen) => {
    const { runsText } = await import('../text/simulated.ts');
    const planned = await planView(load)({ ...rest, document: plan } as never, input, screen);
    return [DEMO, planned, TWICE, await runsText(simulation.runs, load, screen)].join('\n');
  };

const DEMO = 'Rampart demo · no key, no server, nothing leaves this machine\n';
const TWICE = 'The plan, carried out twice in simulated time:\n';

const doctorView =
  (load: Load): View =>
  async ({ document }: Outcome<Examined>, _, screen) => {
    const { doctorText } = await import('../text/doctor.ts');
    return doctorText(document, load, screen);
  };

const showView =
  (load: Load): View =>
  async ({ document, beside }: Outcome<Plan>, { file, format, ...told }, screen) => {
    if (format !== undefined) return documentOf(format, { document, beside, told }, load);
    const { showText } = await import('../text/show.ts');
    return showText({ plan: document, next: [`rampart check ${String(file)}`], load, screen });
  };

type Shown = { readonly document: Plan; readonly beside: Outcome<Plan>['beside']; readonly told: object };

const documentOf = async (format: unknown, { document, beside, told }: Shown, load: Load): Promise<string> => {
  const { renderDocument } = await import('../text/documents.ts');
  return renderDocument(format as DocumentKind, document, { ...told, policy: beside?.['policy'] as Policy }, load);
};

type Compared = { readonly feature: string; readonly differences: readonly Difference[] };

const diffView =
  (load: Load): View =>
  async ({ document }: Outcome<Compared>, _, screen) => {
    const { diffText } = await import('../text/answers.ts');
    return diffText({ ...document, load, screen });
  };

type Checked = { readonly id: string; readonly digest: string; readonly rules: number };

const checkView: View = async ({ document: { id, digest, rules }, warnings }: Outcome<Checked>, _, { colour }) =>
  `${terminal(id)}   ✓ schema   ✓ ${rules} rules   sha256:${digest}\n${problemLines(warnings, colour)}`;

const riskView =
  (load: Load): View =>
  async ({ document, beside }: Outcome<Judged>, { format }, screen) => {
    if (format === undefined) return (await import('../text/judged.ts')).judgedText(document, load, screen);
    if (format === 'code-quality')
      return jsonText((await import('../text/code-quality.ts')).codeQualityOf(document.risk));
    const { sarifOf } = await import('../text/sarif.ts');
    return jsonText(sarifOf(document.risk, { version: String(beside?.['tool']) }));
  };

const explainView =
  (load: Load): View =>
  async ({ document }: Outcome<Explanation>, _, screen) =>
    (await import('../text/facts.ts')).explanationText(document, load, screen);

const policyView =
  (load: Load): View =>
  async ({ document, beside }: Outcome<Omit<PolicyAnswer, 'rows'>>, _, screen) => {
    const { policyText } = await import('../text/facts.ts');
    return policyText({ ...document, rows: beside?.['rows'] as PolicyAnswer['rows'] }, load, screen);
  };

const initView: View = async ({ document }: Outcome<Begun>) => (await import('../text/begun.ts')).begunText(document);

const simulateView =
  (load: Load): View =>
  async ({ document, beside }: Outcome<Simulation>, { file, all }, screen) => {
    const { simulatedText } = await import('../text/simulated.ts');
    const next = all === true ? `rampart show ${String(file)}` : `rampart simulate ${String(file)} --all`;
    return simulatedText({ simulation: document, plan: beside?.['plan'] as Plan, next: [next], load, screen });
  };

const analyzeView =
  (load: Load): View =>
  async ({ document, written, warnings }: Outcome<Analysed>, _, screen) => {
    const { analysedText } = await import('../text/analysed.ts');
    return `${await analysedText({ analysed: document, written, load, screen })}${problemLines(warnings, screen.colour)}`;
  };

const programView =
  (load: Load): View =>
  async ({ document, warnings }: Outcome<ProgramShown>, { file }, screen) => {
    const { programText } = await import('../text/programs.ts');
    return `${await programText(document, String(file), load, screen)}${problemLines(warnings, screen.colour)}`;
  };

const resultView =
  (load: Load): View =>
  async ({ document }: Outcome<ExperimentResult>, { format }, screen) => {
    const { resultMarkdown, resultText } = await import('../text/result.ts');
    return format === 'markdown' ? resultMarkdown(document, load) : resultText(document, load, screen);
  };

type Replayed = { readonly id: string; readonly events: number; readonly turns: number; readonly head: string };

/** What was said on standard output was the protocol's, and nothing follows it. */
const nothing: View = async () => '';

const replayView: View = async ({ document: { id, events, turns, head } }: Outcome<Replayed>) =>
  `${terminal(id)}   ✓ chain   ✓ ${events} events   ✓ ${turns} turns decided again   sha256:${head}\n`;

const gateView: View = async ({ document, warnings }: Outcome<{ readonly sentence: string }>, _, { colour }) =>
  `${terminal(document.sentence)}\n${problemLines(warnings, colour)}`;

/** The manifest itself, escaped where it was made; or where it was written, and what it does not say. */
const exportView: View = async ({
  document: { notCarried },
  written,
  beside,
}: Outcome<{ readonly notCarried: readonly string[] }>) =>
  beside === undefined
    ? `Written       ${written.map(terminal).join(', ')}\nNot carried\n${notCarried.map((what) => `  ${terminal(what)}\n`).join('')}`
    : String(beside['text']).split('\n').map(terminal).join('\n');

type Logs = { readonly logs: readonly { readonly log: string; readonly events: number; readonly added?: number }[] };

/** The lines themselves, where no file was named: JSON keeps what is in them from acting on a terminal. */
const exportLogView: View = async ({ document: { logs }, written, beside }: Outcome<Logs>) =>
  beside === undefined
    ? `Written   ${written.map(terminal).join(', ')}   ${logs.length} ${logs.length === 1 ? 'log' : 'logs'}   ${sum(logs.map(({ events }) => events))} events\n`
    : String(beside['lines']);

const importLogView: View = async ({ document: { logs } }: Outcome<Logs>) =>
  logs
    .map(({ log, events, added = 0 }) => `${terminal(log)}   ✓ chain   ${events} events, ${added} of them new\n`)
    .join('');

const sum = (counts: readonly number[]): number => counts.reduce((all, count) => all + count, 0);
