import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { env } from '../../../src/adapters/flag-backend/env.ts';
import { switchedOff } from '../../../src/core/flags/flag-state.ts';
import { aContext } from '../../helpers/context.ts';
import { aFlag } from '../../helpers/flags.ts';
import { problemOf, worked } from '../../helpers/log.ts';
import { aFlagFile } from '../../worlds/env.ts';

const opened = async (text: string, options = '') => {
  const file = aFlagFile('.env', text);
  const backend = worked(await env.open(`${file}${options}`, aContext()));
  const put = async (key: string, percent: 0 | 100) => {
    const [found] = worked(await backend.read([key]));
    const flag = aFlag({ key, percent, targeting: [], variants: [] });
    return backend.write(percent === 0 ? switchedOff(flag) : flag, found?.revision);
  };
  return { backend, put, text: () => readFileSync(file, 'utf8') };
};

describe('a dotenv file', () => {
  it('changes one value and nothing beside it', async () => {
    const before = '# toggles\r\nexport  FASTER_LOGIN = "false" # since May\r\nOTHER=\'a\nFASTER_LOGIN=true\nb\'\n';
    const { put, text } = await opened(before);
    worked(await put('faster-login', 100));
    expect(text()).toBe(before.replace('"false"', 'true'));
    worked(await put('faster-login', 0));
    expect(text()).toBe(before.replace('"false"', 'false'));
  });

  it('gets a line for a new one, in the spelling that was asked for', async () => {
    const { put, text } = await opened('A=1', '?prefix=FEATURE_&names=as-is&on=1&off=0');
    worked(await put('faster.login', 100));
    expect(text()).toBe('A=1\nFEATURE_faster_login=1\n');
  });

  it.each([
    ['true', 100, false],
    ['"YES"', 100, false],
    ['1 # on', 100, false],
    ['', 0, false],
    ["'off'", 0, false],
    ['# a comment', 0, false],
    ['50', 100, true],
    ['$OTHER', 100, true],
  ])('the value %j means %d %%', async (value, percent, doubted) => {
    const { backend } = await opened(`F=false\nF=${value}\n`);
    const read = await backend.read(['f']);
    expect(worked(read)).toMatchObject([{ percent }]);
    expect(read.ok && read.warnings.length > 0).toBe(doubted);
  });

  it('writes a variable that stands twice in both places', async () => {
    const { put, text } = await opened('F=true\nG=1\nF=false\n');
    worked(await put('f', 100));
    expect(text()).toBe('F=true\nG=1\nF=true\n');
  });

  it('is not made where there is none, and has no variable that begins with a digit', async () => {
    const backend = worked(await env.open('/nowhere/at/all/.env', aContext()));
    expect(problemOf(await backend.read(['f']))).toMatchObject({ code: 'flags-no-file' });
    const { put } = await opened('');
    expect(problemOf(await put('2fa', 100))).toMatchObject({ code: 'flag-not-held' });
  });

  it.each(['?prefix=2', '?names=lower', '?on=a b', '?of=0'])('refuses the option %s', async (options) => {
    expect((await env.open(`.env${options}`, aContext())).ok).toBe(false);
  });
});
