import { Argument, Command, Option } from 'commander';
import type { Operation } from '../../app/operation.ts';
import { type Field, fieldsOf } from './fields.ts';
import { headingOf } from './groups.ts';

/** What every command understands beside its own fields. */
export type Globals = {
  readonly json?: boolean;
  readonly jsonl?: boolean;
  readonly fields?: string;
  readonly color?: boolean;
};

export type Call = {
  readonly operation: Operation;
  readonly input: Record<string, unknown>;
  readonly globals: Globals;
};

/**
 * The commands of all operations under their program. A name of two words is a command of a group, which stands for
 * nothing by itself and shows what is in it.
 */
export const addCommands = (program: Command, operations: readonly Operation[], called: (call: Call) => void): void => {
  for (const operation of operations) {
    const [group] = operation.name.split(' ');
    const isAlone = group === operation.name || group === undefined;
    const command = commandFor(operation, called);
    if (isAlone) program.addCommand(under(command, group));
    else groupIn(program, group, operations).addCommand(command);
  }
};

const groupIn = (program: Command, name: string, operations: readonly Operation[]): Command => {
  const there = program.commands.find((command) => command.name() === name);
  if (there) return there;
  const members = operations.flatMap((one) =>
    one.name.startsWith(`${name} `) ? [one.name.slice(name.length + 1)] : [],
  );
  const group = new Command(name)
    .description(`${members.join(', ')}: rampart ${name} --help`)
    .showSuggestionAfterError();
  program.addCommand(under(group, name));
  return group;
};

const under = (command: Command, name = ''): Command => {
  const heading = headingOf(name);
  return heading === undefined ? command : command.helpGroup(heading);
};

/** A command for an operation: its arguments and options are the fields of the operation's input. */
const commandFor = (operation: Operation, called: (call: Call) => void): Command => {
  const fields = fieldsOf(operation.input);
  const command = new Command(operation.name.split(' ').at(-1))
    .description(operation.summary)
    .addHelpText('before', examplesOf(operation));
  for (const field of fields.filter(({ positional }) => positional)) command.addArgument(argumentFor(field));
  for (const field of fields.filter(({ positional }) => !positional)) command.addOption(optionFor(field));
  for (const { flag, no } of fields) if (no) command.addOption(new Option(flag.replace('--', '--no-'), no.about));
  addGlobals(command);
  command.action((...received: unknown[]) => {
    const values = received.slice(0, fields.filter(({ positional }) => positional).length);
    const options = command.opts();
    called({ operation, input: inputFrom(fields, values, options), globals: options });
  });
  return command;
};

const addGlobals = (command: Command): Command =>
  command
    .option('--json', 'print one JSON document and nothing else')
    .addOption(
      new Option('--jsonl', 'what happens, a JSON document a line; the last is the answer').implies({ json: true }),
    )
    .addOption(new Option('--fields <LIST>', 'with --json: only these top-level fields').implies({ json: true }))
    .option('--no-color', 'plain text; NO_COLOR does the same');

const examplesOf = ({ examples }: Operation): string => {
  const width = Math.max(...examples.map(({ command }) => command.length));
  return `${examples.map(({ command, what }) => `  ${command.padEnd(width)}   ${what}`).join('\n')}\n`;
};

/** With its default, which is the schema's: commander is told of none, so that a call holds only what was given. */
const aboutOf = ({ about, fallback }: Field): string =>
  [about, fallback === undefined ? '' : `(default: ${fallback})`].filter(Boolean).join(' ');

const argumentFor = (field: Field): Argument => {
  const name = `${field.value ?? field.key}${field.many ? '...' : ''}`;
  return new Argument(field.required ? `<${name}>` : `[${name}]`, aboutOf(field));
};

const optionFor = (field: Field): Option => {
  const option = new Option(field.value === undefined ? field.flag : `${field.flag} <${field.value}>`, aboutOf(field));
  if (field.many) option.argParser((value: string, before: string[] | undefined) => [...(before ?? []), value]);
  return option.makeOptionMandatory(field.required);
};

/** Only what was given: a field that is absent takes the default of its schema. */
const inputFrom = (
  fields: readonly Field[],
  values: readonly unknown[],
  options: Record<string, unknown>,
): Record<string, unknown> => {
  const positional = fields.filter((field) => field.positional).map((field, at) => [field, values[at]] as const);
  const named = fields.filter((field) => !field.positional).map((field) => [field, options[field.key]] as const);
  const given = [...positional, ...named].filter(([, value]) => value !== undefined);
  return Object.fromEntries(given.map(([field, value]) => [field.key, meant(field, value)]));
};

const meant = ({ numeric, no }: Field, value: unknown): unknown => {
  if (no !== undefined && value === false) return no.is;
  return numeric ? numberIn(value) : value;
};

/** What is no number stays as it was said, and is refused as that; nothing at all is no zero. */
const numberIn = (value: unknown): unknown => {
  const number = Number(value);
  return value === '' || Number.isNaN(number) ? value : number;
};
