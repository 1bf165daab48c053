import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { webhook } from '../../src/adapters/notifier/webhook.ts';
import type { Seen } from '../helpers/server.ts';
import { type Heard, notifierWorld, type NotifierWorld } from './notifier-world.ts';

const KEY = Buffer.from('a key that both sides know, of 40 bytes.');
const Sent = z.strictObject({
  type: z.enum(['rollout.before', 'rollout.progress', 'rollout.complete', 'rollout.rollback']),
  timestamp: z.iso.datetime(),
  data: z.strictObject({ rollout: z.string(), feature: z.string(), environment: z.string(), text: z.string() }),
});

/** A receiver that goes by Standard Webhooks: what is not signed over id, time and body, is not heard. */
export const webhookWorld = (): NotifierWorld =>
  notifierWorld({
    adapter: webhook,
    at: 'https://hooks.example.com',
    place: 'https://hooks.example.com/rampart',
    env: { RAMPART_WEBHOOK_SECRET: `whsec_${KEY.toString('base64')}` },
    secret: KEY.toString('base64'),
    hear: (seen): Heard => {
      if (seen.path !== '/rampart') return { status: 404, json: {} };
      if (!isSigned(seen)) return { status: 401, json: { error: 'the signature does not fit' } };
      const sent = Sent.safeParse(seen.json);
      return sent.success
        ? { status: 200, text: sent.data.data.text }
        : { status: 422, json: { error: 'not understood' } };
    },
  });

const isSigned = ({ headers, text }: Seen): boolean => {
  const [id, time, signature = ''] = ['id', 'timestamp', 'signature'].map(
    (name) => headers.get(`webhook-${name}`) ?? '',
  );
  const mac = createHmac('sha256', KEY).update(`${id}.${time}.${text}`).digest();
  const said = Buffer.from(signature.replace(/^v1,/, ''), 'base64');
  const isNow = Math.abs(Number(time) * 1000 - Date.UTC(2026, 2, 29, 0, 30)) < 300_000;
  return isNow && said.length === mac.length && timingSafeEqual(said, mac);
};
