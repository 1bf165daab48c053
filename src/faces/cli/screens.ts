import type { Outcome } from '../../app/operation.ts';
import type { Difference } from '../../core/plan/diff.ts';
import type { Plan } from '../../core/plan/plan.ts';
import type { DocumentKind } from '../../core/plan/report/kinds.ts';
import type { Policy } from '../../core/policy/policy.ts';
import type { Bundle } from '../../ports/files.ts';
import { renderDocument } from '../text/documents.ts';
import { diffText, planText } from '../text/answers.ts';
import { terminal } from '../text/escape.ts';
import type { Load } from '../text/render.ts';
import { type Explanation, explanationText, type PolicyAnswer, policyText } from '../text/facts.ts';
import { type Judged, judgedText } from '../text/judged.ts';
import { sarifOf } from '../text/sarif.ts';
import { showText } from '../text/show.ts';
import { problemLines } from './problems.ts';
import type { View, Views } from './views.ts';

/** The list of views, by operation. */
export const views = (bundle: Bundle): Views => {
  const load: Load = (name) => bundle.read(`templates/${name}.hbs`);
  return {
    plan: planView(load),
    demo: planView(load),
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
    if (format !== undefined)
      return renderDocument(format as DocumentKind, document, { policy: beside?.['policy'] as Policy }, load);
    const [path = ''] = written;
    const next = path === '' ? [] : [`rampart show ${path}`, `rampart check ${path}`];
    return planText({ plan: document, path, warnings, next, load, screen });
  };

const showView =
  (load: Load): View =>
  async ({ document, beside }: Outcome<Plan>, { file, format, ...told }, screen) =>
    format === undefined
      ? showText({ plan: document, next: [`rampart check ${String(file)}`], load, screen })
      : renderDocument(format as DocumentKind, document, { ...told, policy: beside?.['policy'] as Policy }, load);

type Compared = { readonly feature: string; readonly differences: readonly Difference[] };

const diffView =
  (load: Load): View =>
  async ({ document }: Outcome<Compared>, _, screen) =>
    diffText({ ...document, load, screen });

type Checked = { readonly id: string; readonly digest: string; readonly rules: number };

const checkView: View = async ({ document: { id, digest, rules }, warnings }: Outcome<Checked>, _, { colour }) =>
  `${terminal(id)}   ✓ schema   ✓ ${rules} rules   sha256:${digest}\n${problemLines(warnings, colour)}`;

const riskView =
  (load: Load): View =>
  async ({ document, beside }: Outcome<Judged>, { format }, screen) =>
    format === 'sarif'
      ? `${JSON.stringify(sarifOf(document.risk, { version: String(beside?.['tool']) }), null, 2)}\n`
      : judgedText(document, load, screen);

const explainView =
  (load: Load): View =>
  async ({ document }: Outcome<Explanation>, _, screen) =>
    explanationText(document, load, screen);

const policyView =
  (load: Load): View =>
  async ({ document, beside }: Outcome<Omit<PolicyAnswer, 'rows'>>, _, screen) =>
    policyText({ ...document, rows: beside?.['rows'] as PolicyAnswer['rows'] }, load, screen);

const initView: View = async ({ written }: Outcome<unknown>) =>
  `Written   ${written.join(', ')}\nNext      rampart policy\n          rampart plan\n`;
