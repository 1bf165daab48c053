import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { operations, operationsFor } from '../../src/app/index.ts';

const TEMPLATES = new URL('../../templates/', import.meta.url);
const COMPONENTS = readdirSync(TEMPLATES, { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('/template.yml'),
);

const Spec = z.strictObject({
  spec: z.strictObject({
    inputs: z.record(
      z.string().regex(/^[a-z_]+$/),
      z
        .strictObject({
          description: z.string().min(10),
          default: z.string().optional(),
          options: z.array(z.string()).optional(),
        })
        .refine((input) => input.options?.includes(input.default ?? '') ?? true, 'a default that is no option'),
    ),
  }),
});

const Jobs = z.record(
  z.string(),
  z.strictObject({
    stage: z.string(),
    image: z.string(),
    rules: z.array(z.strictObject({ if: z.string() })),
    resource_group: z.string().optional(),
    variables: z.record(z.string(), z.string()),
    script: z.array(z.string()).min(1),
    artifacts: z.strictObject({
      when: z.enum(['always', 'on_success', 'on_failure']),
      paths: z.array(z.string()).optional(),
      reports: z.strictObject({ codequality: z.string() }).optional(),
    }),
  }),
);

type Option = { readonly name: string; readonly input: string | undefined };

const optionsIn = (line: string): Option[] =>
  [...line.matchAll(/ --([a-z][a-z-]*)(?: "?\$\[\[ inputs\.(\w+) \]\])?/g)].map(([, name = '', input]) => ({
    name: name.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase()),
    input,
  }));

/** Every call of ours in a script, with what was gathered for it before. */
const callsIn = (script: string): { readonly command: string; readonly options: readonly Option[] }[] => {
  const gathered: Option[] = [];
  return script.split('\n').flatMap((line) => {
    const [, command, rest = ''] = /^\s*\$\[\[ inputs\.rampart \]\] (\w+)(.*)$/.exec(line) ?? [];
    if (command === undefined) {
      gathered.push(...optionsIn(line.includes('set --') ? line.slice(line.indexOf('set --') + 6) : ''));
      return [];
    }
    return [{ command, options: [...optionsIn(rest), ...(rest.includes('"$@"') ? gathered : [])] }];
  });
};

it('finds the components', () =>
  expect(COMPONENTS.toSorted()).toEqual(['commands/template.yml', 'review/template.yml']));

describe.each(COMPONENTS)('the GitLab component %s', (name) => {
  const text = readFileSync(new URL(name, TEMPLATES), 'utf8');
  const documents = parseAllDocuments(text);
  const [head, body] = documents.map((document) => document.toJS() as unknown);
  const { inputs } = Spec.parse(head).spec;
  const jobs = Object.entries(Jobs.parse(body));

  it('is YAML, a declaration and a job', () => {
    expect(documents.flatMap(({ errors, warnings }) => [...errors, ...warnings])).toEqual([]);
    expect(documents).toHaveLength(2);
  });

  it('uses every input that it declares, and no other', () => {
    const used = [...text.matchAll(/\$\[\[ inputs\.(\w+) \]\]/g)].map(([, input]) => input);
    expect(new Set(used)).toEqual(new Set(Object.keys(inputs)));
  });

  it('gives commands that there are, with options and values that they take', async () => {
    const known = new Map((await operationsFor([], operations)).map((operation) => [operation.name, operation]));
    const calls = jobs.flatMap(([, { script }]) => callsIn(script.join('\n')));
    for (const { command, options } of calls)
      for (const { name: option, input } of options) {
        if (option === 'noAi') continue;
        const field = known.get(command)?.input.shape[option];
        expect(field, `${command} --${option}`).toBeDefined();
        for (const value of inputs[input ?? '']?.options ?? [])
          expect(value === '' || z.safeParse(field ?? z.never(), value).success, `--${option} ${value}`).toBe(true);
      }
    expect(calls.map(({ command }) => command)).toEqual(
      name.startsWith('review') ? ['comment', 'risk'] : ['respond', 'merged'],
    );
  });

  it('takes the whole history, runs where it may be trusted with a token alone, and shows no secret', () => {
    for (const [, job] of jobs) {
      expect(job.variables['GIT_DEPTH']).toBe('0');
      expect(job.rules.map((rule) => rule.if)).toEqual([
        name.startsWith('review')
          ? '$CI_PIPELINE_SOURCE == "merge_request_event" && $CI_MERGE_REQUEST_PROJECT_ID == $CI_PROJECT_ID'
          : '$CI_PIPELINE_SOURCE == "trigger" && $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH',
      ]);
      expect(job.script.join('\n')).not.toMatch(/_TOKEN|set -x|\$CI_MERGE_REQUEST_(?:TITLE|DESCRIPTION)|checkout/);
    }
  });
});
