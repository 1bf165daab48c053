import type { z } from 'zod';
import type { Capabilities } from '../core/flags/capabilities.ts';
import { failed, ok, problem, type Result } from '../core/problem.ts';
import type { Clock } from './clock.ts';
import type { OpenLog } from './event-log.ts';
import type { Files } from './files.ts';
import type { FlagBackend } from './flag-backend.ts';
import type { MetricSource } from './metric-source.ts';
import type { Notifier } from './notifier.ts';
import { type PlaceForm, readPlace, type Told } from './place.ts';

/** What an adapter may use of the outside, whatever it speaks to. It takes nothing else. */
export type Context = {
  readonly fetch: typeof fetch;
  /** The value behind the name of a secret; undefined where nobody gave one. */
  readonly secret: (name: string) => Promise<Result<string | undefined>>;
  readonly clock: Clock;
  readonly files: Files;
  /** The log of whoever asks, where they are in one. */
  readonly log?: OpenLog;
};

/** A secret by the name of the environment variable that holds it; NAME_FILE names a file that does. */
export type Secret = { readonly name: string; readonly about: string; readonly needed: boolean };

/** What can be known of an adapter before it is opened. Its page, `doctor` and the policy are held against this. */
export type Adapter<P> = {
  readonly name: string;
  readonly about: string;
  readonly place: PlaceForm;
  readonly options: z.ZodObject;
  readonly secrets: readonly Secret[];
  /** What whoever uses it must know, a paragraph each. */
  readonly notes: readonly string[];
  readonly open: (place: string, context: Context) => Promise<Result<P>>;
};

export type FlagBackendAdapter = Adapter<FlagBackend> & { readonly capabilities: Capabilities };
export type MetricSourceAdapter = Adapter<MetricSource>;
export type NotifierAdapter = Adapter<Notifier>;

/** A list holds names, and loads what stands behind one when it is asked for: a start pays for none of them. */
export type AdapterList<A> = Readonly<Record<string, () => Promise<A>>>;

type Declared<O extends z.ZodObject, P> = Omit<Adapter<P>, 'open' | 'options'> & {
  readonly options: O;
  /** Given the place as it was read by its form. Nothing is asked of it before it is asked for something. */
  readonly connect: (told: Told<z.infer<O>>, context: Context) => Promise<Result<P>>;
};

export const flagBackendAdapter = <O extends z.ZodObject>(
  declared: Declared<O, FlagBackend> & { readonly capabilities: Capabilities },
): FlagBackendAdapter => ({ ...withOpen(declared), capabilities: declared.capabilities });

export const metricSourceAdapter = <O extends z.ZodObject>(declared: Declared<O, MetricSource>): MetricSourceAdapter =>
  withOpen(declared);

export const notifierAdapter = <O extends z.ZodObject>(declared: Declared<O, Notifier>): NotifierAdapter =>
  withOpen(declared);

/** What every adapter shares: its place is read, and refused, before anything is opened. */
const withOpen = <O extends z.ZodObject, P>({ connect, ...declared }: Declared<O, P>): Adapter<P> => ({
  ...declared,
  open: async (place, context) => {
    const told = readPlace(place, { form: declared.place, options: declared.options, secrets: declared.secrets });
    return told.ok ? connect(told.value, context) : told;
  },
});

/** A secret that is needed, or the problem that says how to give it. */
export const needed = async ({ secret }: Context, { name, about }: Secret): Promise<Result<string>> => {
  const found = await secret(name);
  if (!found.ok) return found;
  if (found.value !== undefined) return ok(found.value);
  return failed(
    problem({
      kind: 'usage',
      code: 'secret-missing',
      path: name,
      message: `${name} is not set: ${about}`,
      hint: `set ${name} in the environment, or ${name}_FILE to a file that holds it`,
    }),
  );
};
