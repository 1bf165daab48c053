import { writeSync } from 'node:fs';
import { postgresEventLog } from '../../src/adapters/event-log/postgres.ts';
import { ok } from '../../src/core/problem.ts';
import { chain, NO_CARD, worked } from '../helpers/log.ts';

/** A process of its own that appends in threes and says after each append which version the server has. */
const [place = '', id = '', appends = '0'] = process.argv.slice(2);

const say = (line: string): void => void writeSync(1, `${line}\n`);

const log = worked(await postgresEventLog(place, { secret: async () => ok(undefined) }));
say('open');
for (let done = 0; done < Number(appends);) {
  const { version, hash } = worked(await log.list()).find((one) => one.id === id) ?? { version: 0, hash: '' };
  const appended = await log.append(id, version, chain(version + 1, version + 3, hash), NO_CARD);
  if (appended.ok) say(`wrote ${appended.value.version}`);
  else if (appended.problems[0]?.code !== 'log-moved-on') throw new Error(JSON.stringify(appended.problems));
  if (appended.ok) done += 1;
}
await log.close();
