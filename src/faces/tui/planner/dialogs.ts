import { LEVELS } from '../../../core/values/level.ts';
import { aDialog, type Dialog } from '../dialog/state.ts';
import type { Planner } from './planner.ts';

export const LEAVE: Dialog = aDialog({
  name: 'leave',
  title: 'Leave without writing the plan?',
  effect: ['What was changed here is gone then. w writes it.'],
  entries: [],
  asksTwice: true,
});

/** What a model is asked costs money: that is said before it is done. What somebody said before costs nothing. */
export const opinionDialog = (): Dialog =>
  aDialog({
    name: 'opinion',
    title: 'A second opinion',
    effect: [
      'Without a file Claude is asked, within the budget of the policy; what it cost is said. ANTHROPIC_API_KEY lets it in.',
      'It counts where its quotes stand in the diff. The plan is made anew.',
    ],
    entries: [
      { name: 'opinion', label: 'an opinion on a file', needed: false },
      { name: 'replayOpinion', label: 'or what a model said before, a transcript', needed: false },
    ],
    asksTwice: false,
  });

export const disagreement = ({ draft }: Planner): Dialog =>
  aDialog({
    name: 'disagree',
    title: `Disagree with ${draft.plan.risk.level.toUpperCase()}`,
    effect: [
      `The facts alone say ${draft.plan.risk.floor}. Another level, a name and a reason stand in the plan, for whoever approves it.`,
      `Levels: ${LEVELS.join(', ')}`,
    ],
    entries: [
      { name: 'level', label: 'level', needed: true },
      { name: 'by', label: 'your name', needed: true },
      { name: 'reason', label: 'reason', needed: true },
    ],
    asksTwice: false,
  });

export const baseDialog = (): Dialog =>
  aDialog({
    name: 'base',
    title: 'Compare with another base',
    effect: ['A branch or a commit that this change goes into. The plan is made anew.'],
    entries: [{ name: 'base', label: 'base', needed: true }],
    asksTwice: false,
  });

export const startDialog = ({ draft: { plan } }: Planner): Dialog =>
  aDialog({
    name: 'start',
    title: `Start ${plan.feature} (${plan.provenance.environment})`,
    effect: [
      'The plan is written, and carried out by rampart apply: everything is checked first.',
      `First: ${plan.phases[0]?.audience.who ?? 'nobody'}; the flag system is ${plan.provenance.backend}.`,
    ],
    entries: [{ name: 'every', label: 'a turn each (1m, 15s; else as is usual)', needed: false }],
    asksTwice: true,
  });

export const approveDialog = ({ draft: { plan } }: Planner): Dialog =>
  aDialog({
    name: 'approve',
    title: `Approve ${plan.feature}`,
    effect: plan.approvals.map(
      ({ count, from, before, why }) => `${count} of ${from.join(', ')} before ${before}: ${why}`,
    ),
    entries: [
      { name: 'role', label: 'as (role or team)', needed: false },
      { name: 'by', label: 'your name (else git tells)', needed: false },
      { name: 'reason', label: 'reason', needed: false },
    ],
    asksTwice: true,
  });
