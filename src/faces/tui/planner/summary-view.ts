import { percentInWords } from '../../../core/plan/report/words.ts';
import { BLANK, fit, flowing, type Line, type Size } from '../line.ts';
import { climbLines } from './climb-view.ts';
import { inWords } from './outline.ts';
import type { Planner } from './planner.ts';

/** The calm first look: how risky and why, which way and how long, and what brings it back. */
export const summaryLines = ({ draft: { plan } }: Planner, { columns, rows }: Size): readonly Line[] => {
  const { headline, risk, triggers, approvals } = inWords(plan);
  const reason = risk.evidence[0];
  const climb = climbLines(plan, columns).slice(0, Math.max(1, rows - 12));
  const back = triggers.find(({ action }) => action === 'rollback')?.rows ?? [];
  return [
    fit(
      [{ text: headline.level.toUpperCase(), tone: headline.level }, `   ${headline.facing}   ${headline.coverage}`],
      columns,
    ),
    ...flowing(
      '',
      reason ? `${reason.suspected ? 'suspected: ' : ''}${reason.why} (${reason.where})` : headline.why,
      columns,
    ),
    ...(reason?.quote ? [fit(['  ', { text: reason.quote, tone: 'dim' }], columns)] : []),
    ...(risk.notes[0] === undefined ? [] : flowing({ text: '· ', tone: 'dim' }, risk.notes[0], columns).slice(0, 2)),
    BLANK,
    ...flowing('', { text: [headline.strategy, headline.lasts].filter(Boolean).join('   '), tone: 'strong' }, columns),
    ...climb,
    BLANK,
    ...flowing(
      { text: 'back to ', tone: 'dim' },
      `${percentInWords(plan.rollback.target.percent)} on ${back.map(({ when }) => when).join(' · ') || 'a person’s word only'}`,
      columns,
    ).slice(0, 3),
    ...approvals
      .slice(0, 2)
      .flatMap(({ who, before }) => flowing({ text: 'needs   ', tone: 'dim' }, `${who} before ${before}`, columns)),
  ];
};
