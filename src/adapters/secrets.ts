import { failed, ok, problem, type Problem, type Result } from '../core/problem.ts';
import type { Context } from '../ports/adapter.ts';
import type { Files } from '../ports/files.ts';

const MOST_BYTES = 64 * 1024;

/**
 * Secrets from the environment: NAME holds it, or NAME_FILE the path of a file that does. What is found is for headers
 * and passwords, so it is one line; its value stands in no message.
 */
export const secretsFrom =
  (env: Readonly<Record<string, string | undefined>>, files: Files): Context['secret'] =>
  async (name) => {
    const [value, file] = [env[name] || undefined, env[`${name}_FILE`] || undefined];
    if (value !== undefined && file !== undefined)
      return failed(about('secret-twice', name, `${name} and ${name}_FILE are both set`, 'keep one of them'));
    if (file === undefined) return value === undefined ? ok(undefined) : oneLine(name, value);
    const text = await files.read(file, MOST_BYTES);
    return text.ok ? oneLine(name, text.value) : text;
  };

const oneLine = (name: string, text: string): Result<string> => {
  const value = text.trim();
  if (value === '') return failed(about('secret-empty', name, 'there is nothing in it', 'put the secret there'));
  return UNSENDABLE.test(value)
    ? failed(about('secret-odd', name, 'more than one line, or signs that no header carries', 'look for a stray byte'))
    : ok(value);
};

const UNSENDABLE = /[^\x20-\x7e]/;

const about = (code: string, path: string, message: string, hint: string): Problem =>
  problem({ kind: 'usage', code, path, message, hint });

/** Takes secrets out of a text, in each of the spellings in which they travel. */
export const withoutSecrets =
  (secrets: readonly string[]) =>
  (text: string): string =>
    secrets
      .filter(Boolean)
      .flatMap(spellings)
      .reduce((left, secret) => left.replaceAll(secret, '***'), text);

const spellings = (secret: string): readonly string[] => [
  secret,
  encodeURIComponent(secret),
  ...[secret, `${secret}:`, `:${secret}`].map((text) => btoa(text).replace(/=+$/, '')),
];
