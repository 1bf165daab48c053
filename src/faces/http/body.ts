import type { MiddlewareHandler } from 'hono';
import { problem, type Problem } from '../../core/problem.ts';
import { problems } from './problem.ts';
import type { Asked, Env } from './serving.ts';

/** As deep and as many as our own reader of documents takes. */
const DEEPEST = 64;
const MOST_VALUES = 250_000;

/** What a request sends is JSON or nothing, and of a shape that nobody has to be afraid of. The size is bounded before. */
export const soundBody: MiddlewareHandler<Env> = async (c, next) => {
  if (c.req.raw.body === null || OWN_WORDS.test(c.req.path)) return next();
  const text = await c.req.text();
  if (text.trim() === '') return next();
  if (!isCalledJson(c)) return problems(c, [wrongType()]);
  const odd = oddIn(text);
  return odd ? problems(c, [odd]) : next();
};

/** Flags are read by the same bounds, and refused in the words of their protocol. */
const OWN_WORDS = /^(?:\/environments\/[^/]+)?\/(?:ofrep|feature-flags)\//;

/** One pass, without reading what it means: whoever parses it later cannot be made to run out of stack. */
const oddIn = (text: string): Problem | undefined => {
  let [depth, values, inText] = [0, 1, false];
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) inText = !inText;
    else if (inText) at += code === BACKSLASH ? 1 : 0;
    else if (code === OPEN_LIST || code === OPEN_OBJECT) depth += 1;
    else if (code === CLOSE_LIST || code === CLOSE_OBJECT) depth -= 1;
    else if (code === COMMA) values += 1;
    if (depth > DEEPEST) return tooMuch('too-deep', `it is nested more than ${DEEPEST} deep`);
    if (values > MOST_VALUES) return tooMuch('too-many-values', `it has more than ${MOST_VALUES} values`);
  }
  return undefined;
};

const [QUOTE, COMMA, OPEN_LIST, BACKSLASH, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [34, 44, 91, 92, 93, 123, 125];

export const isCalledJson = ({ req }: Asked): boolean =>
  /^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i.test(req.header('content-type') ?? '');

export const wrongType = (): Problem =>
  problem({
    kind: 'usage',
    code: 'wrong-type',
    message: 'a body is JSON',
    hint: 'send content-type: application/json; with curl: --json',
  });

const tooMuch = (code: string, message: string): Problem =>
  problem({ kind: 'usage', code, message, hint: 'no document of ours is: look at what made this one' });
