import type { Result } from '../core/problem.ts';
import type { NewsKind } from '../core/rollout/news.ts';

/** News of a rollout, in words that anybody may read. */
export type Announcement = {
  /** The same whenever the same is told again: whoever hears it twice can see that. */
  readonly id: string;
  readonly kind: NewsKind;
  readonly rollout: string;
  readonly feature: string;
  readonly environment: string;
  readonly atMs: number;
  /** Lines of plain text, in no language of marks: whoever carries them escapes them for where they go. */
  readonly text: string;
};

export type Notifier = {
  /** Well only where the other side has said that it took it. It comes to an end by itself, and soon. */
  readonly tell: (announcement: Announcement) => Promise<Result<void>>;
};
