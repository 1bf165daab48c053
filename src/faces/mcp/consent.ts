import {
  acceptedContent,
  inputRequired,
  type InputRequiredResult,
  type RequestStateCodec,
  type ServerContext,
} from '@modelcontextprotocol/server';
import { z } from 'zod';
import { problem, type Problem } from '../../core/problem.ts';
import { digestOf } from '../../core/values/digest.ts';
import { plain } from '../../core/values/quote.ts';
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
  readonly about: string;
  readonly canAsk: boolean;
};

type Sealed = { readonly tool: string; readonly args: string };

type Given = {
  readonly seal: RequestStateCodec<Sealed>;
  readonly random: () => string;
  readonly nowMs: () => number;
  /** Where a person reads and a model does not: the log of the server. */
  readonly show: (line: string) => void;
};

const GOOD_FOR_MS = 10 * 60_000;
const Yes = z.object({ agree: z.boolean() });

export const consentOf = ({ seal, random, nowMs, show }: Given): Consent => {
  const codes = new Map<string, { readonly untilMs: number; readonly what: string }>();
  const byCode = ({ row, about, args: { code, ...args } }: Asked): Answer => {
    const what = digestOf({ tool: row.name, args });
    const known = typeof code === 'string' ? codes.get(code) : undefined;
    if (typeof code === 'string') codes.delete(code);
    if (known && known.what === what && nowMs() < known.untilMs) return YES;
    const fresh = random();
    codes.set(fresh, { untilMs: nowMs() + GOOD_FOR_MS, what });
    show(`rampart: an agent wants to ${wish({ row, about, args })}\n         code ${fresh}`);
    return code === undefined ? askPerson() : wrongCode();
  };
  return {
    agreed: async (asked, ctx) => {
      if (!asked.canAsk) return byCode(asked);
      const said = acceptedContent(ctx.mcpReq.inputResponses, 'agree', Yes);
      const sealed = ctx.mcpReq.requestState<Sealed>();
      const what = { tool: asked.row.name, args: digestOf(asked.args) };
      const isSame = sealed?.tool === what.tool && sealed.args === what.args;
      if (isSame && said) return said.agree ? YES : declined();
      if (isSame && ctx.mcpReq.inputResponses !== undefined) return declined();
      const question = inputRequired.elicit({ message: questionOf(asked), requestedSchema: Yes });
      const requestState = await seal.mint(what, ctx);
      return { is: 'asking', ask: inputRequired({ inputRequests: { agree: question }, requestState }) };
    },
  };
};

const questionOf = (asked: Asked): string => `An agent wants to ${wish(asked)}. Do you agree?`;

/** What is wanted, of which plan, what it does to users, and the words of the call. */
const wish = ({ row, about, args }: Omit<Asked, 'canAsk'>): string =>
  `${row.question ?? row.name}: ${about}. ${row.effect ?? 'This acts.'} ${inShort(args)}`;

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

const refused = (message: string, hint: string): Answer => ({
  is: 'no',
  why: problem({ kind: 'refused', code: 'not-agreed', message, hint }),
});
