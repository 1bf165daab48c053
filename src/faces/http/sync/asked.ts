import type { Metadata, ServerUnaryCall } from '@grpc/grpc-js';
import type { FlagService } from '../../../app/flag-service/service.ts';
import { hasForm } from '../../../core/access/token.ts';
import { failed, ok, problem, type Problem, type Result } from '../../../core/problem.ts';
import { type Caller, mayIn, type Right } from '../caller.ts';
import { seenFrom } from '../from.ts';
import { type Limit, tooMany } from '../limits.ts';
import { notYours } from '../problem.ts';
import type { Serving } from '../serving.ts';
import { SELECTOR, wantedIn } from './protocol.ts';

export type Call = Pick<ServerUnaryCall<Buffer, Buffer>, 'request' | 'metadata' | 'getPeer' | 'getHost' | 'getPath'>;

export type Allowed = {
  readonly caller: Caller;
  readonly service: FlagService;
  /** Whether they still may: rights end, and streams last. A problem that is `unreachable` says that nobody knows now. */
  readonly still: () => Promise<Result<Caller>>;
};

/** What of the service this takes. */
export type Giving = Pick<Serving, 'ports' | 'flags' | 'reach' | 'who' | 'refused' | 'ending' | 'room'>;

export type Door = { readonly serving: Giving; readonly limit: Limit };

/** Who asks for the flags of which environment: known, counted and allowed by the rules, and in the order, of HTTP. */
export const allowed = async (call: Call, { serving, limit }: Door): Promise<Result<Allowed>> => {
  const wanted = wantedIn(call.request, call.metadata.get(SELECTOR).map(String));
  const from = addressOf(call, serving);
  const prove = () => proved(call, wanted.ok ? wanted.value.provider : '', serving);
  const refused = async (found: Problem, caller?: Caller, right: Right | 'enter' = 'enter', environment = '*') => {
    const asked = { method: 'POST', path: call.getPath(), from, right, environment, why: found.message };
    await serving.refused(caller, asked);
    return failed(found);
  };

  const caller = await prove();
  const known = caller.ok ? caller.value : undefined;
  const waitMs = limit({ caller: known, from });
  if (waitMs > 0) return refused(tooOften(waitMs), known);
  if (!caller.ok) return refused(caller.problems[0] ?? odd());
  if (!wanted.ok) return wanted;
  const { environment } = wanted.value;
  const mayLook = async (who: Caller): Promise<Result<Caller>> =>
    mayIn(who, 'look', environment) ? ok(who) : refused(notYours('look', environment), who, 'look', environment);
  const may = await mayLook(caller.value);
  if (!may.ok) return may;
  const service = await serving.flags.at(environment);
  if (!service.ok) return service;
  const still: Allowed['still'] = async () => {
    const again = await prove();
    if (again.ok) return mayLook(again.value);
    const [why = odd()] = again.problems;
    return why.kind === 'unreachable' ? again : refused(why);
  };
  return ok({ caller: caller.value, service: service.value, still });
};

/** A call is a request of HTTP, and is judged as one. */
const proved = async (call: Call, provider: string, { who }: Giving): Promise<Result<Caller>> => {
  const url = `http://${call.getHost()}${call.getPath()}`;
  const headers = headersOf(call.metadata);
  if (!headers || !URL.canParse(url)) return failed(odd());
  // flagd itself, and most providers, can send no header of ours; what they are called is theirs to say.
  if (hasForm(provider) && !headers.has('authorization')) headers.set('authorization', `Bearer ${provider}`);
  return who(new Request(url, { method: 'POST', headers }));
};

/** One that is said twice is said as one, and is then no token; undefined where they are no headers. */
const headersOf = (metadata: Metadata): Headers | undefined => {
  const names = Object.keys(metadata.getMap()).filter((name) => !name.endsWith('-bin'));
  try {
    return new Headers(names.map((name) => [name, metadata.get(name).map(String).join(', ')]));
  } catch {
    return undefined;
  }
};

const addressOf = (call: Call, { reach }: Giving): string | undefined => {
  const peer = call.getPeer().replace(/:\d+$/, '');
  const forwarded = call.metadata.get('x-forwarded-for').map(String).join(',');
  return seenFrom(peer === 'unknown' ? undefined : peer, forwarded, reach);
};

const tooOften = (waitMs: number): Problem => ({ ...tooMany(waitMs), hint: `wait ${Math.ceil(waitMs / 1000)} s` });

const odd = (): Problem =>
  problem({
    kind: 'refused',
    code: 'elsewhere',
    message: 'this call names no place of ours',
    hint: 'ask at the address that the service says it gives its flags at',
  });
