import type { LinkNews } from './link.ts';

const EVENTS = '/api/v1/events';

/** Something happened, or more did than is told one by one. */
const NAMES = ['event', 'missed'];

/** An open stream says that something happened, never what it came to: that is asked for. Opens again by itself. */
export const listen = (heard: () => void, news: (news: LinkNews) => void): void => {
  let stream: EventSource | undefined;
  const open = (): void => {
    stream?.close();
    stream = new EventSource(EVENTS);
    stream.addEventListener('open', () => {
      news('opened');
      heard();
    });
    stream.addEventListener('error', () => {
      news('closed');
      // A stream that was refused stays closed: it is tried again later, and asking goes on meanwhile.
      if (stream?.readyState === EventSource.CLOSED) setTimeout(open, AGAIN_MS);
    });
    for (const name of NAMES) stream.addEventListener(name, heard);
  };
  open();
};

const AGAIN_MS = 15_000;
