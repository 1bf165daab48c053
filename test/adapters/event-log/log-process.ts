import { writeSync } from 'node:fs';
import { sqliteEventLog } from '../../../src/adapters/event-log/sqlite.ts';
import { chain, NO_CARD, worked } from '../../helpers/log.ts';

/** A process of its own that appends in threes and says after each append which version is on the disk. */
const [file = '', id = '', appends = '0'] = process.argv.slice(2);

const say = (line: string): void => void writeSync(1, `${line}\n`);

const opened = await sqliteEventLog(file);
if (!opened.ok) {
  say(`problem ${opened.problems[0]?.code}`);
  process.exit(0);
}
const log = opened.value;
say('open');
for (let done = 0; done < Number(appends);) {
  const { version, hash } = worked(await log.list()).find((one) => one.id === id) ?? { version: 0, hash: '' };
  const appended = await log.append(id, version, chain(version + 1, version + 3, hash), NO_CARD);
  if (appended.ok) say(`wrote ${appended.value.version}`);
  else say(`problem ${appended.problems[0]?.code}`);
  if (appended.ok) done += 1;
  else if (appended.problems[0]?.code !== 'log-moved-on') break;
}
await log.close();
