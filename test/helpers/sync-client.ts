import { type ClientReadableStream, credentials, makeGenericClientConstructor, Metadata } from '@grpc/grpc-js';
import { FLAG_SYNC } from '../../src/faces/http/sync/protocol.ts';
import { fieldsIn, messageOf, textIn } from '../../src/faces/http/sync/wire.ts';

type Asking = {
  /** What the message says; or bytes, which may be none. */
  readonly selector?: string;
  readonly provider?: string;
  readonly bytes?: Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
};

type Ended = { readonly code: number; readonly details: string };

export type SyncStream = {
  /** Each of the documents that came, in order. */
  readonly heard: readonly string[];
  readonly ended: Promise<Ended>;
  readonly call: ClientReadableStream<Buffer>;
  /** The next document that comes, or that came since this was last asked for. */
  readonly next: () => Promise<string>;
};

export type SyncClient = {
  readonly stream: (asking?: Asking) => SyncStream;
  /** What one of the other two answers: a document, or a status. */
  readonly ask: (method: 'FetchAllFlags' | 'GetMetadata', asking?: Asking) => Promise<string | Ended>;
  readonly close: () => void;
};

/** Somebody who speaks flagd's protocol, with gRPC's own client. */
export const aSyncClient = (at: string): SyncClient => {
  const client = new (makeGenericClientConstructor(FLAG_SYNC, 'FlagSyncService'))(at, credentials.createInsecure());
  return {
    stream: (asking = {}) => heardOn(client['SyncFlags']?.(messageIn(asking), metadataOf(asking))),
    ask: (method, asking = {}) =>
      new Promise((done) =>
        client[method]?.(messageIn(asking), metadataOf(asking), (error: Ended | null, answer?: Buffer) =>
          done(error ? { code: error.code, details: error.details } : documentIn(answer ?? Buffer.alloc(0))),
        ),
      ),
    close: () => client.close(),
  };
};

const messageIn = ({ selector = '', provider = '', bytes }: Asking): Buffer =>
  bytes ? Buffer.from(bytes) : Buffer.concat([messageOf(1, provider), messageOf(2, selector)]);

const metadataOf = ({ headers = {} }: Asking): Metadata => {
  const metadata = new Metadata();
  for (const [name, value] of Object.entries(headers)) metadata.set(name, value);
  return metadata;
};

export const documentIn = (message: Uint8Array): string => textIn(fieldsIn(message) ?? new Map(), 1) ?? '';

const heardOn = (call: ClientReadableStream<Buffer>): SyncStream => {
  const heard: string[] = [];
  const waiting: ((document: string) => void)[] = [];
  let read = 0;
  call.on('data', (message: Buffer) => {
    heard.push(documentIn(message));
    if (waiting.length > 0) waiting.shift()?.(heard[read++] ?? '');
  });
  call.on('error', () => undefined);
  return {
    heard,
    call,
    ended: new Promise((done) => call.on('status', ({ code, details }) => done({ code, details }))),
    next: () =>
      read < heard.length ? Promise.resolve(heard[read++] ?? '') : new Promise((done) => waiting.push(done)),
  };
};
