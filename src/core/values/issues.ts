import { z } from 'zod';
import { failed, ok, problem, type Problem, type Result } from '../problem.ts';
import { say, type Form, type Issue } from './issue-words.ts';
import { plain } from './quote.ts';

const MOST_PROBLEMS = 50;

/** Reads a value by a schema; what is wrong is said in plain words, all at once. Codes begin with `about`: `plan-…`. */
export const checked = <T>(schema: z.ZodType<T>, value: unknown, about: string): Result<T> => {
  const read = schema.safeParse(value);
  if (read.success) return ok(read.data);
  return failed(...atMost(problemsOf(read.error.issues, { schema, value, about }), about));
};

/** The first fifty, then one that says how many more there are. */
export const atMost = (problems: readonly Problem[], about: string): readonly Problem[] => {
  const more = problems.length - MOST_PROBLEMS;
  if (more <= 0) return problems;
  const rest = problem({
    kind: 'invalid',
    code: `${about}-more`,
    message: `${more} more problem${more === 1 ? '' : 's'}`,
    hint: 'put the ones above right and look again',
  });
  return [...problems.slice(0, MOST_PROBLEMS), rest];
};

type Looked = { readonly schema: z.ZodType; readonly value: unknown; readonly about: string };
type Path = readonly PropertyKey[];

/** Zod's issues as problems, in the order of the document's fields as zod meets them. */
const problemsOf = (issues: readonly Issue[], looked: Looked): readonly Problem[] => {
  const form: Form = z.toJSONSchema(looked.schema, { io: 'input', unrepresentable: 'any' });
  return issues.flatMap(unfold).flatMap((issue) => {
    const value = at(looked.value, issue.path);
    return say(issue, value, formAt(form, looked.value, issue.path)).map(({ at: key, ...said }) =>
      problem({
        kind: 'invalid',
        ...said,
        code: `${looked.about}-${said.code}`,
        path: pathInWords(key === undefined ? issue.path : [...issue.path, key]),
      }),
    );
  });
};

/** `phases[2].audience.percent`. Names that are no plain words stand in quotes. */
export const pathInWords = (path: Path): string =>
  path.reduce<string>((words, key) => {
    if (typeof key === 'number') return `${words}[${key}]`;
    const name = String(key);
    if (!/^[A-Za-z_][\w-]*$/.test(name)) return `${words}["${plain(name)}"]`;
    return words === '' ? plain(name) : `${words}.${plain(name)}`;
  }, '');

/** Where a value may have one of several forms, what is wrong with the form it comes nearest to. */
const unfold = (issue: Issue): Issue[] => {
  if (issue.code === 'invalid_key' || issue.code === 'invalid_element')
    return issue.issues.flatMap((inner) => unfold({ ...inner, path: issue.path }));
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [issue];
  const best = issue.errors.toSorted((a, b) => distanceOf(a) - distanceOf(b))[0] ?? [];
  return best.flatMap((inner) => unfold({ ...inner, path: [...issue.path, ...inner.path] }));
};

/** A field too many or too few says more about which form was meant than a value that is off. */
const distanceOf = (issues: readonly Issue[]): number =>
  issues.reduce((sum, issue) => {
    if (issue.code === 'unrecognized_keys') return sum + 10 * issue.keys.length;
    return sum + (issue.code === 'invalid_type' ? 10 : 1);
  }, 0);

const at = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>(
    (inside, key) => (isTable(inside) && Object.hasOwn(inside, key) ? inside[key] : undefined),
    value,
  );

const isTable = (value: unknown): value is Record<PropertyKey, unknown> => typeof value === 'object' && value !== null;

const formAt = (form: Form, value: unknown, path: Path): Form => {
  const here = chosen(form, value);
  const [key, ...rest] = path;
  if (key === undefined) return here;
  const inside = typeof key === 'number' ? here.items : (here.properties?.[String(key)] ?? here.additionalProperties);
  const next = typeof inside === 'object' && !Array.isArray(inside) ? inside : {};
  return formAt(next, at(value, [key]), rest);
};

/** Of several forms the one whose fixed fields the value has. */
const chosen = (form: Form, value: unknown): Form => {
  const forms = (form.oneOf ?? form.anyOf ?? []).filter((one) => typeof one === 'object');
  return forms.find((one) => fits(one, value)) ?? forms[0] ?? form;
};

const fits = ({ properties = {} }: Form, value: unknown): boolean =>
  Object.entries(properties).every(([name, inner]) => {
    const fixed = typeof inner === 'object' ? inner.const : undefined;
    return fixed === undefined || at(value, [name]) === fixed;
  });
