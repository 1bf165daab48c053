import { assess } from '../core/assessment/assess.ts';
import { trustIn } from '../core/assessment/trust.ts';
import type { Gathered } from '../core/advice/gather.ts';
import { DEFAULT_POLICY } from '../core/policy/defaults/index.ts';
import type { Policy } from '../core/policy/policy.ts';
import type { Change, ChangedFile, FileDiff } from '../core/change/change.ts';
import { failed, ok, problem, type Problem, type Result } from '../core/problem.ts';
import { createAnalysis } from '../core/signals/analysis.ts';
import { type NamedRule, namedRules } from '../core/policy/team-rule.ts';
import { createMasker } from '../core/secrets/mask.ts';
import { DiffBroken } from '../ports/repository.ts';
import { type AdviceWishes, type Asked, gatheringFor, NOTHING_KEPT, saidBefore, whoIsAsked } from './advice/advise.ts';
import type { Matter } from './advice/consult.ts';
import type { Heard } from './advice/hear.ts';
import { type ChangeSource, changeSource } from './change-source.ts';
import { ownersOf } from './code-owners.ts';
import { pastOf } from './past.ts';
import type { Known } from './make-plan.ts';
import type { Ports } from './operation.ts';
import type { PlanInput } from './plan-input.ts';
import { isWhole } from './folders.ts';
import { type EffectivePolicy, loadPolicy, POLICY_FILE, POLICY_NAMES } from './policy-file.ts';
import { type RulesPlace, rulesHere } from './rules-place.ts';
import { readChange } from './read-change.ts';

/** Looks: at the policy, at the change, at what an adviser says of it. Decides nothing, and says all that is missing at once. */
export const lookAround = async (input: Wanted, ports: Ports, findRules = rulesHere): Promise<Result<Known>> => {
  const [place, before, source] = await Promise.all([
    findRules(input, ports),
    saidBefore(input, ports),
    input.given === undefined ? changeSource(input, ports) : ok(input.given),
  ]);
  const policy = place.ok ? await policyFrom(place.value, input, ports) : place;
  if (!place.ok || !policy.ok || !before.ok || !source.ok)
    return failed(...saidOnce([policy, before, source].flatMap((part) => (part.ok ? [] : part.problems))));
  const { policy: rules } = policy.value;
  const asked = await whoIsAsked(before.value, input, rules.adviser, ports);
  if (!asked.ok) return asked;
  const gathering = await gatheringFor(asked.value, { wishes: input, policy: rules }, place.value);
  if (!gathering.ok) return gathering;
  const kept = gathering.value;
  const lookedFor = { see: kept?.see, rules: namedRules(rules.rules), history: input.history, place: place.value };
  const looked = await lookAt(source.value, lookedFor, ports);
  if (!looked.ok) return looked;
  const matter = matterOf(
    { looked: looked.value, gathered: kept?.done() ?? NOTHING_KEPT, rules, input },
    source.value,
    ports,
  );
  const heard = await heardOf(asked.value, matter, { input, ports });
  if (!heard.ok) return heard;
  const { advised, transcript, prompt } = heard.value;
  const known = {
    ...looked.value,
    advised,
    transcript,
    prompt,
    policy: policy.value,
    tool: ports.tool,
    place: place.value,
  };
  const edited =
    (source.value.here || place.value.isBefore) &&
    input.policy === undefined &&
    looked.value.change.files.some(isPolicy);
  const remarks = edited ? [place.value.isBefore ? policyNotYet() : policyInChange()] : [];
  const warnings = [place, policy, source, looked, heard].flatMap((part) => part.warnings);
  return ok(known, [...warnings, ...remarks]);
};

/** Where the change cannot be found, neither can what it goes into: that is one thing wrong, and not two. */
const saidOnce = (problems: readonly Problem[]): readonly Problem[] => [
  ...new Map(problems.map((one) => [`${one.code} ${one.path} ${one.message}`, one])).values(),
];

/** A whole path is a file of whoever calls, and no branch's. */
const policyFrom = (place: RulesPlace, { policy }: Wanted, ports: Ports): Promise<Result<EffectivePolicy>> =>
  loadPolicy(policy !== undefined && isWhole(policy) ? ports : place, policy);

