import { ok, type Result } from '../../core/problem.ts';
import type { ChangeSource } from '../change-source.ts';
import type { Seen } from './see.ts';

type Input = { readonly fork?: boolean | undefined };

type Asked = {
  readonly given: ChangeSource;
  readonly base: string;
  readonly head: undefined;
  readonly fork: boolean;
};

/** The change as the host shows it; the rules are those of the branch that it goes into, which git has here. */
export const asTheHostHasIt = async <I extends Input>(input: I, { host, pull }: Seen): Promise<Result<I & Asked>> => {
  const diff = await host.diff(pull.number);
  if (!diff.ok) return diff;
  const { title, description, author, base, head, fork, number } = pull;
  const { text, left } = diff.value;
  const words = { title, description, author, base, head, left };
  const given: ChangeSource = { bytes: once(text), words, compared: `#${number}, as the host has it`, here: false };
  return ok({
    ...input,
    given,
    base: `refs/remotes/origin/${pull.into}`,
    head: undefined,
    fork: fork || input.fork === true,
  });
};

async function* once(text: string): AsyncIterable<Uint8Array> {
  yield new TextEncoder().encode(text);
}
