import { fromJsonSchema, type StandardSchemaWithJSON } from '@modelcontextprotocol/server';

type Words = { readonly [key: string]: unknown };
type Args = Readonly<Record<string, unknown>>;
type Schema<T> = StandardSchemaWithJSON<unknown, T>;

/** A schema that can be shown at once, and is made when something is first held against it. */
export const later = <T = Args>(words: Words, make: () => Promise<Schema<T>> | Schema<T>): Schema<T> => {
  let made: Promise<Schema<T>> | undefined;
  return {
    '~standard': {
      version: 1,
      vendor: 'rampart',
      jsonSchema: { input: () => words, output: () => words },
      validate: async (value) => {
        made ??= Promise.resolve(make());
        return (await made)['~standard'].validate(value);
      },
    },
  };
};

/** The same where nothing but those words decides. */
export const byWords = <T = Args>(words: Words): Schema<T> => later(words, () => fromJsonSchema<T>(words));
