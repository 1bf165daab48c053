import { type Hook, readHooks } from '../../core/hooks/hook.ts';
import { failed, ok, type Result } from '../../core/problem.ts';
import type { Ports } from '../operation.ts';
import type { OpenHook } from './open-hook.ts';
import { readYaml } from '../yaml.ts';

const HOOKS_MAX_BYTES = 256 * 1024;

/** The hooks of a file with their secrets at hand, or all that is wrong: a service that cannot check does not listen. */
export const openHooks = async (file: string | undefined, ports: Ports): Promise<Result<readonly OpenHook[]>> => {
  if (file === undefined) return ok([]);
  const text = await ports.files.read(file, HOOKS_MAX_BYTES);
  if (!text.ok) return text;
  const written = await readYaml(text.value, 'hooks', file);
  if (!written.ok) return written;
  const hooks = readHooks(written.value.value ?? {});
  if (!hooks.ok) return failed(...hooks.problems.map((found) => ({ ...found, path: `${file}: ${found.path}` })));
  const opened = await Promise.all(hooks.value.map((hook) => opening(hook, ports)));
  const problems = opened.flatMap((one) => (one.ok ? [] : one.problems));
  return problems.length > 0 ? failed(...problems) : ok(opened.flatMap((one) => (one.ok ? [one.value] : [])));
};

const opening = async (hook: Hook, { openSignature }: Ports): Promise<Result<OpenHook>> => {
  if (hook.secret === undefined) return ok({ hook, signature: undefined });
  const signature = await openSignature(hook.secret);
  return signature.ok ? ok({ hook, signature: signature.value }) : signature;
};
