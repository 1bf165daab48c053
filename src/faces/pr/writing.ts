import type { ReviewWriting } from '../../app/operation.ts';
import type { Load } from '../text/render.ts';
import { answered } from './answer.ts';
import { renderDocument } from '../text/documents.ts';
import { DEFAULT_POLICY } from '../../core/policy/defaults/index.ts';
import { failed, ok, problem, type Problem } from '../../core/problem.ts';
import { plain } from '../../core/values/quote.ts';
import { commentText } from './comment.ts';
import { isMarked, rememberedIn } from './marker.ts';
import { restated } from './restated.ts';

/** How a comment on a pull request is written and found again. */
export const reviewWriting = (load: Load): ReviewWriting => ({
  text: async (comment, plan, host, { assumed, own }) => {
    const mixed: Load = async (name) => own.get(name) ?? load(name);
    try {
      return ok(await commentText({ comment, plan, assumed }, host, mixed));
    } catch (error) {
      // Ours are whole, or a test has failed; those of a team are theirs to put right.
      if (own.size === 0) throw error;
      return failed(brokenTemplate(own, error));
    }
  },
  report: (plan) => renderDocument('markdown', plan, { policy: DEFAULT_POLICY }, load),
  answered,
  restated,
  remembered: rememberedIn,
  isMarked,
});

const brokenTemplate = (own: ReadonlyMap<string, string>, error: unknown): Problem =>
  problem({
    kind: 'invalid',
    code: 'template-broken',
    path: [...own.keys()].map((name) => `.rampart/templates/${name}.hbs`).join(', '),
    message: plain(error instanceof Error ? error.message : String(error), 300),
    hint: 'every value goes through an escaper: {{md sentence}}, {{code this}}; mend it in the branch that changes go into',
  });
