import { createHash, createHmac } from 'node:crypto';

/** Who signs, and for what. */
export type Signer = {
  readonly keyId: string;
  readonly secret: string;
  readonly session: string | undefined;
  readonly region: string;
  readonly service: string;
};

export type ToSign = {
  readonly method: string;
  /** With the protocol, the host and the path. */
  readonly url: URL;
  /** Signed as they are, by names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly atMs: number;
};

/**
 * The headers that an AWS service knows us by: Signature Version 4. The secret itself is in none of them, and they hold
 * for this request and for five minutes.
 */
export const signed = ({ keyId, secret, session, region, service }: Signer, asked: ToSign): Record<string, string> => {
  const time = new Date(asked.atMs).toISOString().replaceAll(/[-:]|\.\d{3}/g, '');
  const day = time.slice(0, 8);
  const scope = `${day}/${region}/${service}/aws4_request`;
  const token = session === undefined ? {} : { 'x-amz-security-token': session };
  const headers = { ...asked.headers, host: asked.url.host, 'x-amz-date': time, ...token };
  const names = Object.keys(headers).toSorted();
  const canonical = [
    asked.method,
    asked.url.pathname,
    '',
    ...names.map((name) => `${name}:${Reflect.get(headers, name)}`),
    '',
    names.join(';'),
    hash(asked.body),
  ].join('\n');
  const key = [day, region, service, 'aws4_request'].reduce<string | Uint8Array>(
    (before, part) => hmac(before, part),
    `AWS4${secret}`,
  );
  const signature = Buffer.from(hmac(key, ['AWS4-HMAC-SHA256', time, scope, hash(canonical)].join('\n'))).toString(
    'hex',
  );
  const { host: _, ...sent } = headers;
  return {
    ...sent,
    authorization: `AWS4-HMAC-SHA256 Credential=${keyId}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`,
  };
};

const hash = (text: string): string => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Uint8Array, text: string): Uint8Array => createHmac('sha256', key).update(text).digest();
