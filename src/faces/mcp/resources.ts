import { type McpServer, ResourceTemplate } from '@modelcontextprotocol/server';
import { failed } from '../../core/problem.ts';
import { visibleJson } from '../../core/values/json-text.ts';
import type { Session } from './call.ts';
import { byWords } from './later.ts';
import { digestIn, namedBy } from './schema.ts';
import listed from './listed.json' with { type: 'json' };

const JSON_TYPE = 'application/json';

/** What can be read beside the tools: the published schemas, the plans of this session, the logs of rollouts. */
export const addResources = (server: McpServer, session: Session): void => {
  for (const schema of listed.schemas) addSchema(server, session, schema);
  addRubric(server, session);
  const plans = new ResourceTemplate('rampart://plans/{digest}', {
    list: async () => {
      const found = await session.desk.plans();
      const names = found.ok ? found.value.map(namedBy) : [];
      return { resources: names.map((name) => ({ uri: `rampart://plans/${name}`, name })) };
    },
  });
  const about = { title: 'A plan that was made here', mimeType: JSON_TYPE };
  server.registerResource('plan', plans, about, async (uri, { digest }) => {
    const found = await session.desk.plan(digestIn(String(digest)));
    return contents(uri, found.ok ? (found.value ?? '{}') : JSON.stringify({ problems: found.problems }));
  });
  const logs = new ResourceTemplate('rampart://rollouts/{id}/log', { list: undefined });
  server.registerResource(
    'log',
    logs,
    { title: 'What happened in a rollout', mimeType: JSON_TYPE },
    async (uri, { id }) => {
      const refused = await session.mayRead(String(id));
      const told = refused
        ? failed(refused)
        : await (await session.operation('log')).run({ rollout: String(id) }, session.ports);
      return contents(uri, JSON.stringify(told.ok ? newest(told.value.document) : { problems: told.problems }));
    },
  );
};

/** A log may be long, and what a model is told of is what happened last. */
const NEWEST = 200;

const newest = (document: unknown): unknown => {
  const { events, ...about } = document as { readonly events: readonly unknown[] };
  return { ...about, of: events.length, events: events.slice(-NEWEST) };
};

type Schema = (typeof listed.schemas)[number];

const addSchema = (server: McpServer, { ports }: Session, { name, file, title, description }: Schema): void => {
  const about = { title, description, mimeType: 'application/schema+json' };
  server.registerResource(`schema-${name}`, `rampart://schemas/${name}`, about, async (uri) =>
    contents(uri, await ports.bundle.read(`schemas/${file}`)),
  );
};

const addRubric = (server: McpServer, { ports }: Session): void => {
  const about = {
    title: 'What the levels mean',
    description: 'By which words a change is low, medium, high or critical. Read it before you give an opinion.',
    mimeType: 'text/markdown',
  };
  server.registerResource('rubric', 'rampart://rubric', about, async ({ href }) => ({
    contents: [{ uri: href, mimeType: about.mimeType, text: await ports.bundle.read('docs/risk.md') }],
  }));
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
      argsSchema: byWords<{ base?: string }>(BRANCH),
    },
    ({ base }) => ({
      messages: [{ role: 'user' as const, content: { type: 'text' as const, text: PLAN_THIS(base) } }],
    }),
  );
};

const BRANCH = {
  type: 'object',
  properties: { base: { type: 'string', maxLength: 200, description: 'what it goes into: main' } },
};

const PLAN_THIS = (base: string | undefined): string =>
  [
    `Call analyze_change${base === undefined ? '' : ` with base ${JSON.stringify(base)}`}, and read the signals and the lines they name.`,
    'If you see more than the rules did, fill an opinion by rampart://schemas/opinion, quoting lines word for word.',
    'Call plan_rollout with it, then check_plan and simulate_plan with the digest it gives.',
    'Tell the person the level, why, the strategy, what rolls it back, and what was dropped of your opinion. Change nothing in the plan.',
  ].join('\n');
