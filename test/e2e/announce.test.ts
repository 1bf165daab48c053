import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { agreed, anOffice } from '../helpers/office.ts';

const RAMPART = fileURLToPath(new URL('../../bin/rampart.js', import.meta.url));

/** Somebody who listens on this machine, over real HTTP. */
const aReceiver = async () => {
  const heard: unknown[] = [];
  const server = createServer(async (request, response) => {
    heard.push(JSON.parse(await text(request)));
    response.end('thanks');
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => void server.close());
  return { heard, at: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook` };
};

it('the built program tells a webhook what has happened, once', { timeout: 60_000 }, async () => {
  const [office, { heard, at }] = [anOffice(), await aReceiver()];
  onTestFinished(office.close);
  office.clock.set(Date.now());
  await office.run('apply p.json');
  await agreed(office);
  await office.run('apply p.json --once --yes');
  writeFileSync(office.path('rampart.yaml'), `announce:\n  us: { by: webhook, at: '${at}' }\n`);
  const env = { ...process.env, RAMPART_WEBHOOK_SECRET: Buffer.alloc(32, 7).toString('base64') };
  const tick = () =>
    new Promise<string>((done) => {
      const words = [RAMPART, 'tick', '--all', '--db', 'rampart.db'];
      execFile(process.execPath, words, { cwd: office.folder, env }, (_, out, err) => done(out + err));
    });
  const said = [await tick(), await tick()].join('');
  expect(said).not.toContain('announce.us');
  expect(heard).toMatchObject([
    { type: 'rollout.before', data: { rollout: office.plan.id } },
    { type: 'rollout.progress', data: { text: expect.stringContaining('Current: 5 % of users') } },
  ]);
});
