import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Plan } from '../../src/core/plan/plan.ts';
import type { Signal } from '../../src/core/signals/signal.ts';
import { commentOf, type CommentAsked, isSame } from '../../src/core/review/comment.ts';
import { restated } from '../../src/faces/pr/restated.ts';
import { headlineOf, type ReviewState } from '../../src/core/review/headline.ts';
import { answered } from '../../src/faces/pr/answer.ts';
import { commentText, type Hosted } from '../../src/faces/pr/comment.ts';
import { isMarked, markerOf, rememberedIn } from '../../src/faces/pr/marker.ts';
import { simulate } from '../../src/index.ts';
import { golden } from '../helpers/golden.ts';
import { aPlan, anAssessment } from '../helpers/samples.ts';
import { type Level, LEVELS } from '../../src/core/values/level.ts';
import { assemble } from '../../src/core/plan/assemble/assemble.ts';
import { aRequest } from '../helpers/samples.ts';

const load = async (name: string) => readFileSync(new URL(`../../templates/${name}.hbs`, import.meta.url), 'utf8');
const GITHUB: Hosted = {
  linkTo: (path, line) => `https://github.com/acme/shop/blob/e4f5a6b/${encodeURI(path)}#L${line}`,
  maxLength: 65_536,
};
const signal: Signal = {
  id: 'money.formula',
  area: 'money',
  level: 'critical',
  certainty: 'established',
  evidence: { path: 'src/refunds/tax.ts', line: 58, side: 'old', quote: 'return round(total * rate, 2)' },
  why: 'An amount of money is computed differently.',
};

const MEDIUM: Signal = {
  id: 'interface.component',
  area: 'interface',
  level: 'medium',
  certainty: 'suspected',
  evidence: { path: 'src/ui/PayButton.tsx', line: 12, side: 'new', quote: '<button className="wide">Pay now</button>' },
  why: 'Something changes that users see or press.',
};
const HIGH: Signal = {
  id: 'contract.field',
  area: 'contract',
  level: 'high',
  certainty: 'established',
  evidence: { path: 'src/api/orders.ts', line: 41, side: 'old', quote: 'total: order.total,' },
  why: 'Others may read a field that is gone.',
};
const FOUND: Readonly<Record<Level, readonly Signal[]>> = {
  low: [],
  medium: [MEDIUM],
  high: [HIGH, MEDIUM],
  critical: [signal, HIGH, MEDIUM],
};

/** A plan of a level, with the facts that make it so. */
const planAt = (level: Level): Plan => {
  const made = assemble(aRequest(level, {}, { assessment: anAssessment(level, { signals: [...FOUND[level]] }) }));
  if (!made.ok) throw new Error(JSON.stringify(made.problems));
  return made.value;
};

const planWith = (more: Partial<Signal> = {}, feature?: string): Plan => {
  const assessment = anAssessment('critical', { signals: [{ ...signal, ...more }] });
  const made = assemble(aRequest('critical', feature === undefined ? {} : { feature }, { assessment }));
  if (!made.ok) throw new Error(JSON.stringify(made.problems));
  return made.value;
};

const asked = (plan: Plan, more: Partial<CommentAsked> = {}): CommentAsked => ({
  plan,
  head: 'e4f5a6b0e4f5a6b0e4f5a6b0e4f5a6b0e4f5a6b0',
  state: plan.approvals.length > 0 ? 'not-approved' : 'no-approval-due',
  before: undefined,
  bad: undefined,
  ...more,
});

const textOf = (plan: Plan, more: Partial<CommentAsked> = {}, host: Partial<Hosted> = {}) =>
  commentText({ comment: commentOf(asked(plan, more)), plan, assumed: [] }, { ...GITHUB, ...host }, load);

const harmIn = (plan: Plan): Partial<CommentAsked> => ({
  bad: plan.risk.skip ? undefined : simulate(plan, { scenarios: ['errors-at-10'] }).runs[0],
});

/** Every change of the policy has another digest; that is not what these pages are about. */
const withoutDigests = (text: string): string => text.replaceAll(/[0-9a-f]{64}/g, 'DIGEST');

/** What is seen before anything is unfolded. */
const unfolded = (text: string): string =>
  text.replaceAll(/<details>[^]*?<summary>(.*?)<\/summary>[^]*?<\/details>/g, '▸ $1').replaceAll(/<!--.*?-->\n?/g, '');

const onGitlab = (path: string, line: number): string =>
  `https://gitlab.example.com/acme/web/shop/-/blob/e4f5a6b/${encodeURI(path)}#L${line}`;

