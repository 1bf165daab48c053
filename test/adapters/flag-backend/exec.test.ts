import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run } from '../../../src/adapters/flag-backend/exec-run.ts';
import { switchedOff } from '../../../src/core/flags/flag-state.ts';
import type { FlagState } from '../../../src/core/flags/flag-state.ts';
import { aFlag } from '../../helpers/flags.ts';
import { problemOf, worked } from '../../helpers/log.ts';
import { aFlagFile } from '../../worlds/env.ts';
import { aCommandFile, myceliaCommands } from '../../worlds/exec.ts';

const flag = (more: Partial<FlagState> = {}): FlagState => aFlag({ targeting: [], variants: [], ...more });
const node = (script: string): string[] => [process.execPath, '-e', script];
const saying = (text: string, more = {}) =>
  aCommandFile(
    JSON.stringify({ read: node(`process.stdout.write(${JSON.stringify(text)})`), write: ['true'], ...more }),
  );

describe('a command', () => {
  it('gets its words as they are: no shell reads them', async () => {
    const odd = '$(echo no); `echo no` > "a" \'b\' * ~ {flag}';
    const ran = worked(await run([...node('process.stdout.write(process.argv[1])'), odd]));
    expect(ran.out).toBe(odd);
  });

  it('that does not end is ended, with what it has started', async () => {
    const child = `require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => 1, 1000)'], { stdio: 'inherit' })`;
    expect(problemOf(await run(node(`${child}; setInterval(() => 1, 1000)`), [], 1500))).toMatchObject({
      kind: 'unreachable',
      code: 'exec-late',
    });
  });

  it('that says too much is ended, and not kept', async () => {
    const endless = 'const line = "x".repeat(65536); const go = () => process.stdout.write(line, go); go();';
    expect(problemOf(await run(node(endless)))).toMatchObject({ code: 'exec-too-much' });
  });

  it('that fails says so in its own words, on one line', async () => {
    const failing = node('process.stderr.write("no\\u001b[31m such\\nflag"); process.exitCode = 3');
    const found = problemOf(await run(failing));
    expect(found).toMatchObject({ kind: 'unreachable', code: 'exec-failed' });
    expect(found?.message).toBe('it ended with 3: no\\u{1b}[31m such\\u{a}flag');
    expect(worked(await run(failing, [3]))).toMatchObject({ code: 3 });
  });

  it('that is not there is a mistake of whoever named it', async () => {
    expect(problemOf(await run(['no-such-command-here']))).toMatchObject({ kind: 'usage', code: 'exec-no-command' });
  });
});

describe('what a command says of a flag', () => {
  it.each([
    ['12', 12],
    ['12%\n', 12],
    ['av1_decode_rollout: 25 %', 25],
    ['share=0.5', 0.5],
  ])('%j is a share', async (text, percent) => {
    const backend = worked(await saying(text));
    expect(worked(await backend.read(['f']))).toMatchObject([{ percent, enabled: true, allow: [] }]);
  });

  it.each(['', 'on', '101', '-1', '1\n2', '{"percent": 5}', '5e1', 'NaN'])('%j is none, and an error', async (text) => {
    const backend = worked(await saying(text));
    expect(problemOf(await backend.read(['f']))).toMatchObject({ kind: 'invalid', code: 'exec-odd' });
  });

  it('may stand at a JSON pointer', async () => {
    const backend = worked(await saying('{"a/b": {"percent": 7}}', { percent: '/a~1b/percent' }));
    expect(worked(await backend.read(['f']))).toMatchObject([{ percent: 7 }]);
  });
});

const opened = async () => {
  const folder = dirname(aFlagFile('about', ''));
  const backend = worked(await aCommandFile(myceliaCommands(folder)));
  const kept = (name: string): string => readFileSync(join(folder, name), 'utf8').trim();
  return { backend, kept };
};

describe('mycelia-flags', () => {
  it('has canary mode on while users are named, and off with the last of them', async () => {
    const { backend, kept } = await opened();
    worked(await backend.write(flag({ allow: ['ana', 'bob'] }), undefined));
    expect(['share.refund_tax', 'canary', 'users'].map(kept)).toEqual(['5', 'on', 'ana\nbob']);
    const [held] = worked(await backend.read(['refund_tax']));
    worked(await backend.write(switchedOff(flag()), held?.revision));
    expect(['share.refund_tax', 'canary', 'users'].map(kept)).toEqual(['0', 'off', '']);
  });

  it.each(['--all', '-x', 'a b', 'a\nb'])('is not given a user called %j', async (user) => {
    const { backend } = await opened();
    expect(problemOf(await backend.write(flag({ allow: [user] }), undefined))).toMatchObject({ code: 'flag-not-held' });
    expect(worked(await backend.read(['refund_tax']))).toEqual([]);
  });
});

it('a file of commands without users holds none, and one that is not whole is refused', async () => {
  expect(worked(await saying('1')).capabilities.allowList).toBe(false);
  expect(problemOf(await aCommandFile('{"read": []}'))?.code).toMatch(/^exec-/);
});
