import { planDigest, type Plan } from '../../core/plan/plan.ts';
import {
  type Asked,
  type Headline,
  headlineOf,
  remembered,
  remembering,
  type ReviewState,
} from '../../core/review/headline.ts';
import { code, markdown } from '../text/escape-markdown.ts';
import { remarked, rememberedIn } from './marker.ts';

/**
 * A comment of ours that says where its plan stands by now. The very words that it said give way to others, so that it
 * stays as it was written, by whatever template. A comment on another plan says nothing of this one.
 */
export const restated = (body: string, plan: Plan, state: ReviewState): string => {
  const before = rememberedIn(body);
  const digest = planDigest(plan);
  if (before === undefined || before.plan !== digest) return body;
  const was = remembered(before.state);
  if (was.state === state) return body;
  const end = headEnd(body);
  const said = (now: Pick<Asked, 'state' | 'agreed'>, slash: boolean) => headlineOf({ plan, digest, slash, ...now });
  const now = { state, agreed: '' };
  const head = replaced(body.slice(0, end), bold(said(was, true)), bold(said(now, true)));
  // Where it was written, comments may command something or not: it goes on as it was.
  const slash = !head.includes(commands(said(was, false)));
  const renewed = replaced(head, commands(said(was, slash)), commands(said(now, slash)));
  return remarked(renewed + body.slice(end), { ...before, state: remembering(state, '') });
};

/** Below it are folds and what people quote. */
const headEnd = (body: string): number => {
  const fold = body.indexOf('<details>');
  return fold < 0 ? body.lastIndexOf('<!-- rampart {') : fold;
};

const bold = ({ state }: Headline): string => `**${markdown(state)}**`;
const commands = ({ lead, next }: Headline): string =>
  next.length === 0 ? '' : `${markdown(lead)} ${next.map(code).join(' or ')}`;

const replaced = (text: string, old: string, now: string): string => (old === '' ? text : text.replace(old, () => now));
