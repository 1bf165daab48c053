import { z } from 'zod';
import { ok } from '../../core/problem.ts';
import { type Context, needed, notifierAdapter } from '../../ports/adapter.ts';
import type { Announcement, Notifier } from '../../ports/notifier.ts';
import { httpClient } from '../http.ts';
import { keyIn, signatureOf } from '../standard-webhooks.ts';
import { delivered, LIMITS } from './deliver.ts';

const SECRET = {
  name: 'RAMPART_WEBHOOK_SECRET',
  about: 'what both sides know, in base64, with whsec_ before it or without',
  needed: true,
};

export const webhook = notifierAdapter({
  name: 'webhook',
  about: 'an address of yours that takes JSON, signed as Standard Webhooks has it',
  place: { what: 'the address', example: 'https://hooks.example.com/rampart', takes: ['https', 'http'] },
  options: z.strictObject({}),
  secrets: [SECRET],
  notes: [
    'Each announcement is one `POST`: `{"type": "rollout.progress", "timestamp": "2026-03-02T10:42:00.000Z", "data": {"rollout": "new-login", "feature": "New login", "environment": "production", "text": "…"}}`. The types are `rollout.before`, `rollout.progress`, `rollout.complete` and `rollout.rollback`. Any answer of 2xx says that it was taken; what it says beside that is not read.',
    'Three headers come with it: `webhook-id`, which is the same where the same is told again; `webhook-timestamp`, in seconds since 1970; and `webhook-signature`, `v1,` and the HMAC-SHA256 of `ID.TIMESTAMP.BODY` in base64. Check the signature over the bytes as they came, refuse a time that is more than five minutes away, and pass over an id that you have had.',
    'The secret has 24 to 64 bytes: `openssl rand -base64 32`. It signs, and is never sent.',
    'Redirects are not followed.',
  ],
  connect: async ({ at }, context) => {
    const secret = await needed(context, SECRET);
    const key = secret.ok ? keyIn(secret.value, SECRET.name) : secret;
    return key.ok ? ok(receiver(at, key.value, context)) : key;
  },
});

const receiver = (at: string, key: Buffer, context: Context): Notifier => {
  const secrets = { [SECRET.name]: key.toString('base64') };
  const http = httpClient({ at, headers: {}, secrets, ...LIMITS }, context);
  return {
    tell: (announcement) => {
      const body = bodyOf(announcement);
      const headers = signedBy(key, announcement.id, context.clock.nowMs(), JSON.stringify(body));
      return delivered(http, { method: 'POST', path: '', body, headers }, context.clock);
    },
  };
};

const bodyOf = ({ kind, atMs, rollout, feature, environment, text }: Announcement) => ({
  type: `rollout.${kind}`,
  timestamp: new Date(atMs).toISOString(),
  data: { rollout, feature, environment, text },
});

const signedBy = (key: Buffer, id: string, nowMs: number, body: string): Record<string, string> => {
  const timestamp = String(Math.floor(nowMs / 1000));
  const signature = signatureOf(key, id, timestamp, body);
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature };
};
