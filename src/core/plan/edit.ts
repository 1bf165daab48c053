import { failed, ok, problem, type Problem, type Result } from '../problem.ts';
import type { Policy } from '../policy/policy.ts';
import type { RingShare } from '../values/audience.ts';
import { parseDuration, toIso } from '../values/duration.ts';
import { formatPercent } from '../values/percent.ts';
import { quoted } from '../values/quote.ts';
import type { Phase } from './phase.ts';
import type { Plan } from './plan.ts';
import { durationInWords } from './report/words.ts';
import type { Approval } from './safety.ts';
import { audienceInWords } from './strategies/words.ts';

/** What a person may change of a phase in a plan that is there, by hand. */
export const EDITABLE = ['percent', 'soak', 'rings', 'approval'] as const;
export type Editable = (typeof EDITABLE)[number];

type Written = { readonly phase: number; readonly field: Editable; readonly text: string };

/** A field as somebody would write it: `5`, `48h`, `beta 20, internal`, `1 of product, engineering`. */
export const writtenAs = (plan: Plan, at: number, field: Editable): string => {
  const phase = plan.phases[at];
  if (!phase) return '';
  switch (field) {
    case 'percent':
      return formatPercent(phase.audience.percent);
    case 'soak':
      return phase.soak === undefined ? '' : durationInWords(phase.soak).replaceAll(/(\d) ([a-z])[a-z]*/g, '$1$2');
    case 'rings':
      return phase.audience.rings.map(({ ring, percent }) => `${ring} ${formatPercent(percent)}`).join(', ');
    case 'approval':
      return plan.approvals
        .filter(({ before }) => before === phase.id)
        .map(({ count, from }) => `${count} of ${from.join(', ')}`)
        .join('; ');
  }
};

/** The plan with a field as it was written; or why that is none. What the rules say of it is another question. */
export const edited = (plan: Plan, written: Written, policy: Policy): Result<Plan> => {
  const phase = plan.phases[written.phase];
  if (!phase) return failed(noSense(written, 'there is no such phase'));
  if (written.field === 'approval') return approvedBy(plan, phase, written);
  const changed = written.field === 'soak' ? soaking(phase, written) : reaching(phase, written, policy);
  if (!changed.ok) return changed;
  return ok({ ...plan, phases: plan.phases.with(written.phase, changed.value) });
};

const noSense = ({ phase, field, text }: Written, why: string): Problem =>
  problem({
    kind: 'invalid',
    code: 'not-understood',
    path: `phases[${phase}].${field}`,
    message: `${quoted(text)}: ${why}`,
    hint: HOW[field],
  });

const HOW: Readonly<Record<Editable, string>> = {
  percent: 'a number from 0 to 100, such as 12.5',
  soak: 'a duration, such as 30m, 48h or 2d; nothing for none',
  rings: 'names of rings, each with its percent: beta 20, internal 100',
  approval: 'how many of whom: 1 of product, engineering; nothing for nobody',
};

const soaking = (phase: Phase, written: Written): Result<Phase> => {
  const { soak: _, ...rest } = phase;
  if (written.text.trim() === '') return ok(rest);
  const ms = parseDuration(written.text.trim());
  return ms === undefined ? failed(noSense(written, 'that is no duration')) : ok({ ...rest, soak: toIso(ms) });
};

const reaching = (phase: Phase, written: Written, policy: Policy): Result<Phase> => {
  const part = written.field === 'percent' ? percentIn(written) : ringsIn(written);
  if (!part.ok) return part;
  const audience = { ...phase.audience, ...part.value };
  const was = `${formatPercent(phase.audience.percent)} %`;
  return ok({
    ...phase,
    name: phase.name.replace(was, `${formatPercent(audience.percent)} %`),
    audience: { ...audience, who: audienceInWords(audience, policy) },
  });
};

const NUMBER = /^\d{1,3}(?:\.\d{1,3})?$/;

const percentIn = (written: Written): Result<{ percent: number }> => {
  const text = written.text.replace('%', '').trim();
  return NUMBER.test(text) && Number(text) <= 100
    ? ok({ percent: Number(text) })
    : failed(noSense(written, 'that is no share of everyone'));
};

const RING = /^([a-z0-9][a-z0-9-]{0,79})(?:[ :]{1,3}(\d{1,3}(?:\.\d{1,3})?) ?%?)?$/;

const ringsIn = (written: Written): Result<{ rings: RingShare[] }> => {
  const parts = written.text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  const found = parts.map((part) => RING.exec(part));
  const rings = found.flatMap((one) =>
    one?.[1] === undefined ? [] : [{ ring: one[1], percent: Number(one[2] ?? 100) }],
  );
  return rings.length === parts.length && rings.every(({ percent }) => percent <= 100)
    ? ok({ rings })
    : failed(noSense(written, 'that is no list of rings'));
};

const APPROVAL = /^(?:(\d{1,2}) of )?(\S.{0,500})$/;

/** Who has to agree, as it was; only whom and how many is written anew. */
const approvedBy = (plan: Plan, phase: Phase, written: Written): Result<Plan> => {
  const others = plan.approvals.filter(({ before }) => before !== phase.id);
  const was = plan.approvals.filter(({ before }) => before === phase.id);
  const parts = written.text
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  const read = parts.map((part, at) => approvalIn(part, phase, was[at], at));
  const given = read.flatMap((one) => one ?? []);
  if (given.length < parts.length) return failed(noSense(written, 'it is not said who agrees'));
  return ok({ ...plan, approvals: [...others, ...given] });
};

const approvalIn = (part: string, phase: Phase, was: Approval | undefined, at: number): Approval | undefined => {
  const found = APPROVAL.exec(part);
  const from = (found?.[2] ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  const count = Number(found?.[1] ?? 1);
  if (from.length === 0 || count < 1) return undefined;
  const fresh = {
    id: `before-${phase.id}${at === 0 ? '' : `-${at + 1}`}`,
    before: phase.id,
    authorMayApprove: false,
    why: 'asked for when the plan was read',
  };
  return { ...(was ?? fresh), from, count };
};
