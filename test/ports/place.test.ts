import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readPlace } from '../../src/ports/place.ts';
import { problemOf, worked } from '../helpers/log.ts';

const options = z.strictObject({
  project: z.string().default('default'),
  environment: z.string().regex(/^[a-z]+$/, 'not an environment'),
});
const server = {
  form: { what: 'the server', example: 'https://flags.example.com', takes: ['https', 'http'] as const },
  options,
  secrets: [{ name: 'FLAGS_TOKEN' }],
};
const file = {
  form: { what: 'the file', example: 'flags.json', takes: ['file'] as const },
  options: z.strictObject({}),
  secrets: [],
};

const codesOf = (place: string, form: typeof server = server): string[] => {
  const read = readPlace(place, form);
  return read.ok ? [] : read.problems.map(({ code }) => code);
};

describe('a place', () => {
  it('is an address with options behind its question mark', () => {
    expect(worked(readPlace('https://flags.example.com/api/?environment=production', server))).toEqual({
      at: 'https://flags.example.com/api',
      options: { project: 'default', environment: 'production' },
    });
  });

  it('is a path, which may have a question mark where nothing is asked', () => {
    expect(worked(readPlace('/a/what?.json', file))).toEqual({ at: '/a/what?.json', options: {} });
    expect(worked(readPlace('C:\\a.json', file)).at).toBe('C:\\a.json');
  });

  it.each([
    ['a path where a server is meant', 'flags.json?environment=a', ['place-no-address']],
    ['an address of another kind', 'ftp://a.example?environment=a', ['place-protocol']],
    ['no address at all', 'https://?environment=a', ['place-no-address']],
    ['a name in it', 'https://me@a.example?environment=a', ['place-secret']],
    ['a password in it', 'https://:x@a.example?environment=a', ['place-secret']],
    ['a fragment', 'https://a.example?environment=a#b', ['place-fragment', 'place-not-environment']],
    ['an option nobody knows', 'https://a.example?environment=a&projct=b', ['place-unknown-field']],
    ['an option twice', 'https://a.example?environment=a&environment=b', ['place-twice']],
    [
      'everything at once',
      'ftp://me:x@a.example?token=b&apiKey=c',
      ['place-protocol', 'place-secret', 'place-secret', 'place-secret'],
    ],
  ])('with %s is refused', (_, place, codes) => {
    const found = codesOf(place);
    for (const code of codes.filter((one) => one !== 'place-not-environment')) expect(found).toContain(code);
    expect(found.length).toBeGreaterThanOrEqual(codes.length);
  });

  it.each([
    'token',
    'api_key',
    'apiKey',
    'api-key',
    'access_token',
    'password',
    'pwd',
    'client_secret',
    'Authorization',
    'key',
  ])('may not carry %s, says where it belongs, and does not repeat it', (name) => {
    const found = readPlace(`https://a.example?environment=a&${name}=hunter2`, server);
    expect(problemOf(found)).toMatchObject({ code: 'place-secret', hint: expect.stringContaining('FLAGS_TOKEN') });
    expect(JSON.stringify(found)).not.toContain('hunter2');
  });

  it('may not carry a value that has the shape of one, whatever it is called', () => {
    const token = ['ghp', 'a1B2c3D4e5F6a7B8c9D0a1B2c3D4e5F6a7B8'].join('_');
    const found = readPlace(`https://a.example?environment=a&project=${token}`, server);
    expect(problemOf(found)).toMatchObject({ code: 'place-secret' });
    expect(JSON.stringify(found)).not.toContain(token);
  });

  it('of a file is told that an address is none', () => {
    expect(problemOf(readPlace('https://a.example', file))).toMatchObject({ code: 'place-protocol' });
  });
});
