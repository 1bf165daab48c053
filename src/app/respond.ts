import { z } from 'zod';
import { failed, ok } from '../core/problem.ts';
import { readSlash } from '../core/review/slash.ts';
import type { PrEvent } from '../ports/pr-host.ts';
import { operation, type Outcome, outcome } from './operation.ts';
import { answerTo } from './review/answer.ts';
import { toldHere } from './review/event.ts';
import { RespondInput } from './review/fields.ts';
import type { Answered } from './review/matter.ts';
import { see } from './review/see.ts';

const Responded = z.strictObject({
  schemaVersion: z.literal(1),
  command: z.string().meta({ description: 'what was asked for; empty where nothing was' }),
  took: z.enum(['nothing', 'done', 'refused', 'unclear']),
  why: z.string(),
  comment: z.enum(['nothing', 'created', 'updated']),
});
type Responded = z.infer<typeof Responded>;

export const respond = operation({
  name: 'respond',
  summary:
    'Follows a command in a comment on a pull request, where policy lets whoever wrote it; answers in the one comment.',
  effect: 'acts',
  examples: [
    {
      command: 'rampart respond --repo acme/shop --event event.json',
      what: 'in a pipeline on comments: --event "$GITHUB_EVENT_PATH"',
    },
  ],
  input: RespondInput,
  output: Responded,
  run: async (given, ports) => {
    const heard = await toldHere(given, ports);
    if (!heard.ok) return heard;
    const { event, commands, input, host } = heard.value;
    const why = event.is === 'comment' ? notForUs(event) : 'it tells of no comment';
    if (event.is !== 'comment' || why !== undefined) return ok(nothing(why ?? ''));
    const seen = await see(host, event.number, ports);
    if (!seen.ok) return seen;
    const answer = await answerTo({ event, seen: seen.value, commands, input }, ports);
    return answer.ok ? ok(outcomeOf(answer.value), answer.warnings) : failed(...answer.problems);
  },
});

/** Told before anybody is asked: most comments command nothing, and cost nothing. */
const notForUs = ({ how, onPull, body }: Extract<PrEvent, { is: 'comment' }>): string | undefined => {
  if (!onPull) return 'it is no comment on a pull request';
  if (how === 'deleted') return 'the comment was taken back';
  return readSlash(body).is === 'none' ? 'there is no command in it' : undefined;
};

const nothing = (why: string): Outcome<Responded> =>
  outcome({ schemaVersion: 1, command: '', took: 'nothing', why, comment: 'nothing' });

const outcomeOf = (answered: Answered): Outcome<Responded> => outcome({ schemaVersion: 1, ...answered });
