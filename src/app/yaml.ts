import type * as Yaml from 'yaml';
import type { Document, LineCounter, YAMLError } from 'yaml';
import { failed, ok, problem, type Problem, type Result } from '../core/problem.ts';
import type { LineOf } from '../core/policy/effective.ts';
import { atMost } from '../core/values/issues.ts';
import { plain } from '../core/values/quote.ts';
import { valuesOf } from './yaml-values.ts';

export type Written = { readonly value: unknown; readonly lineOf: LineOf };

/** YAML 1.2 text as a value that JSON could hold, or everything that keeps it from being one: codes begin with `about`. */
export const readYaml = async (text: string, about: string, source: string): Promise<Result<Written>> => {
  const yaml = await import('yaml');
  const lines = new yaml.LineCounter();
  const parsed = parse(yaml, text, lines);
  if (parsed === undefined || parsed.errors.some(({ code }) => code === 'RESOURCE_EXHAUSTION'))
    return failed(tooDeep(about, source));
  const broken = [...parsed.errors, ...parsed.warnings].map((error) => notYaml(error, lines, { about, source }));
  const older = parsed.directives?.yaml.explicit === true && parsed.directives.yaml.version !== '1.2';
  if (older || broken.length > 0) return failed(...atMost(older ? [otherVersion(about, source)] : broken, about));
  const { value, problems, lineOf } = valuesOf(yaml, parsed.contents, { about, lines });
  return problems.length > 0 ? failed(...atMost(problems, about)) : ok({ value, lineOf });
};

/** Undefined where the nesting is so deep that the reader runs out of stack. */
const parse = (yaml: typeof Yaml, text: string, lineCounter: LineCounter): Document.Parsed | undefined => {
  try {
    return yaml.parseDocument(text, {
      version: '1.2',
      schema: 'core',
      lineCounter,
      prettyErrors: false,
      logLevel: 'error',
      resolveKnownTags: false,
      uniqueKeys: false,
    });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
};

type Named = { readonly about: string; readonly source: string };

const notYaml = ({ code, message, pos }: YAMLError, lines: LineCounter, { about, source }: Named): Problem => {
  const { line, col } = lines.linePos(pos[0]);
  const [what, hint] = KNOWN[code] ?? [plain(message, 120), 'put that place right'];
  return problem({
    kind: 'invalid',
    code: `${about}-not-yaml`,
    path: `${source}:${line}:${col}`,
    message: `${what} (line ${line}, column ${col})`,
    hint,
  });
};

const KNOWN: Readonly<Record<string, readonly [what: string, hint: string] | undefined>> = {
  MULTIPLE_DOCS: ['a second document begins', 'keep one: there is no --- between its parts'],
  TAB_AS_INDENT: ['a tab stands where spaces indent', 'indent with spaces'],
  TAG_RESOLVE_FAILED: ['a tag asks for a value that JSON has no word for', 'take the tag out'],
  BAD_COLLECTION_TYPE: ['a tag asks for a value that JSON has no word for', 'take the tag out'],
};

const otherVersion = (about: string, source: string): Problem =>
  problem({
    kind: 'invalid',
    code: `${about}-yaml-version`,
    path: source,
    message: 'asks for another version of YAML, in which 09:00 is the number 540 and no is false',
    hint: 'take the %YAML line out',
  });

const tooDeep = (about: string, source: string): Problem =>
  problem({
    kind: 'invalid',
    code: `${about}-too-deep`,
    path: source,
    message: 'is nested too deep to be read',
    hint: `no ${about} of ours is: look at how this file was made`,
  });
