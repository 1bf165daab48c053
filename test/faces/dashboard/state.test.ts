import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { askAgainMs, type Link, linkAfter, type LinkNews, NO_LINK } from '../../../src/faces/dashboard/link.ts';
import { EVERYTHING } from '../../../src/faces/dashboard/route.ts';
import { askingFor } from '../../../src/faces/dashboard/rollout/asking.ts';
import {
  aState,
  documentOf,
  FIRST_ROWS,
  heldOf,
  type Message,
  type State,
  update,
} from '../../../src/faces/dashboard/state.ts';
import { storeOf } from '../../../src/faces/dashboard/store.ts';
import { momentIn, oddsInWords, sinceInWords } from '../../../src/faces/dashboard/words.ts';
import { aWatched } from '../../helpers/tui.ts';

const begun = aState({ is: 'list', sought: EVERYTHING }, 0);
const after = (...messages: readonly Message[]): State => messages.reduce(update, begun);
const WANTED = { kind: 'watched', id: 'new-login' } as const;
const PROBLEM = { code: 'x', message: 'the log does not answer', hint: '' };

describe('what there is to be seen', () => {
  it('keeps what was there while the next does not come', () => {
    const came: Message = { is: 'came', wanted: WANTED, document: aWatched(), tag: '"7"' };
    const state = after(came, { is: 'failed', wanted: WANTED, problems: [PROBLEM] });
    expect(documentOf(state, WANTED)?.id).toBe(aWatched().id);
    expect(heldOf(state, WANTED)).toMatchObject({ tag: '"7"', problems: [PROBLEM] });
    expect(heldOf(update(state, came), WANTED)?.problems).toEqual([]);
  });

  it('forgets on another page what was asked on the one before', () => {
    const asking = askingFor('pause', aWatched());
    const state = after({ is: 'asking', asking }, { is: 'more-rows' }, { is: 'went', route: { is: 'flags' } });
    expect(state).toMatchObject({ asking: undefined, rows: FIRST_ROWS });
  });

  it('keeps nothing of somebody for whoever comes after them', () => {
    const came: Message = { is: 'came', wanted: WANTED, document: aWatched(), tag: undefined };
    expect(after(came, { is: 'locked' }, { is: 'unlocked' }).held).toEqual({});
  });

  it('says each message anew, also where it is the same', () => {
    const said: Message = { is: 'said', tone: 'good', text: 'Paused.' };
    expect(after(said, said).notice?.nth).toBe(2);
  });
});

const linkOf = (...news: readonly LinkNews[]): Link => news.reduce(linkAfter, NO_LINK);

describe('how a page hears', () => {
  it('is live while a stream is open, and asks when it is not', () => {
    expect(linkOf('opened').is).toBe('live');
    expect(linkOf('opened', 'closed').is).toBe('asking');
    expect(linkOf('answered').is).toBe('opening');
  });

  it('says that it is lost when nobody answers, until somebody does', () => {
    expect(linkOf('opened', 'closed', 'unanswered').is).toBe('lost');
    expect(linkOf('opened', 'closed', 'unanswered', 'closed').is).toBe('lost');
    expect(linkOf('opened', 'closed', 'unanswered', 'answered').is).toBe('asking');
    expect(linkOf('opened', 'unanswered').is).toBe('live');
  });

  it('asks less and less often of whoever does not answer, and never stops', () => {
    const news = fc.array(fc.constantFrom<LinkNews>('opened', 'closed', 'answered', 'unanswered'), { maxLength: 40 });
    fc.assert(
      fc.property(news, (all) => {
        const wait = askAgainMs(all.reduce(linkAfter, NO_LINK));
        expect(wait).toBeGreaterThanOrEqual(5000);
        expect(wait).toBeLessThanOrEqual(60_000);
      }),
    );
    expect(askAgainMs(linkOf('unanswered', 'unanswered', 'unanswered'))).toBe(20_000);
  });
});

it('tells those who look only of what changed', () => {
  const seen: number[] = [];
  const store = storeOf((state: number, message: number) => Math.max(state, message), 0);
  store.changed((state) => seen.push(state));
  [1, 1, 3, 2].forEach(store.say);
  expect(seen).toEqual([1, 3]);
  expect(store.now()).toBe(3);
});

describe('words', () => {
  it.each([
    [0, 'just now'],
    [4 * 60_000, '4 min ago'],
    [26 * 3_600_000, '1 d ago'],
    [-3 * 3_600_000, 'in 3 h'],
  ])('%d ms ago', (ms, words) => expect(sinceInWords(1e9, 1e9 + ms)).toBe(words));

  it('say a moment where whoever looks is', () => {
    expect(momentIn('UTC')(Date.parse('2026-11-26T09:00:00Z'))).toBe('Thu 26 Nov, 09:00');
    expect(momentIn('Asia/Tokyo')(Date.parse('2026-11-26T19:00:00Z'))).toBe('Fri 27 Nov, 04:00');
  });

  it('say odds that can be taken in', () => {
    expect(oddsInWords(1.2345)).toBe('1.23 : 1');
    expect(oddsInWords(5e9)).toBe('over 1,000,000 : 1');
  });
});
