import type { Outcome } from '../../app/operation.ts';
import type { Difference } from '../../core/plan/diff.ts';
import type { Plan } from '../../core/plan/plan.ts';
import type { DocumentKind } from '../../core/plan/report/kinds.ts';
import type { Policy } from '../../core/policy/policy.ts';
import type { Bundle } from '../../ports/files.ts';
import { terminal } from '../text/escape.ts';
import type { Explanation, PolicyAnswer } from '../text/facts.ts';
import type { Judged } from '../text/judged.ts';
import type { Load } from '../text/render.ts';
import { problemLines } from './problems.ts';
import type { View, Views } from './views.ts';

/** The list of views, by operation. What a view needs is loaded when it is due: other commands do not pay for it. */
export const views = (bundle: Bundle): Views => {
  const load: Load = (name) => bundle.read(`templates/${name}.hbs`);
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
  };
};

const planView =
  (load: Load): View =>
  async ({ document, written, warnings, beside }: Outcome<Plan>, { format }, screen) => {
    if (format !== undefined) return documentOf(format, { document, beside, told: {} }, load);
    const { planText } = await import('../text/answers.ts');
    const [path = ''] = written;
    const next = path === '' ? [] : [`rampart show ${path}`, `rampart check ${path}`];
    return planText({ plan: document, path, warnings, next, load, screen });
  };

const demoView =
  (load: Load): View =>
  async (result: Outcome<Plan>, input, screen) =>
    `Rampart demo · no key, no server, nothing leaves this machine\n\n${await planView(load)(result as never, input, screen)}`;

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
    const { sarifOf } = await import('../text/sarif.ts');
    return `${JSON.stringify(sarifOf(document.risk, { version: String(beside?.['tool']) }), null, 2)}\n`;
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

const initView: View = async ({ written }: Outcome<unknown>) =>
  `Written   ${written.join(', ')}\nNext      rampart policy\n          rampart plan\n`;
