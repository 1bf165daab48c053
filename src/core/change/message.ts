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

type Commit = { readonly id: string | undefined; author: string | undefined; title: string; readonly body: string[] };

type State = {
  place: Place;
  first: Commit | undefined;
  current: Commit | undefined;
  commits: number;
  chars: number;
  inSubject: boolean;
  merge: boolean;
  unshown: number;
  readonly words: string[];
};

/** Reads the words around the diffs. Says of every line whether it was one of its own. */
export const createMessages = () => {
  const state: State = {
    place: 'nowhere',
    first: undefined,
    current: undefined,
    commits: 0,
    chars: 0,
    inSubject: false,
    merge: false,
    unshown: 0,
    words: [],
  };
  return {
    /** A line that begins a commit, wherever it stands. */
    starts: (line: string): boolean => starts(state, line),
    /** A line between a commit's beginning and its diff. */
    take: (line: string): boolean => {
      if (state.place === 'log-head' || state.place === 'mail-head') return head(state, line);
      if (state.place === 'log-body' || state.place === 'mail-body') return body(state, line);
      return line === '' || STAT.test(line);
    },
    /** The diff begins: the message is over. */
    diffBegins: (): void => {
      state.place = 'nowhere';
    },
    end: (): StreamHeader => headerOf(state),
  };
};

const headerOf = (state: State): StreamHeader => {
  const commit = state.commits === 1 ? state.current?.id : undefined;
  close(state);
  const { first, words, commits, unshown } = state;
  const description = words.join('\n\n').slice(0, MOST_CHARS);
  return { title: first?.title ?? '', description, author: first?.author, commit, commits, unshown };
};

const begin = (state: State, id: string | undefined, place: Place): true => {
  close(state);
  state.commits += 1;
  state.current = { id: id === undefined ? undefined : detach(id), author: undefined, title: '', body: [] };
  state.first ??= state.current;
  state.place = place;
  return true;
};

const close = (state: State): void => {
  const { current } = state;
  if (!current) return;
  if (state.merge && state.place !== 'nowhere') state.unshown += 1;
  state.merge = false;
  current.title = detach(plainSubject(current.title).slice(0, MOST_TITLE));
  const message = [state.commits > 1 ? current.title : '', ...current.body].join('\n').trim();
  if (message && state.chars <= MOST_CHARS) state.words.push(message);
  state.chars += current.title.length + 1;
  state.current = undefined;
};

const starts = (state: State, line: string): boolean => {
  const log = line.startsWith('commit ') ? LOG.exec(line) : null;
  if (log) return begin(state, log[1], 'log-head');
  const mail = line.startsWith('From ') ? MAIL.exec(line) : null;
  if (mail) return begin(state, mail[1], 'mail-head');
  if (state.place !== 'nowhere' || state.commits > 0 || !MAIL_FIELD.test(line)) return false;
  return begin(state, undefined, 'mail-head') && head(state, line);
};

const head = (state: State, line: string): true => {
  const { current } = state;
  if (line === '') state.place = state.place === 'log-head' ? 'log-body' : 'mail-body';
  if (!current) return true;
  if (state.place === 'log-head' && line.startsWith('Merge: ')) state.merge = true;
  const author = AUTHOR.exec(line);
  if (author) current.author = detach((author[1] ?? '').slice(0, MOST_TITLE));
  const folded = state.inSubject && /^[ \t]/.test(line);
  state.inSubject = folded || line.startsWith('Subject: ');
  if (folded && current.title.length < MOST_TITLE * 4) current.title += ` ${line.trim()}`;
  else if (state.inSubject && !folded) current.title = line.slice('Subject: '.length);
  return true;
};

const body = (state: State, line: string): boolean => {
  if (line === '---') state.place = 'stat';
  else if (state.place === 'mail-body') word(state, line);
  else if (line === '' || line.startsWith('    ')) word(state, line.slice(4));
  else return line === 'Notes:' || line.startsWith('Notes (') || STAT.test(line);
  return true;
};

const word = (state: State, line: string): void => {
  const { current } = state;
  if (!current || state.chars > MOST_CHARS) return;
  if (current.title === '') {
    current.title = line;
    return;
  }
  state.chars += line.length + 1;
  current.body.push(detach(line));
};
