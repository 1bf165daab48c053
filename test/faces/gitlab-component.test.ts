import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { operations, operationsFor } from '../../src/app/index.ts';

const text = readFileSync(new URL('../../templates/review/template.yml', import.meta.url), 'utf8');
const documents = parseAllDocuments(text);
const [head, body] = documents.map((document) => document.toJS() as unknown);

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
    variables: z.record(z.string(), z.string()),
    script: z.array(z.string()).min(1),
    artifacts: z.strictObject({
      when: z.enum(['always', 'on_success', 'on_failure']),
      paths: z.array(z.string()).optional(),
      reports: z.strictObject({ codequality: z.string() }),
    }),
  }),
);

const inputs = Spec.parse(head).spec.inputs;
const jobs = Object.entries(Jobs.parse(body));

describe('the GitLab component', () => {
  it('is YAML, a declaration and a job', () => {
    expect(documents.flatMap(({ errors, warnings }) => [...errors, ...warnings])).toEqual([]);
    expect(documents).toHaveLength(2);
  });

  it('uses every input that it declares, and no other', () => {
    const used = [...text.matchAll(/\$\[\[ inputs\.(\w+) \]\]/g)].map(([, name]) => name);
    expect(new Set(used)).toEqual(new Set(Object.keys(inputs)));
  });

  it('gives commands that there are, with options and values that they take', async () => {
    const known = new Map((await operationsFor([], operations)).map((operation) => [operation.name, operation]));
    const lines = jobs.flatMap(([, job]) => job.script);
    for (const line of lines) {
      const [, name = '', ...words] = line.replace('$[[ inputs.rampart ]]', 'rampart').split(' ');
      const fields = known.get(name)?.input.shape ?? {};
      for (const [at, word] of words.entries()) {
        if (!word.startsWith('--')) continue;
        const field = fields[word.slice(2).replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())];
        expect(field, `${name} ${word}`).toBeDefined();
        const input = /inputs\.(\w+)/.exec(words.slice(at + 1, at + 4).join(' '))?.[1];
        for (const value of inputs[input ?? '']?.options ?? [])
          expect(z.safeParse(field ?? z.never(), value).success, `${word} ${value}`).toBe(true);
      }
    }
    expect(lines.length).toBe(2);
  });

  it('takes the whole history, runs on merge requests alone, and shows no secret', () => {
    for (const [, job] of jobs) {
      expect(job.variables['GIT_DEPTH']).toBe('0');
      expect(job.rules.map((rule) => rule.if)).toEqual([
        '$CI_PIPELINE_SOURCE == "merge_request_event" && $CI_MERGE_REQUEST_PROJECT_ID == $CI_PROJECT_ID',
      ]);
      expect(job.script.join('\n')).not.toMatch(/TOKEN|set -x|\$CI_MERGE_REQUEST_(?:TITLE|DESCRIPTION)/);
    }
  });
});
