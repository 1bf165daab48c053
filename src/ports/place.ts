import type { z } from 'zod';
import { failed, ok, problem, type Problem, type Result } from '../core/problem.ts';
import { secretsIn } from '../core/secrets/find.ts';
import { checked } from '../core/values/issues.ts';
import { plain } from '../core/values/quote.ts';

/** What a place may be: a file, or a server by the protocols of its address. */
export type PlaceForm = {
  /** For people: "the dotenv file". */
  readonly what: string;
  readonly example: string;
  readonly takes: readonly ('file' | 'http' | 'https' | 'postgres')[];
};

/** A place that was read: the path or the address, and what stood behind its question mark. */
export type Told<O> = { readonly at: string; readonly options: O };

type Form<O extends z.ZodObject> = {
  readonly form: PlaceForm;
  readonly options: O;
  readonly secrets: readonly { readonly name: string }[];
};

const ADDRESS = /^([a-z][a-z0-9+.-]*):\/\//i;

/** Whether a place is the address of a server; anything else is a path. */
export const isAddress = (place: string): boolean => ADDRESS.test(place);

/**
 * Reads where something is: `flags.json`, or `https://flags.example.com/?project=default`. Places are kept in the log,
 * so none may hold a secret. All that is wrong is said at once, and no value of it is repeated.
 */
export const readPlace = <O extends z.ZodObject>(place: string, wanted: Form<O>): Result<Told<z.infer<O>>> => {
  const [at = '', query] = split(place, Object.keys(wanted.options.shape).length > 0);
  const wrong = isAddress(place) ? addressProblems(place, wanted) : fileProblems(wanted.form);
  const given = optionsIn(query ?? '', wanted);
  const options = given.ok ? checked(wanted.options as unknown as z.ZodType<z.infer<O>>, given.value, 'place') : given;
  const problems = [...wrong, ...(options.ok ? [] : options.problems)];
  if (problems.length > 0 || !options.ok) return failed(...problems);
  return ok({ at: isAddress(place) ? at.replace(/\/+$/, '') : at, options: options.value });
};

/** A path may have a question mark in it, unless there is something to ask. */
const split = (place: string, asks: boolean): readonly string[] => {
  const mark = place.indexOf('?');
  return mark < 0 || !(asks || isAddress(place)) ? [place] : [place.slice(0, mark), place.slice(mark + 1)];
};

const fileProblems = ({ what, example, takes }: PlaceForm): readonly Problem[] =>
  takes.includes('file')
    ? []
    : [about('place-no-address', `this is no address of a server: ${what} is expected`, `like ${example}`)];

const addressProblems = <O extends z.ZodObject>(place: string, { form, secrets }: Form<O>): readonly Problem[] => {
  if (!URL.canParse(place)) return [about('place-no-address', 'this is no address', `like ${form.example}`)];
  const { protocol, username, password, hash } = new URL(place);
  const found: Problem[] = [];
  if (!form.takes.some((name) => `${name}:` === protocol || `${name}ql:` === protocol))
    found.push(about('place-protocol', `${plain(protocol)} is not spoken here`, `like ${form.example}`));
  if (username || password) found.push(secretProblem('a name or password before the host', secrets));
  if (hash) found.push(about('place-fragment', 'there is a # in this address', 'leave it and what follows out'));
  return found;
};

const SECRET_NAME = /token|secret|passw|pwd|credential|bearer|^auth|api[-_]?key|access[-_]?key|private[-_]?key|^key$/i;

const optionsIn = <O extends z.ZodObject>(
  query: string,
  { options, secrets }: Form<O>,
): Result<Record<string, string>> => {
  const given = [...new URLSearchParams(query)];
  const names = given.map(([name]) => name);
  const hidden = names.filter((name) => SECRET_NAME.test(name) && !Object.hasOwn(options.shape, name));
  const twice = names.filter((name, at) => names.indexOf(name) < at);
  const shaped = hidden.length === 0 && given.some(([name, value]) => secretsIn(`${name}=${value}`).length > 0);
  const problems = [
    ...hidden.map((name) => secretProblem(`"${plain(name)}"`, secrets)),
    ...(shaped ? [secretProblem('a value behind the question mark', secrets)] : []),
    ...twice.map((name) => about('place-twice', `"${plain(name)}" stands twice`, 'say it once')),
  ];
  return problems.length > 0 ? failed(...problems) : ok(Object.fromEntries(given));
};

const secretProblem = (what: string, secrets: Form<z.ZodObject>['secrets']): Problem => {
  const named = secrets.map(({ name }) => name).join(', ');
  return about(
    'place-secret',
    `${what} looks like a secret, and a place is written down in the log`,
    named ? `take it out, and give it in the environment: ${named}` : 'take it out: no secret is needed here',
  );
};

const about = (code: string, message: string, hint: string): Problem =>
  problem({ kind: 'usage', code, path: 'place', message, hint });
