import { cpus } from 'node:os';
import { advice } from './advice.ts';
import { analyse } from './analyse.ts';
import { type Bench, tableOf } from './bench.ts';
import { coldStart } from './cold-start.ts';
import { flags } from './flags.ts';
import { folding } from './fold.ts';
import { lists } from './lists.ts';
import { log } from './log.ts';
import { parse } from './parse.ts';
import { mcp } from './mcp.ts';
import { simulating } from './simulate.ts';
import { status } from './status.ts';
import { terminal } from './terminal.ts';

/** The list: every bench. A new one is one file and one line here. */
const benches: readonly Bench[] = [
  coldStart,
  parse,
  analyse,
  advice,
  folding,
  log,
  lists,
  status,
  simulating,
  mcp,
  terminal,
  flags,
];

/** `npm run bench` runs all; `npm run bench -- cold` those whose name has the word. Prints tables and writes nothing. */
const wanted = process.argv[2] ?? '';
process.stdout.write(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}\n`);
for (const { name, run } of benches.filter((bench) => bench.name.includes(wanted))) {
  process.stdout.write(`\n${name}\n`);
  process.stdout.write(`${tableOf(await run())}\n`);
}
