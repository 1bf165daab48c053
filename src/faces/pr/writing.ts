import type { ReviewWriting } from '../../app/operation.ts';
import type { Load } from '../text/render.ts';
import { answered } from './answer.ts';
import { commentText } from './comment.ts';
import { isMarked, rememberedIn } from './marker.ts';

/** How a comment on a pull request is written and found again. */
export const reviewWriting = (load: Load): ReviewWriting => ({
  text: (comment, plan, host, assumed) => commentText({ comment, plan, assumed }, host, load),
  answered,
  remembered: rememberedIn,
  isMarked,
});