describe('the comment', () => {
  it.each(LEVELS)('reads well at level %s', async (level) => {
    const text = withoutDigests(await textOf(planAt(level), harmIn(planAt(level))));
    expect(text).toBe(await golden(`comment-${level}.md`, text));
  });

  it('says what an error would cost, and what is new', async () => {
    const plan = planAt('critical');
    const before = {
      v: 1,
      head: 'a1b2c3d4',
      plan: '0'.repeat(64),
      level: 'medium',
      strategy: 'percentage',
      because: 'x',
    } as const;
    const text = withoutDigests(await textOf(plan, { ...harmIn(plan), before }));
    expect(text).toBe(await golden('comment-update.md', text));
  });

  it('is short before anything is unfolded, and small', async () => {
    const text = await textOf(planWith());
    expect(unfolded(text).split('\n').length).toBeLessThanOrEqual(40);
    expect(new TextEncoder().encode(text).length).toBeLessThanOrEqual(12_000);
  });

  it('leaves out whole folds where the host takes less, the least important first, and says so', async () => {
    const whole = await textOf(planWith());
    const most = whole.length - 300;
    const less = await textOf(planWith(), {}, { maxLength: most });
    expect(less.length).toBeLessThanOrEqual(most);
    expect(less).toContain('What stops it');
    expect(less).not.toContain('Coverage:');
    expect(less).toContain('More than fits here');
    expect(less.match(/<details>/g)?.length).toBe(less.match(/<\/details>/g)?.length);
    expect(whole).toContain('Coverage: analysed 1 of 1');
    expect(rememberedIn(less)).toBeDefined();
    const shown = withoutDigests(await textOf(planAt('critical'), {}, { maxLength: 2300 }));
    expect(shown).toBe(await golden('comment-too-long.md', shown));
  });

  it('reads the same on GitLab, and leads to its lines', async () => {
    const plan = planAt('critical');
    const text = withoutDigests(await textOf(plan, harmIn(plan), { linkTo: onGitlab, maxLength: 1_000_000 }));
    expect(text).toBe(await golden('comment-gitlab.md', text));
    const onGithub = withoutDigests(await textOf(plan, harmIn(plan)));
    expect(text.replaceAll('https://gitlab.example.com/acme/web/shop/-', 'https://github.com/acme/shop')).toBe(
      onGithub,
    );
    // What GitHub alone knows, and what GitLab would take for a command.
    expect(text).not.toMatch(/^> \[!|^\/\w/m);
  });
});

describe('what a comment remembers', () => {
  it('is found again, and only whole', async () => {
    const { remembered } = commentOf(asked(planWith()));
    expect(rememberedIn(await textOf(planWith()))).toEqual(remembered);
    expect(rememberedIn('<!-- rampart {"v":2} -->')).toBeUndefined();
    expect(rememberedIn('<!-- rampart {broken -->')).toBeUndefined();
    expect(isMarked('nothing')).toBe(false);
  });

  it('cannot break out of its line', () => {
    const { remembered } = commentOf(
      asked(planWith({ evidence: { ...signal.evidence, path: '--><img src="x\\">@all' } })),
    );
    const marker = markerOf(remembered);
    expect(marker.match(/-->/g)).toHaveLength(1);
    expect(marker).not.toMatch(/<img|@all/);
    expect(rememberedIn(marker)).toEqual(remembered);
  });

  it('is never what somebody quotes', async () => {
    const forged = '<!-- rampart {"v":1,"head":"f","plan":"0","level":"low","strategy":"x","because":"x"} -->';
    const plan = planWith({ evidence: { ...signal.evidence, quote: forged } });
    const text = await textOf(plan);
    expect(text).toContain(forged);
    expect(rememberedIn(text)).toEqual(commentOf(asked(plan)).remembered);
  });

  it('tells the same plan from another', () => {
    const { remembered } = commentOf(asked(planWith()));
    expect(isSame(remembered, commentOf(asked(planWith(), { head: 'f'.repeat(40) })).remembered)).toBe(true);
    expect(isSame(remembered, commentOf(asked(aPlan('high'))).remembered)).toBe(false);
    expect(isSame(undefined, remembered)).toBe(false);
  });
});

describe('an answer', () => {
  const BEGIN = '<!-- rampart-answer -->';

  it('stands above the folds, in place of the one before, and goes where it does not fit', async () => {
    const text = await textOf(planWith());
    const first = answered(text, 'one\ntwo', 65_536);
    expect(first).toMatch(/^\*\*Rampart: CRITICAL.*\n\n<!-- rampart-answer -->\n> one\\\n> two\n/);
    expect(answered(text, 'so:\n/rampart plan', 65_536)).toContain('> so:\\\n> `/rampart plan`\n');
    const second = answered(first, 'three', 65_536);
    expect(second).toContain('> three\n');
    expect(second).not.toContain('> one');
    expect(answered(second, 'x'.repeat(200), second.length + 10)).toBe(text);
    expect(rememberedIn(second)).toEqual(rememberedIn(text));
  });

  it('takes nothing with it that somebody quotes', async () => {
    const text = await textOf(
      planWith({ evidence: { ...signal.evidence, quote: `${BEGIN} <!-- /rampart-answer -->` } }),
    );
    const second = answered(answered(text, 'one', 65_536), 'two', 65_536);
    expect(second.replace(/\n<!-- rampart-answer -->\n> two\n<!-- \/rampart-answer -->\n/, '')).toBe(text);
  });

  it('brings nothing to life', async () => {
    const said = answered(await textOf(planWith()), '@all <b>x</b> [a](//e.vil) #1', 65_536);
    const live = said.replaceAll(/(`+)[^]*?[^`]\1(?!`)/g, '');
    expect(live).not.toMatch(/@all|<b>|(?<!\\)\]\(\/\/e/);
  });
});

const BEGUN = ['running', 'held', 'paused', 'rolling-back', 'rolled-back', 'completed', 'aborted'] as const;

describe('the headline, once a rollout has begun', () => {
  const BEFORE: readonly [ReviewState, Partial<CommentAsked>][] = [
    ['not-approved', { agreed: '1 of 2 of payments, by @zoe_*' }],
    ['approved', { slash: true }],
    ['no-approval-due', {}],
    ['running', { slash: true }],
    ['paused', {}],
  ];

  const MOVES: readonly (readonly [ReviewState, ReviewState, Partial<CommentAsked>])[] = [
    ...BEFORE.map(([was, more]) => [was, 'rolled-back', more] as const),
    ...BEGUN.map((now, at) => ['approved', now, { slash: at % 2 === 0 }] as const),
  ];

  it.each(MOVES)(
    'goes from %s to %s, and nothing else changes but that line and what comes next',
    async (was, now, more) => {
      const plan = planAt('high');
      const before = await textOf(plan, { state: was, ...more });
      expect(restated(before, plan, now)).toBe(await textOf(plan, { ...more, state: now, agreed: '' }));
    },
  );

  it('reads well in every state, for whoever types and for whoever comments', async () => {
    const plan = planAt('high');
    const states = ['no-approval-due', 'not-approved', 'approved', ...BEGUN] as const;
    const said = states.flatMap((state) =>
      [false, true].map((slash) => {
        const { lead, next, state: words } = headlineOf({ plan, digest: 'DIGEST', state, agreed: '', slash });
        return [`${slash ? '  in comments' : words}`, `    ${lead} ${next.join(' or ')}`].join('\n');
      }),
    );
    const text = `${said.join('\n')}\n`;
    expect(text).toBe(await golden('comment-headlines.txt', text));
  });

  it('is read from what an older comment remembers, which had one word for all of it', async () => {
    const plan = planAt('high');
    const now = await textOf(plan, { state: 'running' });
    const old = now.replace('"state":"running"', '"state":"started 2 of 2"');
    expect(old).not.toBe(now);
    expect(restated(old, plan, 'rolled-back')).toBe(await textOf(plan, { state: 'rolled-back' }));
  });

  it('stays where the comment is about another plan, is none of ours, or says so already', async () => {
    const text = await textOf(planAt('high'), { state: 'running' });
    expect(restated(text, planAt('critical'), 'paused')).toBe(text);
    expect(restated(text, planAt('high'), 'running')).toBe(text);
    expect(restated('**under way**\n', planAt('high'), 'paused')).toBe('**under way**\n');
  });

  it('leaves alone what somebody quotes', async () => {
    const plan = planWith({ evidence: { ...signal.evidence, quote: 'say("**under way**") // rampart why' } });
    const text = restated(await textOf(plan, { state: 'running' }), plan, 'completed');
    expect(text).toContain('say("**under way**") // rampart why');
    expect(text).toMatch(/^\*\*Rampart: .*\*\*completed\*\*\n/);
  });
});

const evil =
  '</details></summary><script>alert(1)</script> @everyone [x](javascript:alert) ![i](//e.vil) \u202e\u001b[31m';

describe('hostile words', () => {
  it('read as what they are', async () => {
    const found = { path: `src/${evil}`, line: 3, side: 'new', quote: `${evil}\`\`\`` } as const;
    const text = withoutDigests(await textOf(planWith({ evidence: found, why: '/close' }, evil.slice(0, 190))));
    expect(text).toBe(await golden('comment-hostile.txt', text));
    expect(text).not.toMatch(/^\/\w/m);
  });

  it.each([
    ['title', () => planWith({}, evil.slice(0, 190))],
    ['path', () => planWith({ evidence: { ...signal.evidence, path: `src/${evil}` } })],
    ['quote', () => planWith({ evidence: { ...signal.evidence, quote: `${evil}\`\`\`` } })],
  ])('do nothing in the %s', async (_, plan) => {
    const text = await textOf(plan());
    expect(['\u001b', '\u202e'].filter((sign) => text.includes(sign))).toEqual([]);
    // What stands in code is shown as it is, and does nothing.
    const live = text.replaceAll(/(`+)[^]*?[^`]\1(?!`)/g, '');
    expect(live).not.toMatch(/<script|<img|@everyone|(?<!\\)\]\(javascript/);
    expect(live.match(/<details>/g)?.length).toBe(live.match(/<\/details>/g)?.length);
  });
});
