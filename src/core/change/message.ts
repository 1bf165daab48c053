import { detach } from './names.ts';

/** What the stream itself says of the commits in it. Claims, all of it; the diff is the evidence. */
export type StreamHeader = {
  readonly title: string;
  /** The message of the only commit, or of all of them one behind the other. Cut where it grows too long. */
  readonly description: string;
  readonly author: string | undefined;
  /** The commit, where there is exactly one. */
  readonly commit: string | undefined;
  readonly commits: number;
  /** Merges that are named and whose changes are not there: git log shows none of its own accord. */
  readonly unshown: number;
};

/** Where in a commit's header the reader stands: `log` is what git log and show print, `mail` what format-patch does. */
type Place = 'nowhere' | 'log-head' | 'log-body' | 'mail-head' | 'mail-body' | 'stat';

const LOG = /^commit ([0-9a-f]{40}|[0-9a-f]{64})(?: .*)?$/s;
const MAIL = /^From ([0-9a-f]{40}|[0-9a-f]{64}) /;
const MAIL_FIELD = /^(?:From|Subject|Date): /;
const AUTHOR = /^(?:Author|From|author):? +(.+?)(?: \d{5,12} [+-]\d{4})?$/;
const PATCH_TAG = /^(?:Re: )?\[[^\]]{0,60}PATCH[^\]]{0,60}\] ?/;
const ENCODED_WORD = /=\?utf-8\?q\?([^?\s]{0,400})\?=(?:\s+(?==\?))?/gi;
const STAT = /^ .+ \| +(?:\d+|Bin)\b|^ \d+ files? changed\b|^ (?:create|delete|rename|copy|mode) |^ \.\.\./;

const MOST_CHARS = 65_536;
const MOST_TITLE = 500;

const decodeWords = (subject: string): string =>
  subject.replaceAll(ENCODED_WORD, (whole, word: string) => {
    const escaped = word
      .replaceAll('_', ' ')
      .replaceAll('%', '%25')
      .replaceAll(/=([0-9A-F]{2})/gi, '%$1');
    try {
      return decodeURIComponent(escaped);
    } catch {
      return whole;
    }
  });

const plainSubject = (subject: string): string => decodeWords(subject).replace(PATCH_TAG, '').trim();

type Commit = { id: string | undefined; author: string | undefined; title: string; body: string[] };

/** Reads the words around the diffs. Says of every line whether it was one of its own. */
export const createMessages = () => {
  let place: Place = 'nowhere';
  let first: Commit | undefined;
  let current: Commit | undefined;
  let commits = 0;
  let chars = 0;
  let inSubject = false;
  let merge = false;
  let unshown = 0;
  const words: string[] = [];

  const begin = (id: string | undefined, where: Place): true => {
    closeCommit();
    commits += 1;
    current = { id: id === undefined ? undefined : detach(id), author: undefined, title: '', body: [] };
    first ??= current;
    place = where;
    return true;
  };

  const closeCommit = (): void => {
    if (!current) return;
    if (merge && place !== 'nowhere') unshown += 1;
    merge = false;
    current.title = detach(plainSubject(current.title).slice(0, MOST_TITLE));
    const message = [commits > 1 ? current.title : '', ...current.body].join('\n').trim();
    if (message) words.push(message);
    current = undefined;
  };

  const word = (line: string): void => {
    if (!current || chars > MOST_CHARS) return;
    if (current.title === '') {
      current.title = line;
      return;
    }
    chars += line.length + 1;
    current.body.push(detach(line));
  };

  const starts = (line: string): boolean => {
    const log = line.startsWith('commit ') ? LOG.exec(line) : null;
    if (log) return begin(log[1], 'log-head');
    const mail = line.startsWith('From ') ? MAIL.exec(line) : null;
    if (mail) return begin(mail[1], 'mail-head');
    return place === 'nowhere' && commits === 0 && MAIL_FIELD.test(line) && begin(undefined, 'mail-head') && head(line);
  };

  const head = (line: string): true => {
    if (line === '') place = place === 'log-head' ? 'log-body' : 'mail-body';
    if (!current) return true;
    if (place === 'log-head' && line.startsWith('Merge: ')) merge = true;
    const author = AUTHOR.exec(line);
    if (author) current.author = detach((author[1] ?? '').slice(0, MOST_TITLE));
    if (line.startsWith('Subject: ')) current.title = line.slice(9);
    else if (inSubject && /^[ \t]/.test(line) && current.title.length < MOST_TITLE * 4)
      current.title += ` ${line.trim()}`;
    inSubject = line.startsWith('Subject: ') || (inSubject && /^[ \t]/.test(line));
    return true;
  };

  const body = (line: string): boolean => {
    if (line === '---') place = 'stat';
    else if (place === 'mail-body') word(line);
    else if (line === '' || line.startsWith('    ')) word(line.slice(4));
    else return line === 'Notes:' || line.startsWith('Notes (') || STAT.test(line);
    return true;
  };

  return {
    /** A line that begins a commit, wherever it stands. */
    starts,
    /** A line between a commit's beginning and its diff. */
    take: (line: string): boolean => {
      if (place === 'log-head' || place === 'mail-head') return head(line);
      if (place === 'log-body' || place === 'mail-body') return body(line);
      return line === '' || STAT.test(line);
    },
    /** The diff begins: the message is over. */
    diffBegins: (): void => {
      place = 'nowhere';
    },
    end: (): StreamHeader => {
      const only = commits === 1 ? current?.id : undefined;
      closeCommit();
      return {
        title: first?.title ?? '',
        description: words.join('\n\n').slice(0, MOST_CHARS),
        author: first?.author,
        commit: only,
        commits,
        unshown,
      };
    },
  };
};
