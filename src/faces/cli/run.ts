import { Command, CommanderError } from 'commander';
import type { Operation, Outcome, Ports } from '../../app/operation.ts';
import { failed, type Problem, problem, type Result } from '../../core/problem.ts';
import { jsonText } from '../../core/values/json-text.ts';
import { addCommands, type Call, type Globals } from './command.ts';
import { EXIT, exitCodeOf } from './exit.ts';
import { inputProblems } from './input.ts';
import type { Terminal } from './io.ts';
import { lineOf, linesTo } from './lines.ts';
import { newsLine } from './news.ts';
import { problemsAsJson, problemsAsText } from './problems.ts';
import { type Views, viewFor } from './views.ts';

export type Cli = {
  readonly operations: readonly Operation[];
  readonly ports: Ports;
  readonly terminal: Terminal;
  readonly views: Views;
  readonly version: string;
  /** How an operation is shown where somebody sits in front of a terminal; absent where nobody does. */
  readonly live?: Live;
  /** What `rampart` by itself opens where somebody sits in front of a terminal. */
  readonly home?: Home;
};

/** An operation that was asked for on a screen, with what came of it. */
export type Home = (
  ports: Ports,
  terminal: Terminal,
) => Promise<{
  readonly operation: Operation;
  readonly input: Readonly<Record<string, unknown>>;
  readonly result: Result<Outcome<unknown>>;
}>;

/** Undefined for an operation that answers in lines also there. */
export type Live = (call: Pick<Call, 'operation' | 'input'>, ports: Ports, terminal: Terminal) => Answer | undefined;
type Answer = Promise<Result<Outcome<unknown>>>;

/** Reads the words of a command line, does what they ask for, says what came of it, and gives the exit code. */
export const runCli = async (words: readonly string[], cli: Cli): Promise<number> => {
  if (words.length === 0 && cli.home) return atHome(cli.home, cli);
  const parsed = parse(words, cli);
  if ('exit' in parsed) return parsed.exit;
  const { call } = parsed;
  const checked = call.operation.input.safeParse(await withRequest(withDefaults(call), call, cli));
  if (!checked.success)
    return complain(`rampart ${call.operation.name}`, inputProblems(checked.error, call), call.globals, cli);
  if (call.globals.jsonl && call.input['format'] !== undefined)
    return complain(subjectOf(call), [twoShapes(call)], call.globals, cli);
  const result = await guarded(() => carriedOut({ ...call, input: checked.data }, cli));
  cli.ports.progress(undefined);
  if (!result.ok) return complain(subjectOf(call), result.problems, call.globals, cli);
  await answer(call, result.value, cli);
  return result.value.failing === undefined ? 0 : EXIT[result.value.failing];
};

/** What somebody did on the screen is answered as if it had been typed. Where nothing could be opened, that is said. */
const atHome = async (home: Home, cli: Cli): Promise<number> => {
  const told: { asked?: Pick<Call, 'operation' | 'input'> } = {};
  const result = await guarded(async () => {
    const { result, ...asked } = await home({ ...cli.ports, tell: newsTo(cli.terminal) }, cli.terminal);
    told.asked = asked;
    return result;
  });
  if (!result.ok || !told.asked) return complain('rampart', result.ok ? [] : result.problems, {}, cli);
  await answer({ ...told.asked, globals: {} }, result.value, cli);
  return result.value.failing === undefined ? 0 : EXIT[result.value.failing];
};

/** A machine, and whoever wants lines or one look only, gets no screen. */
const carriedOut = (call: Call, { ports, terminal, live }: Cli): Answer => {
  const { operation, input, globals } = call;
  const told = globals.jsonl ? linesTo(terminal, ports.clock.nowMs) : { tell: newsTo(terminal) };
  const theirs: Ports = { ...ports, ...told };
  const isGuided = operation.guided === true && Object.keys(input).length === 0;
  const isLive = (isGuided || (input['live'] === true && input['once'] !== true)) && !globals.json;
  const theirTerminal = { ...terminal, colour: terminal.colour && globals.color !== false };
  const shown = isLive ? live?.(call, theirs, theirTerminal) : undefined;
  return shown ?? operation.run(input, theirs);
};

/** Lines are of one shape, and a format is another. */
const twoShapes = ({ operation }: Call): Problem =>
  problem({
    kind: 'usage',
    code: 'usage',
    path: '--jsonl',
    message: 'lines of JSON and a format are two different answers',
    hint: `leave one of --jsonl and --format out, or see: rampart ${operation.name} --help`,
  });

const jsonFor = ({ jsonl }: Globals): ((document: unknown) => string) => (jsonl ? lineOf : jsonText);

/** News go where messages go: whoever reads the answer of a program gets one document and nothing else. */
const newsTo =
  ({ err }: Terminal): Ports['tell'] =>
  (news) =>
    err(`${newsLine(news)}\n`);

type Parsed = { readonly call: Call } | { readonly exit: number };

