import { problem, type Problem } from '../../core/problem.ts';
import { isLoopback } from '../../core/values/loopback.ts';

/** From where this service can be asked. */
export type Reach = {
  /** Only from its own machine, as far as it knows. */
  readonly alone: boolean;
  /** Where pages stand that may ask, as browsers name it: `https://rampart.example.com`. */
  readonly origins: readonly string[];
};

/** What a service without tokens looks like from outside: anybody on this machine, and nobody else. */
const PASSED_ON = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via'];

/**
 * A browser reaches this machine too: a page from elsewhere names its origin, and a name that somebody made point here is
 * no name of ours.
 */
export const fromElsewhere = ({ url, headers }: Request, { alone, origins }: Reach): Problem | undefined => {
  const { hostname, host } = new URL(url);
  const named = origins.map((origin) => new URL(origin).host);
  if (alone && !isLoopback(hostname) && !named.includes(host))
    return elsewhere('this service is reached by the address of its own machine alone');
  const origin = headers.get('origin');
  if (origin === null || origins.includes(origin)) return undefined;
  return URL.canParse(origin) && new URL(origin).host === host ? undefined : elsewhere('a page from elsewhere asks');
};

/** Somebody else's words, passed on: whoever asks may be anywhere. */
export const isPassedOn = ({ headers }: Request): boolean => PASSED_ON.some((name) => headers.has(name));

/** Whether a browser asks over TLS, as far as can be told here. */
export const isSecure = ({ url, headers }: Request): boolean =>
  (headers.get('origin') ?? url).startsWith('https:') || !isLoopback(new URL(headers.get('origin') ?? url).hostname);

/** Over the open network a session could be read by anybody on the way. */
export const isExposed = ({ url, headers }: Request): boolean => {
  const { protocol, hostname } = new URL(headers.get('origin') ?? url);
  return headers.has('origin') && protocol === 'http:' && !isLoopback(hostname);
};

const elsewhere = (message: string): Problem =>
  problem({
    kind: 'refused',
    code: 'elsewhere',
    message,
    hint: 'whoever runs this service names where pages may ask from: rampart serve --origin https://…',
  });
