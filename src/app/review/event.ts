import type { z } from 'zod';
import { failed, ok, problem, type Result } from '../../core/problem.ts';
import { readJson } from '../../core/values/json.ts';
import type { PrCommands, PrEvent, PrHost } from '../../ports/pr-host.ts';
import type { Ports } from '../operation.ts';
import { placedHere, whichRepository } from '../pipeline.ts';
import type { RespondInput } from './fields.ts';

/** The host sends no larger ones. */
const MAX_BYTES = 25 * 1024 * 1024;

export type Told = { readonly event: PrEvent; readonly commands: PrCommands };

type Given = Pick<z.infer<typeof RespondInput>, 'event' | 'repo' | 'host'>;

/** What the host told the pipeline, the host itself, and what is known of where this runs. */
export const toldHere = async <S extends Given>(
  given: S,
  ports: Ports,
): Promise<Result<Told & { readonly input: S; readonly host: PrHost }>> => {
  const input = placedHere(given, await ports.pipeline());
  if (input.repo === undefined) return failed(whichRepository());
  const host = await ports.openHost(input.host ?? 'github', input.repo);
  if (!host.ok) return host;
  const told = await readEvent({ event: input.event, repo: input.repo }, host.value, ports);
  return told.ok ? ok({ ...told.value, input, host: host.value }) : told;
};

/** An event of this very repository: one that tells of another is not looked into. */
const readEvent = async (
  { event: file, repo }: { readonly event: string; readonly repo: string },
  { commands }: PrHost,
  ports: Ports,
): Promise<Result<Told>> => {
  const text = await ports.files.read(file, MAX_BYTES);
  if (!text.ok) return text;
  const json = readJson(text.value, 'event', file);
  const event = json.ok ? commands.event(json.value) : json;
  if (!event.ok) return event;
  return event.value.repository.toLowerCase() === repo.toLowerCase()
    ? ok({ event: event.value, commands })
    : failed(ofAnother(repo));
};

const ofAnother = (repo: string) =>
  problem({
    kind: 'refused',
    code: 'event-of-another-repository',
    path: '--event',
    message: `the event tells of another repository than ${repo}`,
    hint: 'give the event of the run that this is: GITHUB_EVENT_PATH, or TRIGGER_PAYLOAD on GitLab',
  });
