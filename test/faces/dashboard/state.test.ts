import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { askAgainMs, type Link, linkAfter, type LinkNews, NO_LINK } from '../../../src/faces/dashboard/link.ts';
import { ALL_FLAGS, EVERYTHING } from '../../../src/faces/dashboard/route.ts';
import { askingFor } from '../../../src/faces/dashboard/rollout/asking.ts';
import {
  aState,
  documentOf,
  FIRST_ROWS,
  heldOf,
  type Message,
  shownFrom,
  type State,
  update,
} from '../../../src/faces/dashboard/state.ts';
import { storeOf } from '../../../src/faces/dashboard/store.ts';
import { titleOf } from '../../../src/faces/dashboard/title.ts';
import { momentIn, oddsInWords, sinceInWords } from '../../../src/faces/dashboard/words.ts';
import { aWatched } from '../../helpers/tui.ts';

const begun = aState({ is: 'list', sought: EVERYTHING }, 0);
const after = (...messages: readonly Message[]): State => messages.reduce(update, begun);
const WANTED = { kind: 'watched', id: 'new-login' } as const;
const PROBLEM = { code: 'x', message: 'the log does not answer', hint: '' };

describe('what there is to be seen', () => {
  it('keeps what was there while the next does not come', () => {
    const came: Message = { is: 'came', wanted: WANTED, document: aWatched(), tag: '"7"', atMs: 5, askedMs: 4 };
    const state = after(came, { is: 'failed', wanted: WANTED, problems: [PROBLEM], askedMs: 5 });
    expect(documentOf(state, WANTED)?.id).toBe(aWatched().id);
    expect(heldOf(state, WANTED)).toMatchObject({ tag: '"7"', problems: [PROBLEM] });
    expect(heldOf(update(state, { ...came, askedMs: 6 }), WANTED)?.problems).toEqual([]);
  });

  it('is not taken away by what was asked for before it and came after it', () => {
    const came = (status: 'running' | 'paused', askedMs: number): Message => {
      const document = aWatched({ status });
      return { is: 'came', wanted: WANTED, document, tag: undefined, atMs: 9, askedMs };
    };
    const late: Message = { is: 'failed', wanted: WANTED, problems: [PROBLEM], askedMs: 7 };
    const state = after(came('paused', 8), came('running', 7), late);
    expect(documentOf(state, WANTED)?.status).toBe('paused');
    expect(heldOf(state, WANTED)?.problems).toEqual([]);
  });

  it('forgets on another page what was asked on the one before', () => {
    const asking = askingFor('pause', aWatched());
    const state = after(
      { is: 'asking', asking },
      { is: 'more-rows' },
      { is: 'went', route: { is: 'flags', sought: ALL_FLAGS } },
    );
    expect(state).toMatchObject({ asking: undefined, rows: FIRST_ROWS });
  });

  it('keeps nothing of somebody for whoever comes after them', () => {
    const came: Message = { is: 'came', wanted: WANTED, document: aWatched(), tag: undefined, atMs: 5, askedMs: 4 };
    expect(after(came, { is: 'locked' }, { is: 'unlocked' }).held).toEqual({});
  });

  it('says each message anew, also where it is the same', () => {
    const said: Message = { is: 'said', tone: 'good', text: 'Paused.' };
    expect(after(said, said).notice?.nth).toBe(2);
  });
});

it('says in a tab how many need a look, or how the one stands', () => {
  const rollout: Message = { is: 'went', route: { is: 'rollout', id: 'new-login' } };
  const came: Message = {
    is: 'came',
    wanted: WANTED,
    document: aWatched({ status: 'held' }),
    tag: undefined,
    atMs: 5,
    askedMs: 4,
  };
  expect(titleOf(after(rollout))).toBe('new-login · Rampart');
  expect(titleOf(after(rollout, came))).toBe('held: new-login · Rampart');
  expect(titleOf(begun)).toBe('Rampart');
  const rollouts = [{ id: 'a', status: 'paused', atMs: 5 }];
  const list: Message = {
    is: 'came',
    wanted: { kind: 'list' },
    document: { rollouts },
    tag: undefined,
    atMs: 5,
    askedMs: 4,
  };
  expect(titleOf(after(list))).toBe('(1) Rampart');
});

const ticked = (nowMs: number): Message => ({ is: 'ticked', nowMs });

describe('how old it is', () => {
  const came: Message = {
    is: 'came',
    wanted: { kind: 'list' },
    document: { rollouts: [] },
    tag: undefined,
    atMs: 5000,
    askedMs: 4000,
  };

  it('is said when nobody answers, and when nothing has come for long', () => {
    expect(shownFrom(after(came, ticked(9000)))).toBeUndefined();
    expect(shownFrom(after(came, ticked(9000), { is: 'link', news: 'unanswered' }))).toBe(5000);
    expect(shownFrom(after(came, ticked(70_000)))).toBe(5000);
    expect(shownFrom(after(came, ticked(70_000), { ...came, atMs: 69_000, askedMs: 68_000 }))).toBeUndefined();
  });

  it('is not said of what is not there', () => {
    expect(shownFrom(after(ticked(70_000), { is: 'link', news: 'unanswered' }))).toBeUndefined();
    expect(shownFrom(after(came, { is: 'went', route: { is: 'nowhere' } }, ticked(70_000)))).toBeUndefined();
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
