import { describe, expect, it } from 'vitest';
import { type Plan, planDigest } from '../../../src/core/plan/plan.ts';
import type { Moment } from '../../../src/core/plan/report/moments.ts';
import { toReport } from '../../../src/core/plan/rollout-planner/to-report.ts';
import { DEFAULT_POLICY } from '../../../src/core/policy/defaults/index.ts';
import { DOCUMENT_KINDS, type DocumentKind } from '../../../src/core/plan/report/kinds.ts';
import { type Occasion, renderDocument } from '../../../src/faces/text/documents.ts';
import { aPlan, anAssessment } from '../../helpers/samples.ts';
import { loadTemplate } from '../../helpers/templates.ts';

const WRITTEN = DOCUMENT_KINDS.filter((kind) => kind !== 'rollout-planner');
const ALONE: Occasion = { policy: DEFAULT_POLICY };

const evidence = (path: string, line: number, quote: string) => ({ path, line, side: 'new' as const, quote });
const judged = anAssessment('high', {
  floor: 'medium',
  signals: [
    {
      id: 'auth.guard-removed',
      area: 'security',
      level: 'high',
      certainty: 'established',
      evidence: { ...evidence('server/session.ts', 88, 'if (token.expired) throw new Expired()'), side: 'old' },
      why: 'a guard is gone',
    },
    {
      id: 'core.modules',
      area: 'core-path',
      level: 'medium',
      certainty: 'suspected',
      evidence: evidence('server/login/form.ts', 3, 'export const form = build(fields)'),
      why: 'several modules of sign-in change together',
    },
  ],
  reasons: ['Sessions that have ended may be used again.'],
});

const high = aPlan(
  'high',
  {
    feature: 'Faster login',
    owner: 'team login',
    backend: 'exec',
    flags: ['faster_login', 'login_cache'],
    userFacingChanges: ['Signing in takes one step less'],
    dataRollback: 'Drop the table login_cache; nothing else reads it',
  },
  {
    assessment: judged,
    policy: { ...DEFAULT_POLICY, dashboards: [{ name: 'Login', url: 'https://grafana.example/d/login' }] },
  },
);

const running: Moment = {
  phaseId: high.phases[2]?.id,
  health: 'yellow',
  measured: [
    { monitor: 'error-rate', treated: 0.43, control: 0.41 },
    { monitor: 'latency-p99', treated: 512, control: 208 },
  ],
  nextAt: 'Thu 4 Dec 09:00 UTC',
  issues: ['Two tickets about a blank page after sign-in'],
};
const occasion: Occasion = {
  policy: DEFAULT_POLICY,
  starts: 'Tue 2 Dec 09:00 UTC',
  ends: 'Thu 11 Dec',
  runbook: 'https://wiki.example/runbooks/login',
  contact: 'Ada, on call',
  moment: running,
};

const CASES: readonly (readonly [string, Plan, Occasion])[] = [
  ['critical', aPlan('critical'), ALONE],
  ['high', high, occasion],
  ['unknown-backend', aPlan('medium'), { policy: { ...DEFAULT_POLICY, backends: {} } }],
  [
    'skip',
    aPlan('low', {}, { assessment: anAssessment('low', { skip: true, skipWhy: 'only comments change' }) }),
    ALONE,
  ],
];

const named = (kind: DocumentKind): string =>
  kind === 'banner' ? 'banner.txt' : kind === 'rollout-planner' ? `${kind}.json` : `${kind}.md`;

