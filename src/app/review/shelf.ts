import { PLAN_MAX_BYTES, readPlan } from '../../core/plan/read.ts';
import { type Plan, planDigest } from '../../core/plan/plan.ts';
import { failed, ok, problem, type Problem, type Result } from '../../core/problem.ts';
import { readJson } from '../../core/values/json.ts';
import { digestOf } from '../../core/values/digest.ts';
import { jsonText } from '../../core/values/json-text.ts';
import type { Shelf } from '../../ports/pr-host.ts';
import type { Files } from '../../ports/files.ts';
import { inFolder } from '../folders.ts';

/** The folder that plans are kept in, for the artefacts of a run. */
export const PLAN_FOLDER = 'rampart-plan';

/** A folder as a place to keep things: what lies there is not written over either. */
export const folderShelf = (folder: string, files: Pick<Files, 'read' | 'write' | 'exists'>): Shelf => ({
  read: async (name) =>
    (await files.exists(inFolder(folder, name))) ? files.read(inFolder(folder, name), PLAN_MAX_BYTES) : ok(undefined),
  add: async (name, text) => {
    const done = await files.write(inFolder(folder, name), text, { replace: false });
    if (done.ok) return ok('added');
    return done.problems.every(({ code }) => code === 'file-exists') ? ok('taken') : done;
  },
});

export type Agreed = { readonly plan: Plan; readonly record: object };

/** The names of what is kept of a plan. */
export const namesFor = (digest: string) => ({ plan: `${digest}.plan.json`, record: `${digest}.approved.json` });

/**
 * Keeps a plan and the record of who agreed to it, or finds that they are kept. Another plan under the name of this one is
 * left there and told: somebody has to look who put it there.
 */
export const keepOn = async (shelf: Shelf, { plan, record }: Agreed): Promise<Result<void>> => {
  const digest = planDigest(plan);
  const names = namesFor(digest);
  const kept = await putOnce(shelf, names.plan, jsonText(plan));
  if (!kept.ok) return kept;
  const isThis = readPlan(kept.value, names.plan);
  if (!isThis.ok || planDigest(isThis.value) !== digest) return failed(anotherPlan(names.plan));
  const recorded = await putOnce(shelf, names.record, jsonText(record));
  if (!recorded.ok) return recorded;
  const there = readJson(recorded.value, 'record', names.record);
  const isSame = there.ok && digestOf(there.value) === digestOf(record);
  return ok(undefined, isSame ? [] : [anotherRecord(names.record)]);
};

/** What lies there under that name when it is done. Two who put something there at once read the same. */
const putOnce = async (shelf: Shelf, name: string, text: string): Promise<Result<string>> => {
  for (let tries = 1; tries <= 3; tries += 1) {
    const there = await shelf.read(name);
    if (!there.ok) return there;
    if (there.value !== undefined) return ok(there.value);
    const added = await shelf.add(name, text);
    if (!added.ok) return added;
    if (added.value === 'added') return ok(text);
  }
  return failed(notTaken(name));
};

/** The plan of that fingerprint, and no other that bears its name; undefined where there is none. */
export const planOn = async (shelf: Shelf, digest: string): Promise<Result<Plan | undefined>> => {
  const { plan: name } = namesFor(digest);
  const text = await shelf.read(name);
  if (!text.ok || text.value === undefined) return text.ok ? ok(undefined) : text;
  if (text.value.length > PLAN_MAX_BYTES) return failed(anotherPlan(name));
  const plan = readPlan(text.value, name);
  if (!plan.ok) return plan;
  return planDigest(plan.value) === digest ? ok(plan.value) : failed(anotherPlan(name));
};

const anotherPlan = (name: string): Problem =>
  problem({
    kind: 'refused',
    code: 'another-plan-there',
    path: name,
    message: 'what is kept under this fingerprint is another plan: it is neither used nor written over',
    hint: 'find out who put it there; take it away, then run this again',
  });

const anotherRecord = (name: string): Problem =>
  problem({
    kind: 'stale',
    code: 'another-record-there',
    path: name,
    message: 'who agreed is recorded otherwise there: the record that was first stays',
    hint: 'somebody may have taken a yes back since; the comments say what holds',
    severity: 'warning',
  });

const notTaken = (name: string): Problem =>
  problem({
    kind: 'refused',
    code: 'not-kept',
    path: name,
    message: 'the host does not take it: the branch may be protected, or the release may be full or closed',
    hint: 'let the token write there, or name another under review.merged.name of the policy',
  });
