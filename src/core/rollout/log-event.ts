import { z } from 'zod';
import { failed, problem, type Problem, type Result } from '../problem.ts';
import { checked } from '../values/issues.ts';
import { quoted } from '../values/quote.ts';
import { AtMs } from './words.ts';

/** What the events of every log have in common: the version of their shape, what happened, and when. */
export const eventForm =
  <const Version extends number>(version: Version) =>
  <Type extends string, Shape extends z.ZodRawShape>(type: Type, description: string, shape: Shape) =>
    z
      .strictObject({ schemaVersion: z.literal(version), type: z.literal(type), atMs: AtMs, ...shape })
      .meta({ description });

/** Reads the events of one kind of log. One of a newer version is told apart from a broken one. */
export const eventReader =
  <E>(schema: z.ZodType<E>, known: number) =>
  (value: unknown): Result<E> => {
    const version = versionOf(value);
    return version > known ? failed(newerEvent(version)) : checked<E>(schema, value, 'event');
  };

/** What a value says of its own version; 0 where it says nothing of the kind. */
export const versionOf = (value: unknown): number => {
  const version =
    typeof value === 'object' && value !== null && 'schemaVersion' in value ? value.schemaVersion : undefined;
  return typeof version === 'number' ? version : 0;
};

export const newerEvent = (version: number): Problem =>
  problem({
    kind: 'invalid',
    code: 'event-version',
    path: 'schemaVersion',
    message: `${quoted(version)} is a version that this program does not know`,
    hint: 'this log was written by a newer program: use that one',
  });
