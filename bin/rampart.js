#!/usr/bin/env node
// The version is answered without loading the program: it costs little more than starting Node.
import manifest from '../package.json' with { type: 'json' };

if (process.argv.length === 3 && process.argv[2] === '--version') {
  process.stdout.write(`${manifest.version}\n`);
} else {
  const { main } = await import('../dist/main.js');
  process.exitCode = await main(process.argv.slice(2), manifest.version);
}
