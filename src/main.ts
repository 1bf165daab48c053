import { readFile } from 'node:fs/promises';
import { nodeFiles } from './adapters/files/node.ts';
import { randomLetters, sha256 } from './adapters/platform-crypto.ts';
import { isInteractive, leaveQuietly, showProgress, terminalOf } from './adapters/terminal.ts';
import { noSuchBackend, noSuchHost, noSuchSource } from './adapters/unknown-names.ts';
import { config } from 'zod';
import type { Machinery, Operation, Ports, ServingHttp } from './app/operation.ts';
import { failed, ok, type Result } from './core/problem.ts';
import type { Adapter, AdapterList, Context } from './ports/adapter.ts';
import type { Adviser } from './ports/adviser.ts';
import { sourcePlace } from './ports/metric-source.ts';
import { isAddress } from './ports/place.ts';
import { operations, type Operations, operationsFor } from './app/index.ts';
import type { Terminal } from './faces/cli/io.ts';
import { type Home, type Live, runCli } from './faces/cli/run.ts';
import { views } from './faces/cli/screens.ts';
import type { Repository } from './ports/repository.ts';
import type { Tracing } from './ports/tracing.ts';

/** Where everything meets: the only file that knows every name. Opens the adapters, hands the operations to a face. */
export const main = async (words: readonly string[], version: string): Promise<number> => {
  leaveQuietly();
  // A command reads one document: compiling a validator first costs more than it saves.
  config({ jitless: true });
  const tracing = await tracingHere(version);
  const untraced = portsOf(version, {
    serveMcp: (allowed) => speakMcp(allowed, ports, version),
    serveHttp: (serving) => answerHttp(serving, ports, version),
  });
  const ports = tracing ? (await import('./app/traced.ts')).tracedPorts(untraced, tracing) : untraced;
  const live = isInteractive() ? liveHere : {};
  const isHome = words.length === 0 && 'home' in live;
  const asked = isHome ? [] : await operationsFor(words, operations);
  const code = await runCli(words, {
    operations: asked,
    ports,
    terminal: terminalOf(),
    views: views(ports.bundle),
    version,
    ...live,
  });
  await tracing?.end();
  return code;
};

/** Only where somebody says where spans go, by the variables that OpenTelemetry has for it. */
const tracingHere = async (version: string): Promise<Tracing | undefined> => {
  const {
    OTEL_EXPORTER_OTLP_ENDPOINT: all,
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: traces,
    OTEL_SDK_DISABLED,
  } = process.env;
  if ((!all && !traces) || OTEL_SDK_DISABLED === 'true') return undefined;
  return (await import('./adapters/tracing.ts')).otlpTracing(version);
};

/** Drawing on a terminal is loaded when something is drawn: nothing else pays for it. */
const liveHere: { readonly live: Live; readonly home: Home } = {
  home: async (ports, terminal) =>
    (await import('./faces/tui/planner/home.ts')).plannerHome({
      ...(await placeFor(ports, terminal)),
      editor: async (file) => (await import('./adapters/editor.ts')).inEditor(file, process.env),
    }),
  live: (asked, ports, terminal) => {
    const { name } = asked.operation;
    if (name !== 'watch' && name !== 'apply' && name !== 'init') return undefined;
    return Promise.all([import('./faces/tui/live.ts'), placeFor(ports, terminal)]).then(([{ lives }, place]) =>
      lives[name](asked, place),
    );
  },
};

const placeFor = async (ports: Ports, terminal: Terminal) => {
  const { canvasOn } = await import('./faces/tui/canvas.ts');
  return { operations, ports, terminal, canvas: canvasOn(terminal) };
};

const bundled = (name: string): Promise<string> => readFile(new URL(name, PACKAGE), 'utf8');

/** dist/ and src/ both stand one level below the package. */
const PACKAGE = new URL('../', import.meta.url);

