import {
  acceptedContent,
  inputRequired,
  type InputRequiredResult,
  type ServerContext,
} from '@modelcontextprotocol/server';
import { z } from 'zod';
import type { AgentDesk } from '../../app/agents/desk.ts';
import { ok, problem, type Problem } from '../../core/problem.ts';
import { digestOf, type Sha256 } from '../../core/values/digest.ts';
import { plain } from '../../core/values/quote.ts';
import type { About } from './about.ts';
import type { ToolRow } from './tools.ts';

/** Whoever asks is a model: what it is told by its user it cannot prove, so the person is asked by somebody else. */
export type Consent = {
  readonly agreed: (call: Asked, ctx: ServerContext) => Promise<Answer>;
};

/** Agreed, refused, or a question that the client puts to its person. */
export type Answer =
  | { readonly is: 'yes' }
  | { readonly is: 'no'; readonly why: Problem }
  | { readonly is: 'asking'; readonly ask: InputRequiredResult };

export type Asked = {
  readonly row: ToolRow;
  readonly args: Readonly<Record<string, unknown>>;
  /** Which plan that is, and how it stands. */
  readonly about: About;
  readonly canAsk: boolean;
};

type Given = {
  readonly desk: Pick<AgentDesk, 'ask' | 'redeem'>;
  /** Where a person reads and a model does not: the log of the server. */
  readonly show: (line: string) => void;
};

const Yes = z.object({ agree: z.boolean() });

/**
 * A yes is for one call, of one tool, about one plan, and of whose desk it is; it counts once. What the desk knows of it is
 * in the log of the service, so that it may be given at one process and used at another, and at no third.
 */
export const consentOf = ({ desk, show }: Given): Consent => {
  const byCode = async (asked: Asked): Promise<Answer> => {
    const { code } = asked.args;
    const agreed = typeof code === 'string' ? await desk.redeem(code, whatOf(asked)) : ok(false);
    if (!agreed.ok) return { is: 'no', why: firstOf(agreed.problems) };
    if (agreed.value) return YES;
    const fresh = await desk.ask(whatOf(asked));
    if (!fresh.ok) return { is: 'no', why: firstOf(fresh.problems) };
    show(`rampart: an agent wants to ${wish(asked)}\n         code ${fresh.value}`);
    return code === undefined ? askPerson() : wrongCode();
  };
  return {
    agreed: async (asked, ctx) => {
      if (!asked.canAsk) return byCode(asked);
      const { inputResponses } = ctx.mcpReq;
      const ticket = inputResponses === undefined ? undefined : ctx.mcpReq.requestState<string>();
      const answered = typeof ticket === 'string' ? await desk.redeem(ticket, whatOf(asked)) : ok(false);
      if (!answered.ok) return { is: 'no', why: firstOf(answered.problems) };
      if (answered.value) return acceptedContent(inputResponses, 'agree', Yes)?.agree ? YES : declined();
      const requestState = await desk.ask(whatOf(asked));
      if (!requestState.ok) return { is: 'no', why: firstOf(requestState.problems) };
      const question = inputRequired.elicit({ message: questionOf(asked), requestedSchema: Yes });
      return {
        is: 'asking',
        ask: inputRequired({ inputRequests: { agree: question }, requestState: requestState.value }),
      };
    },
  };
};

/** What a person says yes to: what is called, with which words, and of which plan. */
const whatOf = ({ row, args: { code: _, ...args }, about }: Asked): Sha256 =>
  digestOf({ tool: row.name, args, plan: about.digest });

const questionOf = (asked: Asked): string => `An agent wants to ${wish(asked)}. Do you agree?`;

/** What is wanted, of which plan, what it does to users, and the words of the call. */
const wish = ({ row, about, args: { code: _, ...args } }: Asked): string =>
  `${row.question ?? row.name}: ${about.text}. ${row.effect ?? 'This acts.'} ${inShort(args)}`;

const LONGEST = 200;

/** Each value is cut by itself: a long one hides none of the others. */
const inShort = (args: Asked['args']): string =>
  `{${Object.entries(args)
    .map(([name, value]) => `${plain(JSON.stringify(name))}:${plain(JSON.stringify(value) ?? 'null', LONGEST)}`)
    .join(',')}}`;

const YES: Answer = { is: 'yes' };

const askPerson = (): Answer =>
  refused(
    'a person has to agree, and this client cannot ask one',
    'they find a code in the log of this server; call again with it',
  );

const wrongCode = (): Answer =>
  refused('this code is for something else, too old, or already used', 'a new one is in the log of this server');

const declined = (): Answer =>
  refused('the person who was asked did not agree', 'nothing was done; ask them what they want');

const refused = (message: string, hint: string): Answer => ({ is: 'no', why: notAgreed(message, hint) });

const notAgreed = (message: string, hint: string): Problem =>
  problem({ kind: 'refused', code: 'not-agreed', message, hint });

/** What could not be written down, or looked up, is no yes. */
const firstOf = ([first]: readonly Problem[]): Problem =>
  first ?? notAgreed('whether a person agreed could not be told', 'try again');
