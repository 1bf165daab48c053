import { planDigest } from '../../core/plan/plan.ts';
import { mergedBy } from '../../core/policy/review-rules.ts';
import { failed, ok, problem, type Result } from '../../core/problem.ts';
import { inFolder } from '../folders.ts';
import type { Ports } from '../operation.ts';
import type { Judged } from './review.ts';
import type { Seen } from './see.ts';
import { folderShelf, keepOn, namesFor } from './shelf.ts';

type Keeping = {
  readonly seen: Seen;
  readonly all: Judged;
  /** The folder of the run. */
  readonly out: string;
  /** Where else, where somebody says otherwise than the policy. */
  readonly keep: 'artefact' | 'branch' | 'release' | undefined;
};

type Kept = { readonly written: readonly string[]; readonly there: readonly string[]; readonly on: string };

/** In the folder of the run in any case, and on the host where that is where they are kept. */
export const keptEverywhere = async (keeping: Keeping, ports: Ports): Promise<Result<Kept>> => {
  const { seen, all, out } = keeping;
  const rules = mergedBy(all.policy.review);
  const agreed = { plan: all.weighed.plan, record: recordOf(keeping) };
  const names = Object.values(namesFor(planDigest(agreed.plan)));
  const here = await keepOn(folderShelf(out, ports.files), agreed);
  if (!here.ok) return here;
  const written = names.map((name) => inFolder(out, name));
  const on = keeping.keep ?? rules.keep;
  if (on === 'artefact') return ok({ written, there: [], on: 'with this run' }, here.warnings);
  if (on === 'branch' && rules.name === seen.pull.into) return failed(ownBranch(rules.name));
  const kept = await keepOn(seen.host.shelf({ on, name: rules.name }), agreed);
  if (!kept.ok) return kept;
  const there = names.map((name) => `${on} ${rules.name}: ${name}`);
  return ok({ written, there, on: `on the ${on} ${rules.name}` }, [...here.warnings, ...kept.warnings]);
};

/** Who agreed to what, and where they said so. */
const recordOf = ({ seen: { pull }, all: { weighed, hearing } }: Keeping): object => ({
  schemaVersion: 1,
  plan: weighed.plan.id,
  digest: planDigest(weighed.plan),
  pull: pull.number,
  head: pull.head,
  wishes: weighed.wishes,
  approvals: weighed.tally.votes
    .filter(({ refused }) => refused === undefined)
    .map(({ id, name }) => ({ by: name, comment: id })),
  authors: hearing.rules.authors,
});

const ownBranch = (name: string) =>
  problem({
    kind: 'refused',
    code: 'kept-among-code',
    path: 'review.merged.name',
    message: `${name} is the branch that changes go into: plans are kept on one of their own`,
    hint: 'name another one, as in: rampart-plans',
  });
