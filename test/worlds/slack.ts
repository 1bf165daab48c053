import { z } from 'zod';
import { slack } from '../../src/adapters/notifier/slack.ts';
import { type Heard, notifierWorld, type NotifierWorld } from './notifier-world.ts';

const PATH = '/services/T000/B000/sesame';
const Posted = z.looseObject({ text: z.string().min(1).max(40_000) });

/** An incoming webhook: whoever knows the address may post; what is posted is read as Slack reads it. */
export const slackWorld = (): NotifierWorld =>
  notifierWorld({
    adapter: slack,
    at: 'https://hooks.slack.com',
    place: 'https://hooks.slack.com',
    env: { SLACK_WEBHOOK_URL: `https://hooks.slack.com${PATH}` },
    secret: 'B000/sesame',
    hear: ({ path, json }): Heard => {
      if (path !== PATH) return { status: 404, json: { error: 'no_service' } };
      const posted = Posted.safeParse(json);
      if (!posted.success) return { status: 400, json: { error: 'invalid_payload' } };
      // Anything between angle brackets is a link or calls somebody; entities are what they stand for.
      if (/[<>]/.test(posted.data.text)) return { status: 400, json: { error: 'a live link' } };
      return { status: 200, text: unescaped(posted.data.text) };
    },
  });

const unescaped = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
