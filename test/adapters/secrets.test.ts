import { describe, expect, it } from 'vitest';
import { memoryFiles } from '../../src/adapters/files/memory.ts';
import { secretsFrom, withoutSecrets } from '../../src/adapters/secrets.ts';
import { problemOf, worked } from '../helpers/log.ts';

const files = memoryFiles(
  new Map([
    ['/run/token', 'from-a-file\n'],
    ['/run/empty', '\n'],
    ['/run/two', 'a\nb'],
  ]),
);
const secret = (env: Record<string, string>) => secretsFrom(env, files)('TOKEN');

describe('a secret', () => {
  it('comes from the environment, or from a file that it names', async () => {
    expect(worked(await secret({ TOKEN: 'from-here' }))).toBe('from-here');
    expect(worked(await secret({ TOKEN_FILE: '/run/token' }))).toBe('from-a-file');
    expect(worked(await secret({ TOKEN: '' }))).toBeUndefined();
  });

  it.each([
    ['both are set', { TOKEN: 'hunter2', TOKEN_FILE: '/run/token' }, 'secret-twice'],
    ['the file is not there', { TOKEN_FILE: '/run/none' }, 'no-such-file'],
    ['the file is empty', { TOKEN_FILE: '/run/empty' }, 'secret-empty'],
    ['there are two lines', { TOKEN_FILE: '/run/two' }, 'secret-odd'],
    ['no header can carry it', { TOKEN: 'hunter2\u00e9' }, 'secret-odd'],
  ])('is refused where %s, without a word of it', async (_, env, code) => {
    const found = await secret(env);
    expect(problemOf(found)?.code).toBe(code);
    expect(JSON.stringify(found)).not.toContain('hunter2');
  });

  it('is taken out of a text in each spelling in which it travels', () => {
    const hide = withoutSecrets(['p@ss/word', '']);
    expect(hide(`p@ss/word, p%40ss%2Fword, ${btoa('p@ss/word')}, and nothing else`)).toBe(
      '***, ***, ***, and nothing else',
    );
  });
});
