/** How this page hears of what happens: told at once, by asking again and again, or not at all. */
export type Link = {
  readonly is: 'opening' | 'live' | 'asking' | 'lost';
  /** How often asking in vain, one after the other. */
  readonly missed: number;
};

export type LinkNews = 'opened' | 'closed' | 'answered' | 'unanswered';

export const NO_LINK: Link = { is: 'opening', missed: 0 };

/** One answer that does not come may be chance; where a stream is open as well, it surely is. */
export const linkAfter = (link: Link, news: LinkNews): Link => {
  switch (news) {
    case 'opened':
      return { is: 'live', missed: 0 };
    case 'closed':
      return link.is === 'lost' ? link : { ...link, is: 'asking' };
    case 'answered':
      return link.is === 'lost' || link.missed > 0 ? { is: link.is === 'lost' ? 'asking' : link.is, missed: 0 } : link;
    case 'unanswered':
      return link.is === 'live' ? { ...link, missed: link.missed + 1 } : { is: 'lost', missed: link.missed + 1 };
  }
};

const ASK_EVERY_MS = 5000;
const AT_MOST_MS = 60_000;

/** Whoever does not answer is asked less and less often. */
export const askAgainMs = ({ is, missed }: Link): number =>
  is === 'lost' ? Math.min(AT_MOST_MS, ASK_EVERY_MS * 2 ** Math.max(0, missed - 1)) : ASK_EVERY_MS;

export const linkInWords = ({ is }: Link): string =>
  ({
    opening: 'connecting',
    live: 'live',
    asking: `not live: asked every ${ASK_EVERY_MS / 1000} seconds`,
    lost: 'connection lost',
  })[is];
