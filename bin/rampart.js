#!/usr/bin/env node
// The version is answered without loading the program: it costs little more than starting Node.
import * as modules from 'node:module';
import { isatty } from 'node:tty';
import manifest from '../package.json' with { type: 'json' };

const [major, minor] = process.versions.node.split('.').map(Number);

if (process.argv.length === 3 && process.argv[2] === '--version') {
  process.stdout.write(`${manifest.version}\n`);
} else if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(`rampart: it needs Node 22.18 or newer, and this is ${process.version}\n`);
  process.exitCode = 2;
} else {
  if (process.argv.length === 2 && isatty(1)) keepCompiled();
  const { main } = await import('../dist/main.js');
  process.exitCode = await main(process.argv.slice(2), manifest.version);
}

/** Somebody waits for the first frame: what was compiled is kept for the next time, where only its owner writes. */
function keepCompiled() {
  const { XDG_CACHE_HOME, LOCALAPPDATA, HOME } = process.env;
  const caches = XDG_CACHE_HOME || LOCALAPPDATA || (HOME && `${HOME}/.cache`);
  if (caches) modules.enableCompileCache(`${caches}/rampart`);
}
