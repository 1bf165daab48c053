import { describe, expect, it } from 'vitest';
import { memoryFiles } from '../../src/adapters/files/memory.ts';
import { loadPolicy } from '../../src/app/policy-file.ts';
import { withheldHere } from '../../src/app/withheld.ts';
import { DEFAULT_POLICY } from '../../src/core/policy/defaults/index.ts';

const here = async (files: Readonly<Record<string, string>>, folder = '/repo') => {
  const ports = { files: memoryFiles(new Map(Object.entries({ '/repo/.git': '', ...files }))), folder };
  const policy = await loadPolicy(ports, undefined);
  if (!policy.ok) throw new Error(JSON.stringify(policy.problems));
  const found = await withheldHere(policy.value.policy, ports);
  return found.ok ? { sees: (path: string) => !found.value(path), problems: [] } : { ...found, sees: () => false };
};

describe('what no model is shown', () => {
  it.each([
    'deploy/tls/server.key',
    'id_ed25519',
    '.env',
    'web/.env.production',
    'infra/prod.tfstate',
    '.npmrc',
    'a/.aws/credentials',
  ])('is %s, without a word from the team', async (path) => {
    const { sees } = await here({});
    expect(sees(path)).toBe(false);
  });

  it.each(['src/env.ts', 'src/keys/index.ts', 'docs/credentials.md', 'package.json', 'src/token.ts'])(
    'is not %s',
    async (path) => {
      const { sees } = await here({});
      expect(sees(path)).toBe(true);
    },
  );

  it('is what the policy adds, and no longer what it takes out', async () => {
    const { sees } = await here({
      '/repo/rampart.yaml': "withheld:\n  credentials: null\n  legal: ['legal/', '*.contract']\n",
    });
    expect(['.npmrc', 'legal/a.md', 'b.contract', '.env'].map(sees)).toEqual([true, false, false, false]);
  });

  it('is what a .rampartignore at the root adds, from whatever folder one asks', async () => {
    const { sees } = await here({ '/repo/.rampartignore': 'pricing/\n!*.key\n' }, '/repo/packages/web');
    expect(['pricing/a.ts', 'src/a.ts', 'x.key'].map(sees)).toEqual([false, true, false]);
  });

  it('is said to be unclear where a pattern is: nothing is sent on a guess', async () => {
    const { problems } = await here({ '/repo/.rampartignore': '[ab].txt\n' });
    expect(problems.map(({ code, path }) => [code, path])).toEqual([['ignore-pattern', '.rampartignore:1']]);
  });

  it('cannot be written in a policy as a pattern that would never hold', async () => {
    const policy = await loadPolicy(
      { files: memoryFiles(new Map([['/repo/rampart.yaml', "withheld:\n  odd: ['[ab].pem']\n"]])), folder: '/repo' },
      undefined,
    );
    expect(policy.ok ? [] : policy.problems.map(({ path }) => path)).toEqual(['withheld.odd[0]']);
  });

  it('has a built-in list of patterns that hold', () => {
    expect(Object.keys(DEFAULT_POLICY.withheld)).toEqual(['private-keys', 'environments', 'credentials']);
  });
});
