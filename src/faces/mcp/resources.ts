import { type McpServer, ResourceTemplate } from '@modelcontextprotocol/server';
import type { Operation } from '../../app/operation.ts';
import { jsonSchema, type SchemaName, SCHEMAS } from '../../core/schemas.ts';
import { visibleJson } from '../../core/values/json-text.ts';
import { z } from 'zod';
import type { Session } from './call.ts';

const JSON_TYPE = 'application/json';

/** What can be read beside the tools: the published schemas, the plans of this session, the logs of rollouts. */
export const addResources = (server: McpServer, session: Session, log: Operation): void => {
  for (const name of Object.keys(SCHEMAS) as SchemaName[]) addSchema(server, name);
  const plans = new ResourceTemplate('rampart://plans/{digest}', {
    list: () => ({
      resources: session.plans.digests().map((digest) => ({ uri: `rampart://plans/${digest}`, name: digest })),
    }),
  });
  server.registerResource('plan', plans, { title: 'A plan of this session', mimeType: JSON_TYPE }, (uri, { digest }) =>
    contents(uri, session.plans.text(String(digest)) ?? '{}'),
  );
  const logs = new ResourceTemplate('rampart://rollouts/{id}/log', { list: undefined });
  server.registerResource(
    'log',
    logs,
    { title: 'What happened in a rollout', mimeType: JSON_TYPE },
    async (uri, { id }) => {
      const told = await log.run({ rollout: String(id) }, session.ports);
      return contents(uri, JSON.stringify(told.ok ? told.value.document : { problems: told.problems }));
    },
  );
};

const addSchema = (server: McpServer, name: SchemaName): void => {
  const { title, description } = SCHEMAS[name];
  const uri = `rampart://schemas/${name}`;
  server.registerResource(`schema-${name}`, uri, { title, description, mimeType: 'application/schema+json' }, (asked) =>
    contents(asked, JSON.stringify(jsonSchema(name))),
  );
};

const contents = (uri: URL, text: string) => ({
  contents: [{ uri: uri.href, mimeType: JSON_TYPE, text: visibleJson(text) }],
});

/** A way to begin, for people who pick from a list. */
export const addPrompts = (server: McpServer): void => {
  server.registerPrompt(
    'plan_this_branch',
    {
      title: 'Plan this branch',
      description: 'How the change of this branch reaches everyone.',
      argsSchema: z.object({ base: z.string().max(200).optional().describe('what it goes into: main') }),
    },
    ({ base }) => ({
      messages: [{ role: 'user' as const, content: { type: 'text' as const, text: PLAN_THIS(base) } }],
    }),
  );
};

const PLAN_THIS = (base: string | undefined): string =>
  [
    `Call analyze_change${base === undefined ? '' : ` with base ${JSON.stringify(base)}`}, and read the signals and the lines they name.`,
    'If you see more than the rules did, fill an opinion by rampart://schemas/opinion, quoting lines word for word.',
    'Call plan_rollout with it, then check_plan and simulate_plan with the digest it gives.',
    'Tell the person the level, why, the strategy, what rolls it back, and what was dropped of your opinion. Change nothing in the plan.',
  ].join('\n');
