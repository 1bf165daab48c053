import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSlash, USAGE } from '../../../src/core/review/slash.ts';

const commandIn = (body: string) => {
  const read = readSlash(body);
  return read.is === 'command' ? read.command : read.is;
};

describe('a command in a comment', () => {
  it.each([
    ['/rampart', { is: 'help' }],
    ['/rampart help', { is: 'help' }],
    ['/rampart plan', { is: 'plan' }],
    ['Looks good.\n\n  /rampart plan  \r\nThanks!', { is: 'plan' }],
    ['> quoted\n\n/rampart plan', { is: 'plan' }],
    ['```\ncode\n```\n/rampart plan', { is: 'plan' }],
    ['```inline``` code\n/rampart plan', { is: 'plan' }],
    ['/rampart strategy canary', { is: 'strategy', strategy: 'canary' }],
    ['/rampart override high "touches the ledger"', { is: 'override', level: 'high', reason: 'touches the ledger' }],
    ['/rampart override low typo', { is: 'override', level: 'low', reason: 'typo' }],
    ['/rampart approve sha256:4be1c09a', { is: 'approve', digest: '4be1c09a' }],
    ['/rampart rollback new-login "errors"', { is: 'act', act: 'rollback', rollout: 'new-login', reason: 'errors' }],
  ])('%j is one', (body, command) => expect(commandIn(body)).toEqual(command));

  it.each([
    'no command at all',
    'see /rampart plan',
    '> /rampart approve sha256:4be1c09a',
    '  > /rampart plan',
    '```\n/rampart plan\n```',
    '~~~~ sh\n/rampart plan\n~~~\n~~~~',
    '    /rampart plan',
    '\t/rampart plan',
    '<!-- \n/rampart plan\n-->',
    '<!-- never closed\n/rampart plan',
    '> quoted\n/rampart plan',
    '- ```\n  /rampart plan\n  ```',
    '```\n``` js\n/rampart plan\n```',
    '```\n<!--\n--> ```\n/rampart plan',
    '<pre>\n/rampart plan\n</pre>',
    '<BlockQuote>\n\n/rampart plan\n\n</BlockQuote>',
    '<details>\n\n/rampart plan',
    '/ram<!-- x -->part plan',
    '/rampartplan',
    '/RAMPART plan',
    'x'.repeat(70_000),
  ])('%j holds none', (body) => expect(commandIn(body)).toBe('none'));

  it.each([
    '/rampart approve',
    '/rampart approve 4be1c09a',
    '/rampart approve sha256:4be1',
    '/rampart approve sha256:4be1c09a now',
    '/rampart approve sha256:4BE1C09A',
    '/rampart strategy everywhere',
    '/rampart override high',
    '/rampart override high "never ends',
    '/rampart pause new-login',
    '/rampart pause ../db "x"',
    '/rampart constructor x',
    '/rampart __proto__',
    '/rampart plan\n/rampart approve sha256:4be1c09a',
  ])('%j is nearly one, and that is said', (body) => expect(commandIn(body)).toBe('unclear'));

  it('is read from every usage that help shows', () => {
    for (const usage of Object.values(USAGE)) expect(readSlash(usage.replace('ID', 'new-login')).is).toBe('command');
  });

  it('never comes out of a quote, whatever is in it', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (lines) => {
        const quoted = lines.map((line) => `> ${line.replaceAll(/[\r\n]/g, ' ')}`).join('\n');
        expect(commandIn(`${quoted}\n> /rampart plan`)).toBe('none');
      }),
    );
  });
});
