import { expect, it } from 'vitest';
import { say, TOP } from '../../../../scripts/pack.ts';

/** Which packages of gRPC a process has loaded, after it has loaded these files of ours. */
const loadedBy = async (...files: readonly string[]): Promise<number> => {
  const script = `for (const file of ${JSON.stringify(files)}) await import(file);
const { createRequire } = await import('node:module');
const loaded = Object.keys(createRequire(import.meta.url).cache).filter((path) => path.includes('@grpc'));
process.stdout.write(String(loaded.length));`;
  const { code, stdout, stderr } = await say(process.execPath, ['--input-type=module', '-e', script], TOP);
  expect(code, stderr).toBe(0);
  return Number(stdout);
};

it('nobody loads gRPC but whoever was asked for it', async () => {
  expect(await loadedBy('./src/main.ts', './src/faces/http/serve.ts', './src/app/serve.ts')).toBe(0);
  expect(await loadedBy('./src/faces/http/sync/open.ts')).toBeGreaterThan(0);
});