const portsOf = (version: string, serving: Pick<Ports, 'serveMcp' | 'serveHttp'>): Ports => ({
  ...machinery,
  ...serving,
  files: nodeFiles(unique),
  input: {
    typed: process.stdin.isTTY === true,
    stream: () => process.stdin,
    piped: async () => (await import('./adapters/piped.ts')).isPiped(process.stdin),
  },
  bundle: { read: bundled },
  page: (name) => readFile(new URL(`dist/dashboard/${name}`, PACKAGE)),
  repository: {
    read: async (request) => (await gitHere()).read(request),
    history: async (request) => (await gitHere()).history(request),
    search: async (request) => (await gitHere()).search(request),
    before: async (request) => (await gitHere()).before(request),
  },
  hash: sha256,
  review: async () => (await import('./faces/pr/writing.ts')).reviewWriting((name) => bundled(`templates/${name}.hbs`)),
  announcement: async (...given) =>
    (await import('./faces/text/documents.ts')).plainAnnouncement(...given, (name) => bundled(`templates/${name}.hbs`)),
  draw: async () => (await import('./faces/svg/analysed.ts')).analysedSvg,
  folder: process.cwd(),
  tool: `rampart ${version}`,
});

/** What carries plans out; each part is loaded when it is asked for, and `check` asks for none. */
const machinery: Omit<Machinery, 'serveMcp' | 'serveHttp'> = {
  clock: { nowMs: () => Date.now(), sleep: async (...given) => (await clockHere()).sleep(...given) },
  openLog: async (place, how) => (await storeHere()).openLogAt(place, { context: contextHere, ...how }),
  openPlace: async (place, how) => (await storeHere()).openPlaceAt(place, { context: contextHere, ...how }),
  openScheduler: async (place) => (await storeHere()).openSchedulerAt(place, { context: contextHere }),
  openFlags: async (backend, place, log) => {
    const { flagBackends } = await import('./adapters/flag-backend/index.ts');
    const adapter = await listed(flagBackends, backend);
    return adapter
      ? adapter.open(place, { ...(await contextHere()), ...(log ? { log } : {}) })
      : failed(noSuchBackend(backend, Object.keys(flagBackends)));
  },
  openMetrics: async (place, log) => {
    const { metricSources } = await import('./adapters/metric-source/index.ts');
    const { name, at } = sourcePlace(place);
    const adapter = await listed(metricSources, name ?? (isAddress(at) ? '' : 'file'));
    return adapter
      ? adapter.open(at, { ...(await contextHere()), ...(log ? { log } : {}) })
      : failed(noSuchSource(name, Object.keys(metricSources)));
  },
  openIdentity: async (oidc) => {
    const { identityProviders } = await import('./adapters/identity/index.ts');
    return (await identityProviders.oidc())(oidc, await contextHere());
  },
  openSignature: async (name) => {
    const { needed } = await import('./ports/adapter.ts');
    const { signature } = await import('./adapters/standard-webhooks.ts');
    const secret = await needed(await contextHere(), { name, about: 'what signs a hook', needed: true });
    return secret.ok ? signature(secret.value, name) : secret;
  },
  openNotifier: async (by, at) => {
    const { notifiers } = await import('./adapters/notifier/index.ts');
    return (await notifiers[by]()).open(at, await contextHere());
  },
  openHost: async (name, repository) => {
    const { prHosts } = await import('./adapters/pr-host/index.ts');
    const host = await listed(prHosts, name);
    if (!host) return failed(noSuchHost(name, Object.keys(prHosts)));
    return host.open({ repository, address: process.env[host.address] || undefined }, await contextHere());
  },
  pipeline: async () => (await import('./adapters/pipeline.ts')).pipelineIn(process.env, nodeFiles(unique)),
  adapter: async (of, name) => listed<Adapter<unknown>>(await adaptersOf(of), name),
  hasSecret: async (name) => {
    const found = await (await contextHere()).secret(name);
    return found.ok && found.value !== undefined;
  },
  openEvaluator: async () => (await import('./adapters/evaluator/index.ts')).evaluators['flagd-core'](),
  openAdviser: async (kind, from) => {
    if (kind === 'claude') return openClaude(process.env['ANTHROPIC_API_KEY']);
    if (from) return ok((await import('./adapters/adviser/provided.ts')).providedAdviser(from));
    return ok((await import('./adapters/adviser/rules.ts')).rulesAdviser());
  },
  unguessable: (letters = 24) => randomLetters(letters),
  progress: (words) => showProgress(words),
  step: async (what) => (what === undefined ? undefined : showProgress(what)),
  usual: (what) => process.env[`RAMPART_${what.toUpperCase()}`] || undefined,
  user: async () => {
    const { gitUser } = await import('./adapters/repository/git.ts');
    const named = await gitUser({ folder: process.cwd(), env: process.env });
    return named ?? process.getBuiltinModule('node:os').userInfo().username;
  },
  ask: async (question) => {
    if (!process.stdin.isTTY || !process.stderr.isTTY) return undefined;
    const { createInterface } = await import('node:readline/promises');
    const lines = createInterface({ input: process.stdin, output: process.stderr });
    const answer = await lines.question(`${question} [y/N] `);
    lines.close();
    return /^y(?:es)?$/i.test(answer.trim());
  },
  tell: () => undefined,
  lookOn: async () => (await import('./adapters/signals.ts')).untilInterrupted(machinery.clock),
  stopping: async () => (await import('./adapters/signals.ts')).whenAskedToStop(),
};

