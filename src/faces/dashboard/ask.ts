import type { Said } from './documents.ts';

/** What the service answered, or why nothing came. */
export type Answer =
  | { readonly is: 'there'; readonly document: unknown; readonly tag: string | undefined }
  | { readonly is: 'refused'; readonly status: number; readonly problems: readonly Said[] }
  | { readonly is: 'silent' };

const PATIENCE_MS = 20_000;

/** Pages of other places can send no such header: the service takes it as a sign that this page asks. */
const OURS = { 'x-rampart-page': 'dashboard' };

export const look = (address: string): Promise<Answer> => answered(address, {});

export const tell = (address: string, body: unknown, tag: string | undefined): Promise<Answer> =>
  answered(address, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'idempotency-key': unguessable(),
      ...OURS,
      ...(tag === undefined ? {} : { 'if-match': tag }),
    },
    body: JSON.stringify(body),
  });

/** A session is ended where it is kept: in the service, and in a cookie that no script can read. */
export const leave = (): Promise<Answer> => answered('/session', { method: 'DELETE', headers: OURS });

const answered = async (address: string, request: RequestInit): Promise<Answer> => {
  try {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const response = await fetch(address, { credentials: 'same-origin', ...request, signal });
    const document: unknown = await response.json().catch(() => undefined);
    if (response.ok) return { is: 'there', document, tag: response.headers.get('etag') ?? undefined };
    return { is: 'refused', status: response.status, problems: problemsIn(document, response.status) };
  } catch {
    return { is: 'silent' };
  }
};

/** A proxy in between may answer in its own way. */
const problemsIn = (document: unknown, status: number): readonly Said[] => {
  const found = (document as { problems?: unknown } | undefined)?.problems;
  return Array.isArray(found) && found.length > 0
    ? (found as Said[])
    : [{ code: 'unsaid', message: `the service answered ${status}`, hint: 'try again, or look into its log' }];
};

const unguessable = (): string =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
