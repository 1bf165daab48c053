import { assess } from '../core/assessment/assess.ts';
import type { Heard } from '../core/assessment/judge.ts';
import { Opinion } from '../core/assessment/opinion.ts';
import { trustIn } from '../core/assessment/trust.ts';
import type { Change, ChangedFile, FileDiff } from '../core/change/change.ts';
import { failed, ok, problem, type Problem, type Result } from '../core/problem.ts';
import { createAnalysis } from '../core/signals/analysis.ts';
import { type NamedRule, namedRules } from '../core/policy/team-rule.ts';
import { checked } from '../core/values/issues.ts';
import { readJson } from '../core/values/json.ts';
import { createMasker } from '../core/secrets/mask.ts';
import { DiffBroken } from '../ports/repository.ts';
import { type ChangeSource, changeSource } from './change-source.ts';
import { ownersOf } from './code-owners.ts';
import { pastOf } from './past.ts';
import type { Known } from './make-plan.ts';
import type { Ports } from './operation.ts';
import type { PlanInput } from './plan-input.ts';
import { loadPolicy, POLICY_NAMES } from './policy-file.ts';
import { createProof, type Proof } from './proof.ts';
import { readChange } from './read-change.ts';

const OPINION_MAX_BYTES = 1024 * 1024;

/** Looks: at the policy, at the opinion, at the change. Decides nothing, and says all that is missing at once. */
export const lookAround = async (input: Asked, ports: Ports): Promise<Result<Known>> => {
  const [policy, opinion, source] = await Promise.all([
    loadPolicy(ports, input.policy),
    loadOpinion(input.opinion, ports),
    changeSource(input, ports),
  ]);
  if (!policy.ok || !opinion.ok || !source.ok)
    return failed(...[policy, opinion, source].flatMap((part) => (part.ok ? [] : part.problems)));
  const rules = namedRules(policy.value.policy.rules);
  const proof = opinion.value && createProof(opinion.value);
  const looked = await lookAt(source.value, { proof, rules, history: input.history }, ports);
  if (!looked.ok) return looked;
  const trust = trustIn(policy.value.policy.adviser, {
    authors: source.value.here ? (source.value.words.authors ?? []) : [],
    fork: input.fork === true,
    editsPolicy: looked.value.change.files.some(isPolicy),
  });
  const heard: Heard | undefined = proof && { ...proof.heard(), adviser: { kind: 'provided' }, trust };
  const known = { ...looked.value, heard, policy: policy.value, tool: ports.tool };
  return ok(known, [...policy.warnings, ...source.warnings, ...looked.warnings]);
};

type Asked = Pick<
  PlanInput,
  'request' | 'diff' | 'description' | 'base' | 'head' | 'staged' | 'opinion' | 'policy' | 'history' | 'fork'
>;
type Looked = Pick<Known, 'change' | 'compared' | 'found' | 'owners'>;

/** Who edits the rules is not trusted by them yet. */
const isPolicy = ({ path, oldPath }: ChangedFile): boolean =>
  [path, oldPath ?? ''].some((one) => POLICY_NAMES.includes(one.slice(one.lastIndexOf('/') + 1)));

type LookedFor = {
  readonly proof: Proof | undefined;
  readonly rules: readonly NamedRule[];
  readonly history: boolean;
};

/** One pass over the change: its facts, and which of the adviser's quotes really stand in it. */
export const lookAt = async (
  source: ChangeSource,
  { proof, rules, history }: LookedFor,
  ports: Ports,
): Promise<Result<Looked>> => {
  const analysis = createAnalysis({ rules });
  const see = (file: FileDiff): void => {
    proof?.see(file);
    analysis.see(file);
  };
  const read = await wholly(() => readChange(source.bytes, { words: source.words, hash: ports.hash(), see }));
  if (!read.ok) return read;
  // What the plan says of the change may be read by more people than the change itself.
  const change = { ...read.value, ...maskedWords(read.value) };
  if (change.files.length === 0) return failed(nothingIn(change));
  const [past, owners] = await Promise.all([
    pastOf(change, { source, asked: history }, ports),
    ownersOf(change, source, ports),
  ]);
  if (!owners.ok) return owners;
  const found = assess(change, analysis.finish(), past);
  const { compared } = source;
  return ok({ change, compared, found, owners: owners.value }, owners.warnings);
};

const maskedWords = ({ title, description, author }: Change): Pick<Change, 'title' | 'description' | 'author'> => {
  const { text } = createMasker();
  return { title: text(title).slice(0, 300), description: text(description), author: author && text(author) };
};

/** A diff that broke off is not the change: nothing is said of the part that came. */
const wholly = async <T>(act: () => Promise<T>): Promise<Result<T>> => {
  try {
    return ok(await act());
  } catch (error) {
    if (error instanceof DiffBroken) return failed(error.problem);
    throw error;
  }
};

const nothingIn = ({ unread }: Change): Problem =>
  unread.length === 0
    ? problem({
        kind: 'usage',
        code: 'nothing-changed',
        message: 'the diff is empty: nothing has changed',
        hint: 'name what it goes into: rampart plan --base main',
      })
    : problem({
        kind: 'invalid',
        code: 'not-a-diff',
        message: `this is no diff: ${unread[0]}`,
        hint: 'give it what git diff prints',
      });

const loadOpinion = async (file: string | undefined, { files }: Ports): Promise<Result<Opinion | undefined>> => {
  if (file === undefined) return ok(undefined);
  const text = await files.read(file, OPINION_MAX_BYTES);
  if (!text.ok) return text;
  const json = readJson(text.value, 'opinion', file);
  return json.ok ? checked(Opinion, json.value, 'opinion') : json;
};
