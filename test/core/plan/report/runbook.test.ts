import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FlagKey } from '../../../../src/core/plan/flag.ts';
import type { Plan } from '../../../../src/core/plan/plan.ts';
import { runbookOf } from '../../../../src/core/plan/report/runbook.ts';
import { DEFAULT_POLICY } from '../../../../src/core/policy/defaults/index.ts';
import { aPlan } from '../../../helpers/samples.ts';

const flagKeys = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,30}$/);
const withCommands = (off: string) => {
  const { flagd } = DEFAULT_POLICY.backends;
  if (!flagd) throw new Error('the default policy has flagd');
  return { backends: { flagd: { ...flagd, commands: { ...flagd.commands, off } } } };
};
const named = (...keys: string[]): Plan => aPlan('high', { flags: keys });

describe('the commands of a runbook', () => {
  it('say the flag and nothing else to a real shell, however the command quotes it', () => {
    const command = `printf '%s|' {flag}; printf '%s|' "{flag}"; printf '%s|' '{flag}'; printf '%s' "\${HOME:+{flag}}"`;
    fc.assert(
      fc.property(flagKeys, (key) => {
        const { off } = runbookOf(named(key), withCommands(command));
        const said = execFileSync('/bin/sh', ['-c', off], { encoding: 'utf8', env: { HOME: '/' } });
        expect(said).toBe([key, key, key, key].join('|'));
      }),
      { numRuns: 40 },
    );
  });

  it('are left out for a name that a shell could read as more', () => {
    const plan = named('fine');
    const [flag] = plan.flags;
    if (!flag) throw new Error('a staged plan has a flag');
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (suffix) => {
        const key = `x$(id)${suffix}`;
        const runbook = runbookOf({ ...plan, flags: [{ ...flag, key }] }, DEFAULT_POLICY);
        expect(FlagKey.safeParse(key).success).toBe(false);
        expect([runbook.off, runbook.status, ...runbook.down.map(({ commands }) => commands)].join('')).toBe('');
        expect(runbook.missing[0]).toContain('no command holds it');
      }),
    );
  });

  it('take percents from the phases before, the highest first', () => {
    const { down } = runbookOf(named('fast'), DEFAULT_POLICY);
    expect(down.map(({ commands }) => /\["on", ([\d.]+) \* 1000\]/.exec(commands)?.[1])).toEqual([
      '50',
      '25',
      '10',
      '5',
      '1',
    ]);
  });

  it('round down where the flag system cannot hold the share', () => {
    const plan = aPlan('high', { ladder: 'dark-launch', backend: 'exec', flags: ['fast'] });
    const { down } = runbookOf(plan, DEFAULT_POLICY);
    expect(down.at(-1)).toMatchObject({ commands: 'mycelia-flags rollout fast 0' });
    expect(down.at(-1)?.note).toContain('down to 0 %');
    expect(down[0]).toMatchObject({ commands: 'mycelia-flags rollout fast 50', note: '' });
  });

  it('do not set a share where rings would lose the change by it', () => {
    const { down } = runbookOf(aPlan('critical'), DEFAULT_POLICY);
    expect(down.map(({ commands }) => commands)).toEqual(['', '', '']);
    expect(down.at(-1)?.note).toBe('by hand in the flag system: 0 % of everyone, and on for internal');
  });

  it('switch off what depends on a flag before the flag', () => {
    const plan = named('base', 'leaf', 'twig');
    const needs: Record<string, string[]> = { base: [], twig: ['base'], leaf: ['twig'] };
    const flags = plan.flags.map((flag) => ({ ...flag, prerequisites: needs[flag.key] ?? [] }));
    const order = runbookOf({ ...plan, flags }, withCommands('off {flag}')).off.split('\n');
    expect(order).toEqual(['off leaf', 'off twig', 'off base']);
  });

  it('are missed by name where the policy does not know the flag system', () => {
    const runbook = runbookOf(named('fast'), { backends: {} });
    expect(runbook.off).toBe('');
    expect(runbook.missing).toEqual(['the policy knows no commands for flagd']);
  });
});