describe('documents', () => {
  it.each(
    CASES.flatMap(([name, plan, when]) =>
      WRITTEN.filter((kind) => name !== 'unknown-backend' || kind === 'runbook').map(
        (kind) => [name, kind, plan, when] as const,
      ),
    ),
  )('a plan of risk %s as %s', async (name, kind, plan, when) => {
    const text = await renderDocument(kind, plan, when, loadTemplate);
    await expect(text.replaceAll(planDigest(plan), 'f'.repeat(64))).toMatchFileSnapshot(
      `../../../fixtures/documents/${name}/${named(kind)}`,
    );
  });

  it('tells when and why it went back', async () => {
    const rolledBack = { at: 'Wed 3 Dec 03:07 UTC', why: 'Error rate among treated users 4.8 %, among others 0.4 %' };
    const text = await renderDocument(
      'announcement-rollback',
      high,
      { ...occasion, moment: { ...running, health: 'red', rolledBack } },
      loadTemplate,
    );
    await expect(text).toMatchFileSnapshot('../../../fixtures/documents/high/announcement-rolled-back.md');
  });

  it('tells that it is complete', async () => {
    const measured = [{ monitor: 'error-rate', treated: 0.4, control: 0.4 }];
    const moment: Moment = {
      phaseId: high.phases.at(-1)?.id,
      health: 'green',
      measured,
      completedAt: 'Thu 11 Dec 09:05 UTC',
    };
    const text = await renderDocument('announcement-complete', high, { ...occasion, moment }, loadTemplate);
    await expect(text).toMatchFileSnapshot('../../../fixtures/documents/high/announcement-completed.md');
  });

  it('gives machines the report of the rollout-planner agent', async () => {
    const text = await renderDocument('rollout-planner', high, occasion, loadTemplate);
    expect(JSON.parse(text)).toEqual(toReport(high));
  });
});

const BAD =
  '<script>alert(1)</script> @all | `x` [a](javascript:b) </details>\n# h \u001b[2J\u202e https://evil.example ![](http://e)';
const poisoned = <T>(value: T): T => {
  const seen: unknown = JSON.parse(JSON.stringify(value), (key, one: unknown) =>
    typeof one === 'string' && POISONED.has(key) ? BAD : one,
  );
  return seen as T;
};
const POISONED = new Set([
  'feature',
  'title',
  'name',
  'who',
  'why',
  'text',
  'purpose',
  'path',
  'quote',
  'risk',
  'mitigation',
]);
const MORE_POISON = [
  'internal',
  'external',
  'procedure',
  'owner',
  'what',
  'to',
  'channel',
  'respond',
  'by',
  'base',
  'head',
];
for (const key of MORE_POISON) POISONED.add(key);

describe('documents of a hostile plan', () => {
  const moment: Moment = {
    ...running,
    nextAt: BAD,
    issues: [BAD],
    completedAt: BAD,
    rolledBack: { at: BAD, why: BAD },
  };
  const told: Occasion = { policy: DEFAULT_POLICY, starts: BAD, ends: BAD, runbook: BAD, contact: BAD, moment };
  const plan = poisoned({
    ...high,
    recommendations: [BAD],
    userFacingChanges: [BAD],
    risk: { ...high.risk, reasons: [BAD] },
  });

  it.each(WRITTEN)('%s shows it and obeys nothing', async (kind) => {
    const text = await renderDocument(kind, plan, told, loadTemplate);
    expect(text).toMatch(/script/);
    expect(text).not.toContain('\u001B');
    expect(text).not.toContain('\u202E');
  });

  it.each(WRITTEN.filter((kind) => kind !== 'banner'))('%s lets no Markdown of it live', async (kind) => {
    const text = await renderDocument(kind, plan, told, loadTemplate);
    const withoutCode = text
      .replaceAll(/^(`{3,})[\s\S]*?^\1$/gm, '')
      .replaceAll(/(?<![\\`])(`+)(?!`).*?(?<!`)\1(?!`)/g, '')
      .replaceAll(/<code>[^<]*<\/code>/g, '');
    const ours = withoutCode.replaceAll(/<\/?(?:details|summary)>|<br>|<https:\/\/[^<>\s]+>/g, '');
    expect(ours).not.toMatch(/[<@]|:\/\/|(?<!\\)\]\(|^# h/m);
    expect(withoutCode.split('<details>').length).toBe(withoutCode.split('</details>').length);
  });
});
