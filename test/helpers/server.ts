import { http, HttpResponse } from 'msw/http';
import { onTestFinished } from 'vitest';
import { memoryFiles } from '../../src/adapters/files/memory.ts';
import { secretsFrom } from '../../src/adapters/secrets.ts';
import type { Context } from '../../src/ports/adapter.ts';
import { network } from '../network.ts';

/** A request as a vendor sees it, and what the vendor says. */
export type Seen = {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Headers;
  readonly text: string;
  readonly json: unknown;
};
export type Said = {
  readonly status: number;
  readonly json?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
};

/**
 * What may go wrong: no answer in time; the line cut; half a document; a page; an answer without end; a way to another
 * host; the request done and its answer lost; the request done long after everybody has stopped waiting; a status.
 */
export type Fault = 'late' | 'reset' | 'half' | 'html' | 'huge' | 'elsewhere' | 'lost' | 'slow' | Said;

export type Server = {
  readonly at: string;
  readonly seen: Seen[];
  /** From now on, for all requests or for those that change something. */
  readonly break: (fault: Fault | undefined, which?: 'all' | 'writes') => void;
  /** The requests that were slow arrive now. */
  readonly arrive: () => Promise<void>;
  /** How many MiB of an answer without end were taken. */
  readonly poured: () => number;
  readonly context: Context;
};

export const SECRET = 'sesame-0pen/now';
export const ELSEWHERE = 'https://elsewhere.example';
const MIB = 1024 * 1024;

/** A fake vendor at an address: its answers are its own, what goes wrong on the way is not. */
export const aServer = (
  at: string,
  answer: (seen: Seen) => Said | Promise<Said>,
  env: Readonly<Record<string, string>> = {},
): Server => {
  const seen: Seen[] = [];
  const slow: (() => unknown)[] = [];
  let fault: Fault | undefined;
  let which = 'all';
  let poured = 0;
  const endless = (): ReadableStream =>
    new ReadableStream({
      pull: (to) => {
        poured += 1;
        to.enqueue(new Uint8Array(MIB).fill(32));
        if (poured >= 100) to.close();
      },
    });
  const handle = async ({ request }: { readonly request: Request }): Promise<Response> => {
    const one = await seenOf(request, at);
    seen.push(one);
    const broken = which === 'all' || one.method !== 'GET' ? fault : undefined;
    if (broken === 'slow') return new Promise((done) => slow.push(async () => done(responseOf(await answer(one)))));
    if (broken === 'late') return new Promise(() => undefined);
    if (broken === 'lost') await answer(one);
    return respond(broken, () => answer(one), endless);
  };
  network.use(http.all(`${at}/*`, handle));
  onTestFinished(() => network.resetHandlers());
  const files = memoryFiles(new Map());
  return {
    at,
    seen,
    break: (next, on = 'all') => {
      fault = next;
      which = on;
    },
    arrive: async () => {
      for (const go of slow.splice(0)) go();
      await new Promise((done) => setImmediate(done));
    },
    poured: () => poured,
    context: { fetch, files, secret: secretsFrom(env, files), clock: impatient(() => fault) },
  };
};

const respond = async (
  fault: Fault | undefined,
  answer: () => Said | Promise<Said>,
  endless: () => ReadableStream,
): Promise<Response> => {
  const json = { 'content-type': 'application/json' };
  switch (fault) {
    case 'lost':
    case 'reset':
      return HttpResponse.error();
    case 'half':
      return new HttpResponse('{"half": [1, ', { headers: json });
    case 'html':
      return new HttpResponse('<html>Sign in</html>', { headers: { 'content-type': 'text/html' } });
    case 'huge':
      return new HttpResponse(endless(), { headers: json });
    case 'elsewhere':
      return new HttpResponse(null, { status: 302, headers: { location: `${ELSEWHERE}/here` } });
    default:
      return responseOf(typeof fault === 'object' ? fault : await answer());
  }
};

const seenOf = async (request: Request, at: string): Promise<Seen> => {
  const { pathname, searchParams } = new URL(request.url);
  const text = await request.text();
  const base = new URL(at).pathname.replace(/\/$/, '');
  const isJson = /json/.test(request.headers.get('content-type') ?? '') && text !== '';
  return {
    method: request.method,
    path: pathname.slice(base.length),
    query: searchParams,
    headers: request.headers,
    text,
    json: isJson ? JSON.parse(text) : undefined,
  };
};

const responseOf = ({ status, json, headers = {} }: Said): Response =>
  json === undefined
    ? new HttpResponse(null, { status, headers })
    : new HttpResponse(JSON.stringify(json), {
        status,
        headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
      });

/** Time passes only for those who wait for an answer that does not come. */
const impatient = (fault: () => Fault | undefined): Context['clock'] => ({
  nowMs: () => Date.UTC(2026, 2, 29, 0, 30),
  sleep: async (_, signal) => {
    if (fault() === 'late' || fault() === 'slow') return new Promise((done) => setTimeout(done, 20));
    return new Promise((done) => signal?.addEventListener('abort', () => done(), { once: true }));
  },
});
