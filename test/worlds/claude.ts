import { http, passthrough } from 'msw';
import { onTestFinished } from 'vitest';
import { network } from '../network.ts';
import { claudeServer, type ClaudeServer, type Turn } from './claude-server.ts';

/** The world behind Claude: a service on this machine, which the real client speaks to, gone with the test. */
export const claudeWorld = async (...turns: readonly Turn[]): Promise<ClaudeServer> => {
  const world = await claudeServer(turns);
  network.use(http.all(`${world.url}/*`, () => passthrough()));
  onTestFinished(() => world.stop());
  return world;
};
