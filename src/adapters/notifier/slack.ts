import { z } from 'zod';
import { failed, ok, problem, type Result } from '../../core/problem.ts';
import { type Context, needed, notifierAdapter } from '../../ports/adapter.ts';
import type { Notifier } from '../../ports/notifier.ts';
import { httpClient } from '../http.ts';
import { delivered, LIMITS } from './deliver.ts';

const WEBHOOK = {
  name: 'SLACK_WEBHOOK_URL',
  about: 'the whole address of the incoming webhook: whoever has it can post',
  needed: true,
};

export const slack = notifierAdapter({
  name: 'slack',
  about: 'a channel of Slack, by an incoming webhook',
  place: { what: 'the host of the webhook', example: 'https://hooks.slack.com', takes: ['https'] },
  options: z.strictObject({}),
  secrets: [WEBHOOK],
  notes: [
    'The address of an incoming webhook is its own password, so it is a secret and stands in no policy. The policy names the host alone, and nothing is sent where the secret leads to another one.',
    'What is told is text: `&`, `<` and `>` are escaped, so that nothing in a plan becomes a link or calls people, and marks are left as they are.',
    'A webhook posts to one channel. Where several are to be told, let a `webhook` fan out.',
  ],
  connect: async ({ at }, context) => {
    const address = await needed(context, WEBHOOK);
    if (!address.ok) return address;
    const path = pathAt(at, address.value);
    return path.ok ? ok(channel(at, path.value, context)) : path;
  },
});

/** Behind the host that the policy names; the secret may lead nowhere else. */
const pathAt = (at: string, address: string): Result<string> => {
  const url = URL.parse(address);
  if (new URL(at).pathname !== '/')
    return failed(about('place-secret', 'place', 'names more than the host of the webhook'));
  return url?.origin === new URL(at).origin && url.pathname.length > 1
    ? ok(url.pathname)
    : failed(
        about('webhook-elsewhere', WEBHOOK.name, `${WEBHOOK.name} is no webhook at the host that the policy names`),
      );
};

const channel = (at: string, path: string, context: Context): Notifier => {
  const http = httpClient({ at, headers: {}, secrets: { [WEBHOOK.name]: path }, ...LIMITS }, context);
  return {
    tell: ({ text }) =>
      delivered(http, { method: 'POST', path, body: { text: escaped(text), ...PLAINLY } }, context.clock),
  };
};

/** No marks, no previews of addresses, no names made into people. */
const PLAINLY = { mrkdwn: false, link_names: false, unfurl_links: false, unfurl_media: false };

/** Slack cuts what is longer than 40,000 characters, and an escaped sign must not be cut in two. */
const MOST_LETTERS = 8000;

const escaped = (text: string): string =>
  text.slice(0, MOST_LETTERS).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const about = (code: string, path: string, message: string) =>
  problem({
    kind: 'usage',
    code,
    path,
    message,
    hint: 'the policy says at: https://hooks.slack.com, and SLACK_WEBHOOK_URL holds the whole address',
  });
