import { execFile } from 'node:child_process';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { rampart } from '../helpers/bundled.ts';
import type { Said } from '../helpers/cli.ts';
import { agreed, anOffice, type Office } from '../helpers/office.ts';
import { HOUR } from '../helpers/rollout.ts';
import { openAt } from './logs.ts';
import { aPostgres, type Postgres } from './postgres.ts';

let server: Postgres;
let program: string;

beforeAll(async () => {
  [server, program] = await Promise.all([aPostgres(), rampart()]);
});
afterAll(() => server?.stop());

const opened = (): Office => {
  const office = anOffice();
  onTestFinished(office.close);
  return office;
};

/** The program itself in the folder of the office, with its log on the server. */
const asProgram = (office: Office, database: string): Office => ({
  ...office,
  run: (line) =>
    new Promise<Said>((done) => {
      const env = {
        ...process.env,
        RAMPART_DB: `postgres://${server.user}@127.0.0.1:${server.port}/${database}?tls=off`,
        RAMPART_DB_PASSWORD: server.password,
        RAMPART_METRICS: 'metrics.jsonl',
        RAMPART_CHECKS: 'checks.json',
      };
      execFile(process.execPath, [program, ...line.split(' ')], { cwd: office.folder, env }, (error, out, err) =>
        done({ code: typeof error?.code === 'number' ? error.code : 0, out, err }),
      );
    }),
});

it('the program carries a rollout out on PostgreSQL, two of it at once', async () => {
  await server.database('program');
  const office = opened();
  const there = asProgram(office, 'program');
  const { run, plan } = there;
  expect((await run('doctor')).out).toMatch(/postgres[\s\S]*none yet/);
  office.clock.set(Date.now());
  await office.clock.sleep(0);
  expect((await run('apply p.json')).code).toBe(5);
  await agreed(there);
  expect(await run('apply p.json --once --yes')).toMatchObject({ code: 0 });
  const both = await Promise.all([run('tick --all'), run('tick --all')]);
  expect(both.map(({ code }) => code)).toEqual([0, 0]);
  expect((await run('list')).out).toContain(plan.id.slice(0, 20));
  expect((await run('doctor')).out).toMatch(/1 rollouts?,\s+1 under\s+way/);
  await run(`rollback ${plan.id} --reason late`);
  await run('tick --all');
  expect((await run(`status ${plan.id}`)).out).toContain('rolled-back');
  expect((await run(`replay ${plan.id}`)).code).toBe(0);
  const log = await run('export-log');
  expect(log.out).toContain('"rolled-back"');
  const broken = await run(`list --db postgres://${server.user}:wr0ng-w0rd@127.0.0.1:${server.port}/program?tls=off`);
  expect(broken).toMatchObject({ code: 2, err: expect.stringContaining('log-not-opened') });
  expect(`${broken.out}${broken.err}`).not.toContain('wr0ng-w0rd');
});

it('a rollout under way moves from a file with the program, and goes on there and nowhere else', async () => {
  const place = `${await server.database('taken_up')}?tls=off`;
  const office = opened();
  office.clock.set(Date.now());
  await office.clock.sleep(0);
  await office.run('apply p.json');
  await agreed(office);
  expect((await office.run('apply p.json --once --yes')).code).toBe(0);
  const { run, plan } = asProgram(office, 'taken_up');
  const said = await run(`migrate --from rampart.db --to ${place}`);
  expect(said).toMatchObject({ code: 0, out: expect.stringContaining('✓ every chain, there and back') });
  expect(`${said.out}${said.err}`).toContain('migrate-files');
  expect(`${said.out}${said.err}`).not.toContain(server.password);
  const late = await run('tick --all --db rampart.db');
  expect(late).toMatchObject({ code: 4, err: expect.stringContaining(`postgres://${server.user}@127.0.0.1`) });
  expect((await run('tick --all')).code).toBe(0);
  await run(`rollback ${plan.id} --reason late`);
  expect((await run(`status ${plan.id}`)).out).toContain('rolled-back');
  expect((await run(`replay ${plan.id}`)).code).toBe(0);
});

it('a whole rollout climbs to its end on PostgreSQL', async () => {
  const place = `${await server.database('climb')}?tls=off`;
  const office = opened();
  const there: Office = { ...office, run: (line) => office.run(line, { openLog: () => openAt(place) }) };
  await there.run('apply p.json');
  await agreed(there);
  expect((await there.run('apply p.json --once --yes')).code).toBe(0);
  const isOver = async (): Promise<boolean> => {
    await office.clock.sleep(HOUR);
    return (await there.run('tick --all')).out.includes('completed');
  };
  for (let n = 0; n < 400 && !(await isOver()); n += 1);
  expect((await there.run('status')).out).toContain('completed');
  expect((await there.run('replay recalc')).code).toBe(0);
});