const parse = (words: readonly string[], cli: Cli): Parsed => {
  let call: Call | undefined;
  const messages: string[] = [];
  const program = programFor(cli, (made) => (call = made), messages);
  try {
    if (words.length === 0) program.outputHelp();
    else program.parse(isGroup(words, cli.operations) ? [...words, '--help'] : [...words], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return { exit: 0 };
    const jsonl = words.includes('--jsonl');
    const globals = { json: jsonl || words.includes('--json'), jsonl };
    return {
      exit: complain(
        'rampart',
        [usageProblem(messages.join('') || error.message, words, cli.operations)],
        globals,
        cli,
      ),
    };
  }
  return call ? { call } : { exit: 0 };
};

/** The name of a group by itself asks what is in it. */
const isGroup = ([first, ...more]: readonly string[], operations: readonly Operation[]): boolean =>
  more.length === 0 && operations.some(({ name }) => name.startsWith(`${first} `));

const programFor = (cli: Cli, called: (call: Call) => void, messages: string[]): Command => {
  const program = new Command('rampart')
    .description('Reads a change, judges its risk with evidence, and plans how it reaches everyone.')
    .version(cli.version, '--version', 'print the version')
    .addHelpText('before', HELP_EXAMPLES)
    // What a command takes stands in its own help: here it would leave no room for what it does.
    .configureHelp({ subcommandTerm: (command) => command.name() })
    .showSuggestionAfterError();
  addCommands(program, cli.operations, called);
  program.commandsGroup('Help:').helpCommand('help [command]', 'what a command takes, with examples');
  for (const command of [program, ...program.commands.flatMap((one) => [one, ...one.commands])]) {
    command.exitOverride().configureOutput({
      writeOut: cli.terminal.out,
      writeErr: (text) => messages.push(text),
      getOutHelpWidth: () => cli.terminal.columns,
    });
  }
  return program;
};

const HELP_EXAMPLES = `  rampart plan                       plan the change on this branch
  rampart show rollout.plan.json     read a plan
  rampart check rollout.plan.json    check a plan against schema and rules
`;

const usageProblem = (message: string, words: readonly string[], operations: readonly Operation[]): Problem => {
  const asked = operations.find(({ name }) => name === words.slice(0, name.split(' ').length).join(' '))?.name;
  const group = operations.some(({ name }) => name.startsWith(`${words[0]} `)) ? words[0] : undefined;
  return problem({
    kind: 'usage',
    code: 'usage',
    message: message
      .replace(/^error: /, '')
      .replaceAll('\n', ' ')
      .trim(),
    hint: `${['rampart', asked ?? group].filter(Boolean).join(' ')} --help`,
  });
};

/** A machine gets what it asked for and nothing is written beside it. */
const withDefaults = ({ operation, input, globals }: Call): Record<string, unknown> =>
  globals.json || input['format'] !== undefined ? input : { ...operation.forPeople, ...input };

/**
 * A program that asks for a document may pipe the change in as one, and need not say so. Only then, and only where it
 * says nothing else of the change: whoever plans a branch in a loop keeps what that loop reads.
 */
const withRequest = async (
  input: Record<string, unknown>,
  { operation, globals }: Call,
  { ports }: Cli,
): Promise<Record<string, unknown>> => {
  const mayPipe =
    globals.json && 'request' in operation.input.shape && SOURCES.every((key) => input[key] === undefined);
  return mayPipe && (await ports.input.piped()) ? { ...input, request: '-' } : input;
};

const SOURCES = ['request', 'diff', 'base', 'head', 'staged', 'report', 'description'];

/** A bug is the only thing that throws; it is said as one, and nothing else is lost with it. */
const guarded = async (act: () => Promise<Result<Outcome<unknown>>>): Promise<Result<Outcome<unknown>>> => {
  try {
    return await act();
  } catch (error) {
    const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return failed(
      problem({
        kind: 'internal',
        code: 'bug',
        message: what,
        hint: 'this is a fault in Rampart: please report it with these lines',
      }),
    );
  }
};

/** The document that a command is about, where it is about one; else the command. */
const subjectOf = ({ operation, input }: Call): string =>
  typeof input['file'] === 'string' ? input['file'] : `rampart ${operation.name}`;

const complain = (
  subject: string,
  problems: readonly Problem[],
  globals: Globals,
  { terminal }: Pick<Cli, 'terminal'>,
): number => {
  if (globals.json) terminal.out(jsonFor(globals)(problemsAsJson(problems)));
  else terminal.err(problemsAsText(subject, problems, terminal.colourErr && globals.color !== false));
  return exitCodeOf(problems);
};

const answer = async (call: Call, result: Outcome<unknown>, { terminal, views }: Cli): Promise<void> => {
  if (call.globals.json && call.input['format'] === undefined)
    return terminal.out(jsonFor(call.globals)(picked(result.document, call.globals.fields)));
  const colour = terminal.colour && call.globals.color !== false;
  terminal.out(await viewFor(views, call.operation.name)(result, call.input, { width: terminal.columns, colour }));
};

/** `schemaVersion` always stays: a document without it cannot be told apart from the next version's. */
const picked = (document: unknown, fields: string | undefined): unknown => {
  if (fields === undefined || typeof document !== 'object' || document === null) return document;
  const wanted = new Set(['schemaVersion', ...fields.split(',').map((name) => name.trim())]);
  return Object.fromEntries(Object.entries(document).filter(([key]) => wanted.has(key)));
};
