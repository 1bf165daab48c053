import type { Policy } from '../../core/policy/policy.ts';
import { type HostName, type Pipeline } from '../../ports/pr-host.ts';
import { inTime } from '../executor/deadline.ts';
import type { Ports } from '../operation.ts';
import { placedHere } from '../pipeline.ts';
import { late } from './flags.ts';
import { fails, secretsOf, shown, type Thing, works } from './thing.ts';

/** What the key of the model is called: one name, here and where it is opened. */
const MODEL_KEY = 'ANTHROPIC_API_KEY';

/** Whether a model could be asked. It is looked up and never asked: looking up is free. */
export const lookAtAdviser = async ({ use, model }: Policy['adviser'], ports: Ports): Promise<Thing> => {
  const named = { what: 'adviser', name: model } as const;
  if (use === 'never') return { ...named, state: 'absent', says: 'the policy asks no model: rules decide alone' };
  const set = await ports.hasSecret(MODEL_KEY);
  const known = { ...named, secrets: [{ name: MODEL_KEY, needed: use === 'required', set }] };
  const hint = `set ${MODEL_KEY}, or leave it: plans are made by rules alone`;
  if (!set && use !== 'required') return { ...known, state: 'absent', says: 'no key, so rules decide alone', hint };
  const opened = await ports.openAdviser('claude');
  if (!opened.ok) return fails(known, opened.problems);
  const { greet } = opened.value;
  const greeting = greet ? await inTime(ports.clock, greet(model), late) : undefined;
  if (greeting && !greeting.ok) return fails(known, greeting.problems);
  return works(known, greeting?.value ?? 'there is a key');
};

/** Everybody whom the policy tells of rollouts: opened, and told nothing. That somebody listens there is seen when they are told. */
export const lookAtListeners = ({ announce = {} }: Policy, ports: Ports): Promise<readonly Thing[]> =>
  Promise.all(
    Object.entries(announce).map(async ([to, { by, at }]) => {
      const adapter = await ports.adapter('notifiers', by);
      const named = { what: 'notifier', name: to, place: shown(at) } as const;
      const known = adapter ? { ...named, secrets: await secretsOf(adapter, ports) } : named;
      const opened = await ports.openNotifier(by, at);
      return opened.ok ? works(known, `${by} is set up; nothing was sent`) : fails(known, opened.problems);
    }),
  );

type Named = { readonly host?: HostName | undefined; readonly repo?: string | undefined };

/** The host of the pipeline, or the one that is named: who we are there, and what the token may do. */
export const lookAtHost = async (said: Named, pipeline: Pipeline, ports: Ports): Promise<Thing> => {
  const { host, repo } = placedHere({ ...said }, pipeline);
  if (host === undefined || repo === undefined)
    return {
      what: 'host',
      name: host ?? 'pull requests',
      state: 'absent',
      says: 'no pipeline here, and nobody named a repository',
      hint: 'name it: --host github --repo OWNER/NAME',
    };
  const named = { what: 'host', name: host, place: repo } as const;
  const opened = await ports.openHost(host, repo);
  if (!opened.ok) return fails(named, opened.problems);
  const { greet, me } = opened.value;
  const rights = greet ? await inTime(ports.clock, greet(), late) : undefined;
  if (rights && !rights.ok) return fails(named, rights.problems);
  const who = await inTime(ports.clock, me(), late);
  if (!who.ok) return fails(named, who.problems);
  return works(named, [`comments as ${who.value}`, ...(rights ? [rights.value] : [])].join(' · '));
};
