import { failed, ok, problem, type Result } from '../core/problem.ts';
import { readChangeRequest } from './change-request.ts';
import { inPieces } from '../ports/pieces.ts';
import { openBytes } from './bytes.ts';
import type { Ports } from './operation.ts';
import type { PlanInput } from './plan-input.ts';
import type { ChangeWords } from '../core/change/collect.ts';

/** Where a change comes from: its bytes, what is said of it, and what was compared with what. */
export type ChangeSource = {
  readonly bytes: AsyncIterable<Uint8Array>;
  readonly words: ChangeWords;
  readonly compared: string;
  /** Whether it comes from the repository of this folder: what else stands there may be asked then. */
  readonly here: boolean;
};

type Asked = Pick<PlanInput, 'request' | 'diff' | 'description' | 'base' | 'head' | 'staged'>;

/** A diff that is given, or else what git knows here. What a person says of the change comes before what git says. */
export const changeSource = async (asked: Asked, ports: Ports): Promise<Result<ChangeSource>> => {
  if (asked.request !== undefined) return requested(asked.request, asked, ports);
  const said = await describedBy(asked.description, ports);
  if (!said.ok) return said;
  if (asked.diff === undefined) return fromRepository(asked, said.value, ports);
  const bytes = await openBytes(asked.diff, ports);
  const words = { ...said.value, base: asked.base, head: asked.head };
  return bytes.ok
    ? ok({ bytes: bytes.value, words, compared: asked.diff === '-' ? 'standard input' : asked.diff, here: false })
    : bytes;
};

/** One document says it all: what a program gives, it gives whole. */
const requested = async (name: string, { base, head, ...more }: Asked, ports: Ports): Promise<Result<ChangeSource>> => {
  if (more.diff !== undefined || more.description !== undefined) return failed(saidTwice());
  const request = await readChangeRequest(name, ports);
  if (!request.ok) return request;
  const { description, diff } = request.value;
  const words = { ...described(description), base, head };
  return ok({ bytes: inPieces(diff), words, compared: 'the request', here: false });
};

const saidTwice = () =>
  problem({
    kind: 'usage',
    code: 'said-twice',
    path: '--request',
    message: 'a request holds its own diff and description',
    hint: 'leave out --diff and --description, or --request',
  });

const fromRepository = async (
  { base, head, staged }: Asked,
  said: ChangeWords,
  ports: Ports,
): Promise<Result<ChangeSource>> => {
  const source = await ports.repository.read({ base, head, staged });
  if (!source.ok) return source;
  const { bytes, words, compared } = source.value;
  return ok({ bytes, words: { ...words, ...said }, compared, here: true }, source.warnings);
};

const DESCRIPTION_MAX_BYTES = 256 * 1024;

/** A description is a file where there is one of that name, and else the words themselves. */
const describedBy = async (description: string | undefined, { files }: Ports): Promise<Result<ChangeWords>> => {
  if (description === undefined) return ok({});
  const isFile = !description.includes('\n') && description.length < 1024 && (await files.exists(description));
  const text = isFile ? await files.read(description, DESCRIPTION_MAX_BYTES) : ok(description);
  return text.ok ? ok(described(text.value)) : text;
};

/** The first line is the title. */
export const described = (text: string): ChangeWords => {
  const [title = '', ...rest] = text.trim().split('\n');
  return { title: title.trim().slice(0, 300), description: rest.join('\n').trim() };
};
