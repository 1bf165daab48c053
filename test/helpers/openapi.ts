import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

type Json = { readonly [key: string]: never };

const TEXT = readFileSync(new URL('../../schemas/openapi.json', import.meta.url), 'utf8');
export const DOCUMENT = JSON.parse(TEXT);

const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);
ajv.addSchema(DOCUMENT, 'openapi');

const compiled = new Map<string, ValidateFunction>();

/** What is wrong with a value, seen from a place in the document; nothing where all is well. */
export const against = (pointer: string, value: unknown): readonly string[] => {
  const validate = compiled.get(pointer) ?? ajv.compile({ $ref: `openapi${pointer}` });
  compiled.set(pointer, validate);
  return validate(value)
    ? []
    : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
};

const PATHS: Readonly<Record<string, Json>> = DOCUMENT.paths;

/** As the document calls a path that somebody asked for. */
const templateOf = (path: string): string | undefined =>
  Object.keys(PATHS)
    .toSorted((a, b) => a.split('{').length - b.split('{').length)
    .find((template) => new RegExp(`^${template.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path));

export const escaped = (part: string): string =>
  part.replaceAll('~', '~0').replaceAll('/', '~1').replaceAll('{', '%7B').replaceAll('}', '%7D');

/** An answer of the real service, held against what the document promises of it. What is not in it is not judged here. */
export const promised = (
  { method, path }: { readonly method: string; readonly path: string },
  { status, type, body }: { readonly status: number; readonly type: string; readonly body: unknown },
): readonly string[] => {
  const template = templateOf(path);
  const responses = template === undefined ? undefined : DOCUMENT.paths[template][method.toLowerCase()]?.responses;
  const isProblem = type.startsWith('application/problem+json');
  if (isProblem) {
    const isTold = responses === undefined || status >= 500 || status in responses || '4XX' in responses;
    const problem = against('#/components/schemas/ProblemDocument', body);
    return isTold ? problem : [`${status} is not in the document`, ...problem];
  }
  if (template === undefined || responses === undefined) return [];
  const response = responses[status];
  if (response === undefined) return [`${status} is not in the document`];
  const [media] = type.split(';');
  if (media === undefined || media === '' || !media.includes('json')) return [];
  const place = ['paths', template, method.toLowerCase(), 'responses', String(status), 'content', media, 'schema'];
  return response.content?.[media]
    ? against(`#/${place.map(escaped).join('/')}`, body)
    : [`${media} is not in the document`];
};
