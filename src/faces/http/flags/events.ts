import type { Hono } from 'hono';
import { streamSSE, type SSEStreamingApi } from 'hono/streaming';
import { z } from 'zod';
import type { FlagService } from '../../../app/flag-service/service.ts';
import { type Caller, mayIn } from '../caller.ts';
import { noteRefusal } from '../guard.ts';
import { notHere, problems } from '../problem.ts';
import type { Asked, Env } from '../serving.ts';
import { type Around, type Channels, environmentOf } from './asked.ts';
import type { ToldRoute } from './route.ts';

export const channelsNamed = (unguessable: () => string): Channels => {
  const names = new Map<string, string>();
  const nameOf = (environment: string): string => {
    const name = names.get(environment) ?? unguessable();
    names.set(environment, name);
    return name;
  };
  const wasGiven: Channels['wasGiven'] = (environment, name) => name !== undefined && names.get(environment) === name;
  return { nameOf, wasGiven, open: { now: 0 } };
};

/** As a client of ours asks for it, under whatever it put before our paths. */
export const eventsPath = (c: Asked, { nameOf }: Channels): string => {
  const environment = environmentOf(c);
  return `/environments/${encodeURIComponent(environment)}/ofrep/v1/channels/${nameOf(environment)}`;
};

export const isChannel = (path: string): boolean => /^\/environments\/[^/]+\/ofrep\/v1\/channels\/[a-z]+$/.test(path);

const MOST_STREAMS = 1000;
const LOOK_MS = 1000;
/** Proxies end what is silent for a minute. */
const SILENT_MS = 25_000;

/** What is told there: that something changed, and the tag of what has to be asked for now. */
export const FlagsMoved = z.strictObject({ type: z.literal('refetchEvaluation'), etag: z.string() });

/** Whoever knows the name of the channel needs no right; whoever has the right needs no name that still holds. */
export const channelRoute: ToldRoute = {
  method: 'get',
  path: '/ofrep/v1/channels/:channel',
  id: 'flagChanges',
  summary: 'Tells that flags changed, to whoever was given the name of this channel with them.',
  group: 'ofrep',
  right: 'evaluate',
  answers: FlagsMoved,
  streams: true,
};

/** Tells whoever listens that flags changed: they then ask for them, by a tag that says which ones they have to be. */
export const events = (app: Hono<Env>, base: string, { serving, services, channels }: Around): void => {
  app.get(`${base}${channelRoute.path}`, async (c) => {
    const environment = environmentOf(c);
    const caller: Caller | undefined = c.get('caller');
    const isTheirs = caller !== undefined && mayIn(caller, 'evaluate', environment);
    if (!isTheirs && !channels.wasGiven(environment, c.req.param('channel'))) {
      await noteRefusal(c, { right: 'evaluate', environment, why: 'there is no such channel' }, serving);
      return problems(c, [notHere(c.req.path)]);
    }
    const service = await services.at(environment);
    if (!service.ok) return problems(c, service.problems);
    if (channels.open.now >= MOST_STREAMS) return c.text('too many listen', 503, { 'retry-after': '30' });
    return streamSSE(c, async (stream) => {
      channels.open.now += 1;
      try {
        await telling(stream, service.value, { ...serving, heard: c.req.header('last-event-id') });
      } finally {
        channels.open.now -= 1;
      }
    });
  });
};

const telling = async (
  stream: SSEStreamingApi,
  service: FlagService,
  { ending, ports: { clock }, heard }: Around['serving'] & { readonly heard: string | undefined },
): Promise<void> => {
  const over = new AbortController();
  const end = (): void => over.abort();
  stream.onAbort(end);
  ending.addEventListener('abort', end, { once: true });
  const leave = service.onChange(() => void tell(stream, service));
  try {
    await stream.write(': listening\n\n');
    if (heard !== service.definitions().tag) await tell(stream, service);
    for (let quietMs = 0; !over.signal.aborted && !ending.aborted; quietMs += LOOK_MS) {
      if (quietMs >= SILENT_MS) {
        quietMs = 0;
        await stream.write(': still here\n\n');
      }
      await clock.sleep(LOOK_MS, over.signal);
      await service.fresh();
    }
  } finally {
    leave();
    ending.removeEventListener('abort', end);
  }
};

/** Also when somebody begins to listen: they may have asked for the flags before the last change. */
const tell = async (stream: SSEStreamingApi, service: FlagService): Promise<void> => {
  const { tag } = service.definitions();
  const moved: z.infer<typeof FlagsMoved> = { type: 'refetchEvaluation', etag: tag };
  await stream.writeSSE({ event: 'message', id: tag, data: JSON.stringify(moved) });
};
