import { z } from 'zod';
import type { FlagState } from '../../core/flags/flag-state.ts';
import { failed, ok, type Result } from '../../core/problem.ts';
import { digestOf } from '../../core/values/digest.ts';
import { formatPercent } from '../../core/values/percent.ts';
import { plain } from '../../core/values/quote.ts';
import { flagBackendAdapter } from '../../ports/adapter.ts';
import type { FlagBackend, Page } from '../../ports/flag-backend.ts';
import { type Commands, filled, namesIn, percentIn, readCommands, usersIn } from './exec-commands.ts';
import { run } from './exec-run.ts';
import { type Names, pageOf } from './listing.ts';
import { flagProblems } from './problems.ts';
import { type Found, readFirst } from './read-first.ts';

const CAPABILITIES = {
  stepPercent: 1,
  segments: false,
  conditions: false,
  allowList: true,
  places: false,
  variants: false,
  prerequisites: false,
  sticky: true,
  monotone: true,
  revisioned: false,
  listed: true,
};

export const exec = flagBackendAdapter({
  name: 'exec',
  about: 'a command that takes whole percents: mycelia-flags and its kin',
  place: { what: 'a file that says which commands to run', example: 'mycelia-flags.json', takes: ['file'] },
  options: z.strictObject({}),
  secrets: [],
  notes: [
    'The file is JSON: `read` and `write` are commands as lists of words, in which `{flag}`, `{percent}` and `{user}` are filled in; `allow` has the commands `list`, `add` and `remove` for named users, and `open` and `close` for what must be said before the first and after the last of them. `all` is the command that names every flag, the first word of a line each, or a JSON list; without it nothing can be listed. `missing` are exit codes by which `read` says that there is no such flag, and `percent` is a JSON pointer to the share, where the last word of its line is not it. A whole example is [mycelia-flags.json](../../fixtures/demo/mycelia-flags.json).',
    'No shell reads the words. A command has 8 seconds and may say 1 MiB; then it is ended, with all that it has started. It is given the environment of Rampart: tokens that it needs go there.',
    'Without `allow` no plan that names users can be carried out. Where the command has one list of users for all flags, as mycelia-flags has, a plan that names users names them for every flag that asks the list: let one rollout at a time do so.',
    'It keeps no revisions. Every write looks first, and the next turn reads back; between the two, somebody else may write.',
  ],
  capabilities: CAPABILITIES,
  connect: async ({ at }, { files }) => {
    const commands = await readCommands(at, files);
    return commands.ok ? ok(commanding(commands.value)) : commands;
  },
});

const commanding = (commands: Commands): FlagBackend =>
  readFirst<readonly string[]>({
    capabilities: {
      ...CAPABILITIES,
      allowList: commands.allow !== undefined,
      listed: commands.all !== undefined,
    },
    find: (key) => find(key, commands),
    names: commands.all && ((page) => namesBy(commands.all ?? [], page)),
    put: (flag, found) => put(flag, found?.raw ?? [], commands),
  });

const namesBy = async (words: readonly string[], page: Page): Promise<Result<Names>> => {
  const said = await run(words);
  return said.ok ? ok(pageOf(namesIn(said.value.out), page)) : said;
};

const find = async (key: string, commands: Commands): Promise<Result<Found<readonly string[]> | undefined>> => {
  const said = await run(filled(commands.read, { flag: key }), commands.missing);
  if (!said.ok) return said;
  if (said.value.code !== 0) return ok(undefined);
  const percent = percentIn(said.value.out, commands);
  if (!percent.ok) return percent;
  const listed = commands.allow ? await run(filled(commands.allow.list, { flag: key })) : undefined;
  if (listed && !listed.ok) return listed;
  const allow = listed ? usersIn(listed.value.out) : [];
  const enabled = percent.value > 0 || allow.length > 0;
  const flag: FlagState = {
    key,
    enabled,
    percent: percent.value,
    rings: [],
    allow: [...allow],
    place: { is: 'everywhere' },
  };
  return ok({ flag, revision: digestOf({ percent: percent.value, allow }), raw: allow });
};

/** What takes away comes first: if it dies half-way, nobody has it who should not. */
const put = async (flag: FlagState, listed: readonly string[], commands: Commands): Promise<Result<void>> => {
  const odd = flag.allow.find((user) => user.startsWith('-') || /\s/.test(user));
  if (odd !== undefined)
    return failed(flagProblems.notHeld(flag.key, `"${plain(odd)}" is no word that could be given to a command`));
  const share = filled(commands.write, { flag: flag.key, percent: formatPercent(flag.percent) });
  const named = userCommands(flag, listed, commands);
  for (const words of [...named.taking, share, ...named.giving]) {
    const done = await run(words);
    if (!done.ok) return done;
  }
  return ok(undefined);
};

const userCommands = ({ key, allow }: FlagState, listed: readonly string[], { allow: by }: Commands) => {
  if (!by) return { taking: [], giving: [] };
  const each = (words: readonly string[], users: readonly string[]) =>
    users.map((user) => filled(words, { flag: key, user }));
  const gone = listed.filter((user) => !allow.includes(user));
  const fresh = allow.filter((user) => !listed.includes(user));
  const close = by.close && allow.length === 0 && listed.length > 0 ? [filled(by.close, { flag: key })] : [];
  const open = by.open && fresh.length > 0 ? [filled(by.open, { flag: key })] : [];
  return { taking: [...close, ...each(by.remove, gone)], giving: [...each(by.add, fresh), ...open] };
};
