import { z } from 'zod';
import { failed, ok, problem, type Result } from '../problem.ts';
import { DAY, SECOND, toMs, WrittenDuration } from '../values/duration.ts';
import { checked } from '../values/issues.ts';
import { Id, text } from '../values/text.ts';

const HOOKS_VERSION = 1;

/** What is done about an alert, the gravest first. What is watched holds rollouts while it fires, and lets them go on. */
export const HOOK_ACTIONS = ['rollback', 'pause', 'hold', 'watch', 'nothing'] as const;
const HookAction = z.enum(HOOK_ACTIONS);
export type HookAction = z.infer<typeof HookAction>;

const label = (name: string) => text(100).default(name);

const who = {
  name: Id.meta({ description: 'what it is called, and where it is heard: /hooks/NAME' }),
  secret: z
    .string()
    .regex(/^[A-Z][A-Z0-9_]{2,99}$/, 'the name of an environment variable')
    .optional()
    .meta({ description: 'the name of the secret that signs it; without one it comes with a token of its own' }),
  environments: z.array(text(100)).min(1).max(100).meta({ description: 'where it may do something' }),
};

/** Somebody who tells us when all is not well, and what is done about it. */
const AlertHook = z.strictObject({
  ...who,
  form: z.enum(['alertmanager', 'event']),
  rollout: label('rollout').meta({ description: 'the label that names a rollout' }),
  flag: label('flag').meta({ description: 'the label that names a flag, for every rollout under way that has it' }),
  by: label('severity').meta({ description: 'the label that says how grave it is' }),
  does: z
    .record(text(100), HookAction)
    .meta({ description: 'what is done, by what that label says; anything else does nothing' }),
  heartbeat: z
    .strictObject({
      alert: text(200).default('Watchdog').meta({ description: 'the name of an alert that always fires' }),
      every: WrittenDuration.meta({ description: 'how often it is sent' }),
    })
    .optional()
    .meta({ description: 'where anything is watched: without it silence could not be told from quiet' }),
});
export type AlertHook = z.infer<typeof AlertHook>;

/** Somebody who counts, and tells us the numbers: rollouts are judged by them. */
const NumbersHook = z.strictObject({
  ...who,
  form: z.literal('observations'),
  metrics: z.array(text(300)).min(1).max(500).meta({ description: 'the metrics that it may speak of' }),
  arms: z
    .array(text(100))
    .min(1)
    .max(20)
    .default(['treatment', 'control'])
    .meta({ description: 'the arms that it may speak of' }),
});
export type NumbersHook = z.infer<typeof NumbersHook>;

/** One that tells of numbers first: what is wrong with one is said in the words of the form that it is nearest to. */
const Hook = z.union([NumbersHook, AlertHook]);
export type Hook = z.infer<typeof Hook>;

const Hooks = z.strictObject({ schemaVersion: z.literal(HOOKS_VERSION), hooks: z.array(Hook).min(1).max(50) });

/** The hooks of a file, or everything that is wrong with them at once. */
export const readHooks = (value: unknown): Result<readonly Hook[]> => {
  const read = checked<z.infer<typeof Hooks>>(Hooks, value, 'hooks');
  if (!read.ok) return read;
  const { hooks } = read.value;
  const twice = hooks.flatMap(({ name }, at) =>
    hooks.findIndex((one) => one.name === name) < at ? [problemWith(at, `there are two hooks called ${name}`)] : [],
  );
  const idle = hooks.flatMap((hook, at) => (isIdle(hook) ? [problemWith(at, 'it never does anything')] : []));
  const deaf = hooks.flatMap((hook, at) => {
    const fault = watchFault(hook);
    return fault === undefined ? [] : [problemWith(at, fault)];
  });
  const problems = [...twice, ...idle, ...deaf];
  return problems.length > 0 ? failed(...problems) : ok(hooks);
};

/** Whether rollouts are held while it tells of alerts, and while it is silent. */
export const everyMsOf = (hook: Hook): number | undefined =>
  hook.form !== 'observations' && hook.heartbeat ? toMs(hook.heartbeat.every) : undefined;

const watchFault = (hook: Hook): string | undefined => {
  if (hook.form === 'observations') return undefined;
  const watches = Object.values(hook.does).includes('watch');
  const everyMs = everyMsOf(hook);
  if (watches && hook.form !== 'alertmanager') return 'an event is never over: only alertmanager can be watched';
  if (watches && everyMs === undefined) return 'it watches, and has no heartbeat: silence would look like quiet';
  if (!watches && everyMs !== undefined) return 'it has a heartbeat, and watches nothing';
  const fits = everyMs === undefined || (everyMs >= 10 * SECOND && everyMs <= DAY);
  return fits ? undefined : 'its heartbeat comes every ten seconds at most, and every day at least';
};

const isIdle = (hook: Hook): boolean =>
  hook.form !== 'observations' && Object.values(hook.does).every((action) => action === 'nothing');

const problemWith = (at: number, message: string) =>
  problem({
    kind: 'invalid',
    code: 'hooks-odd',
    path: `hooks[${at}]`,
    message,
    hint: 'does: { critical: rollback, warning: watch }, heartbeat: { alert: Watchdog, every: 2m }, under a name of its own',
  });
