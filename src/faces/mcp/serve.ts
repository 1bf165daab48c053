import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { mcpServer, type Serving } from './server.ts';

/** Speaks the protocol on standard input and output, and nothing else on it, until the client has gone. */
export const serveMcp = (serving: Serving): Promise<void> =>
  new Promise((resolve) => {
    const handle = serveStdio(mcpServer(serving), {
      onerror: ({ message }) => serving.show(`rampart mcp: ${message}`),
    });
    process.stdin.once('end', () => void handle.close().then(resolve, resolve));
    process.stdin.once('close', () => void handle.close().then(resolve, resolve));
  });
