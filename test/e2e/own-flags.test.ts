import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { agreed, anOffice } from '../helpers/office.ts';
import { aPlan } from '../helpers/samples.ts';

const RAMPART = fileURLToPath(new URL('../../bin/rampart.js', import.meta.url));

it('a plan for our own flags is carried out in the log that its rollout is in, with nothing set up', async () => {
  const plan = aPlan('medium', { environment: 'staging', backend: 'rampart' });
  const office = anOffice(plan);
  onTestFinished(office.close);
  office.clock.set(Date.now());
  const env = { ...process.env, RAMPART_DB: 'rampart.db', RAMPART_CHECKS: 'checks.json' };
  const run = (line: string) =>
    new Promise<{ code: unknown; out: string; err: string }>((done) => {
      execFile(process.execPath, [RAMPART, ...line.split(' ')], { cwd: office.folder, env }, (error, out, err) =>
        done({ code: error?.code ?? 0, out, err }),
      );
    });
  const start = 'apply p.json --once --yes --metrics metrics.jsonl';
  await run(start);
  await agreed(office);
  expect(await run(start)).toMatchObject({ code: 0 });
  const [key = ''] = plan.flags.map((flag) => flag.key);
  const found = await run(`flags get ${key} --backend rampart --environment staging --json`);
  expect(JSON.parse(found.out)).toMatchObject({ key, place: 'log?environment=staging', heldBy: plan.id });
  expect((await run(`flags get ${key} --backend rampart --json`)).code).not.toBe(0);
  expect((await run('doctor p.json --json')).out).toContain('log?environment=staging');
  expect(await run(`rollback ${plan.id} --reason bad`)).toMatchObject({ code: 0 });
  const after = await run(`flags get ${key} --backend rampart --environment staging --json`);
  expect(JSON.parse(after.out)).toMatchObject({ percent: 0 });
});