const policyInChange = (): Problem =>
  problem({
    kind: 'usage',
    code: 'policy-in-change',
    path: POLICY_FILE,
    message: 'is part of this very change: the change was judged by the rules that it brings',
    hint: 'judge it by those that were there: git show main:rampart.yaml > old.yaml, then add --policy old.yaml',
    severity: 'warning',
  });

const policyNotYet = (): Problem =>
  problem({
    kind: 'usage',
    code: 'policy-not-yet',
    path: POLICY_FILE,
    message: 'is part of this very change, and does not count for it: the rules were read where it goes into',
    hint: 'merge the rules first, if the change needs them',
    severity: 'warning',
  });

/** What it takes to ask is loaded where somebody is asked. */
const heardOf = async (asked: Asked, matter: Matter, { input, ports }: Asking): Promise<Result<Heard>> => {
  if (asked.is === 'nobody' && input.showPrompt !== true) return ok({ advised: undefined });
  const { hear, shownOnly } = await import('./advice/hear.ts');
  return input.showPrompt === true ? shownOnly(matter, ports) : hear(asked, matter, ports);
};

type Asking = { readonly input: Wanted; readonly ports: Ports };

type Wanted = { readonly given?: ChangeSource | undefined } & AdviceWishes &
  Pick<PlanInput, 'request' | 'diff' | 'description' | 'base' | 'head' | 'staged' | 'policy' | 'history' | 'fork'>;
type Looked = Pick<Known, 'change' | 'compared' | 'found' | 'owners'>;

type Found = {
  readonly looked: Looked;
  readonly gathered: Gathered;
  readonly rules: Policy;
  readonly input: Wanted;
};

/** A change of the policy is not asked about under rules of its own making: neither whom it trusts, nor what it spends. */
const matterOf = ({ looked, gathered, rules, input }: Found, source: ChangeSource, ports: Ports): Matter => {
  const editsPolicy = looked.change.files.some(isPolicy);
  const adviser = editsPolicy ? DEFAULT_POLICY.adviser : rules.adviser;
  return {
    change: looked.change,
    found: looked.found,
    gathered,
    policy: rules,
    rules: { ...adviser, ...(input.model === undefined ? {} : { model: input.model }) },
    trust: trustIn(rules.adviser, {
      authors: source.here ? (source.words.authors ?? []) : [],
      fork: input.fork === true,
      editsPolicy,
    }),
    fence: ports.unguessable(),
  };
};

/** Who edits the rules is not trusted by them yet. */
const isPolicy = ({ path, oldPath }: ChangedFile): boolean =>
  [path, oldPath ?? ''].some((one) => POLICY_NAMES.includes(one.slice(one.lastIndexOf('/') + 1).toLowerCase()));

type LookedFor = {
  /** Shown every file of the change as well. */
  readonly see: ((file: FileDiff) => void) | undefined;
  readonly rules: readonly NamedRule[];
  readonly history: boolean;
  readonly place: RulesPlace;
};

/** One pass over the change: its facts, and whatever else somebody wants to keep of it. */
export const lookAt = async (
  source: ChangeSource,
  { see: alsoSee, rules, history, place }: LookedFor,
  ports: Ports,
): Promise<Result<Looked>> => {
  const analysis = createAnalysis({ rules });
  const see = (file: FileDiff): void => {
    alsoSee?.(file);
    analysis.see(file);
  };
  await ports.step('reading the change');
  // What came before is asked for while the change is read.
  const earlier = pastOf(source.words, { source, asked: history }, ports);
  const looking = { words: source.words, hash: ports.hash(), see, between: () => ports.step() };
  const read = await wholly(() => readChange(source.bytes, looking));
  if (!read.ok) return read;
  // What the plan says of the change may be read by more people than the change itself.
  const change = { ...read.value, ...maskedWords(read.value) };
  if (change.files.length === 0) return failed(nothingIn(change));
  await ports.step('judging it');
  const [past, owners] = await Promise.all([earlier, ownersOf(change, source, place)]);
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
