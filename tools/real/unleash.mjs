// An Unleash server of its own process, told by its environment; it stops when it is told to.
import * as unleash from 'unleash-server';

const { UNLEASH_PORT, UNLEASH_ADMIN_TOKEN, UNLEASH_CLIENT_TOKEN, DATABASE_URL } = process.env;

const token = (secret, type, environment) => ({
  secret,
  type,
  environment,
  projects: ['*'],
  username: type,
  tokenName: type,
});

await unleash.start({
  databaseUrl: DATABASE_URL,
  db: { ssl: false },
  server: { host: '127.0.0.1', port: Number(UNLEASH_PORT) },
  versionCheck: { enable: false },
  // What was told is served at once, and not as it was a second ago.
  clientFeatureCaching: { enabled: false },
  telemetry: false,
  authentication: {
    initApiTokens: [token(UNLEASH_ADMIN_TOKEN, 'admin', '*'), token(UNLEASH_CLIENT_TOKEN, 'client', 'development')],
  },
});