const answerHttp: (serving: ServingHttp, ports: Ports, version: string) => Promise<Result<void>> = async (...given) =>
  (await import('./faces/http/serve.ts')).serveHttp(operationCalled, ...given);

const speakMcp = async ({ acts }: { acts: boolean }, ports: Ports, version: string): Promise<void> => {
  const { serveMcp } = await import('./faces/mcp/serve.ts');
  // Who calls has a model of its own: ours is not asked beside it.
  const openAdviser: Ports['openAdviser'] = (kind, from) =>
    kind === 'claude' ? openClaude(undefined) : ports.openAdviser(kind, from);
  const theirs = { ...ports, openAdviser };
  await serveMcp({
    operation: async (name) => operationCalled(name),
    ports: theirs,
    version,
    acts,
    show: toStderr,
  });
};

const operationCalled = async (name: string): Promise<Operation> => {
  const load = (operations as Operations)[name];
  if (!load) throw new Error(`no operation is called ${name}`);
  return load();
};

const toStderr = (line: string): void => void process.stderr.write(`${line}\n`);

/** The address is that of this process's own environment: a repository that could name one would be given the key. */
const openClaude = async (apiKey: string | undefined): Promise<Result<Adviser>> => {
  const { claudeAdviser } = await import('./adapters/adviser/claude.ts');
  return claudeAdviser({ apiKey, baseUrl: process.env['ANTHROPIC_BASE_URL'] || undefined, clock: machinery.clock });
};

const storeHere = () => import('./adapters/store.ts');

const clockHere = async () => (await import('./adapters/clock/system.ts')).systemClock;

/** One of a list by its name, and nothing that a plan could name beside them. */
const listed = async <A>(list: AdapterList<A>, name: string): Promise<A | undefined> =>
  Object.hasOwn(list, name) ? list[name]?.() : undefined;

const adaptersOf = async (of: 'flags' | 'metrics' | 'notifiers'): Promise<AdapterList<Adapter<unknown>>> => {
  if (of === 'flags') return (await import('./adapters/flag-backend/index.ts')).flagBackends;
  if (of === 'metrics') return (await import('./adapters/metric-source/index.ts')).metricSources;
  return (await import('./adapters/notifier/index.ts')).notifiers;
};

/** What adapters may use of the outside. */
const contextHere = async (): Promise<Context> => {
  const { secretsFrom } = await import('./adapters/secrets.ts');
  const files = nodeFiles(unique);
  return { fetch, secret: secretsFrom(process.env, files), clock: machinery.clock, files };
};

/** Loaded when it is asked for: most commands neither hash nor ask git. */
const gitHere = async (): Promise<Repository> => {
  const { gitRepository } = await import('./adapters/repository/git.ts');
  return gitRepository({ folder: process.cwd(), env: process.env });
};

/** Different for every process and every moment: all that a name beside a file needs. */
const unique = (): string => `${process.pid}-${process.hrtime.bigint().toString(36)}`;
