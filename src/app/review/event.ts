import { failed, ok, problem, type Result } from '../../core/problem.ts';
import { readJson } from '../../core/values/json.ts';
import type { PrCommands, PrEvent, PrHost } from '../../ports/pr-host.ts';
import type { Ports } from '../operation.ts';

/** The host sends no larger ones. */
const MAX_BYTES = 25 * 1024 * 1024;

export type Told = { readonly event: PrEvent; readonly commands: PrCommands };

/** An event of this very repository: one that tells of another is not looked into. */
export const readEvent = async (
  { event: file, repo }: { readonly event: string; readonly repo: string },
  { commands }: PrHost,
  ports: Ports,
): Promise<Result<Told>> => {
  if (commands === undefined) return failed(noCommands());
  const text = await ports.files.read(file, MAX_BYTES);
  if (!text.ok) return text;
  const json = readJson(text.value, 'event', file);
  const event = json.ok ? commands.event(json.value) : json;
  if (!event.ok) return event;
  return event.value.repository.toLowerCase() === repo.toLowerCase()
    ? ok({ event: event.value, commands })
    : failed(ofAnother(repo));
};

const noCommands = () =>
  problem({
    kind: 'usage',
    code: 'no-commands-here',
    path: '--host',
    message: 'commands in comments are not followed on this host',
    hint: 'give them at a terminal: rampart --help',
  });

const ofAnother = (repo: string) =>
  problem({
    kind: 'refused',
    code: 'event-of-another-repository',
    path: '--event',
    message: `the event tells of another repository than ${repo}`,
    hint: 'give the event of the run that this is: GITHUB_EVENT_PATH',
  });
