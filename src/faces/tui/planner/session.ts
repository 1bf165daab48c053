import { type Draft, openDraft, redrafted, saveDraft } from '../../../app/planner/draft.ts';
import { hunksOf } from '../../../app/planner/hunks.ts';
import type { Ports } from '../../../app/operation.ts';
import { loadPlan, PLAN_FILE } from '../../../app/plan-file.ts';
import { PlanInput } from '../../../app/plan-input.ts';
import { failed, type Problem, problem, type Result } from '../../../core/problem.ts';
import { scenarios } from '../../../core/simulation/scenarios.ts';
import { jsonText } from '../../../core/values/json-text.ts';
import type { Call } from '../call.ts';
import type { Mounted } from '../mount.tsx';
import { type Store, storeOf } from '../store.ts';
import { keys, type Wish } from './keys.ts';
import { aPlanner, FRAMES, type Message, pairOf, type Planner } from './planner.ts';
import { update } from './state.ts';
import { view } from './view.ts';

export type Desk = {
  readonly ports: Ports;
  readonly call: Call;
  readonly mount: (shown: Store<Planner, Message>) => Promise<Mounted>;
  /** Opens a file in the editor of whoever sits there, and waits for it. */
  readonly editor: (file: string) => Promise<Result<void>>;
};

/** How somebody left: with what draft, whether it is written, and whether it was started. */
export type Planned = {
  readonly draft: Draft;
  readonly path: string | undefined;
  readonly started: boolean;
  /** How long between two turns, where somebody said so when they started it. */
  readonly every: string | undefined;
  readonly interrupted: boolean;
};

/** The planner on a draft, until somebody leaves. Everything it does is done by operations; here they are only called. */
export const plan = async (first: Draft, desk: Desk): Promise<Planned> => {
  const left = Promise.withResolvers<Leaving>();
  const seat: Seat = { leave: left.resolve, mounted: undefined, broken: false };
  const grant = (wish: Wish, say: Say): void => {
    void carryOut(wish, { seat, desk, say, now: () => store.now() });
  };
  const store = storeOf<Planner, Message, Wish>(
    { update, keys, view },
    aPlanner(
      first,
      scenarios.map(({ name }) => name),
    ),
    grant,
  );
  seat.mounted = await desk.mount(store);
  const how = await left.promise;
  await seat.mounted.end('nothing');
  const { draft, saved } = store.now();
  return { draft, path: saved?.plan === draft.plan ? saved.path : undefined, ...how };
};

type Leaving = Pick<Planned, 'started' | 'every' | 'interrupted'>;
type Say = (message: Message) => void;
type Seat = {
  readonly leave: (how: Leaving) => void;
  mounted: Mounted | undefined;
  /** What is in the editor's file is no plan yet: it is opened again, not written over. */
  broken: boolean;
};
type Doing = { readonly desk: Desk; readonly say: Say; readonly now: () => Planner; readonly seat: Seat };

const carryOut = async (wish: Wish, doing: Doing): Promise<void> => {
  const { say, now, desk, seat } = doing;
  switch (wish.is) {
    case 'leave':
      return seat.leave({ started: false, every: undefined, interrupted: wish.interrupted });
    case 'hunks':
      return showHunks(doing);
    case 'others':
      return showOthers(doing);
    case 'redraft':
      return heard(wished(now().draft, wish.wishes), wish.said, say);
    case 'base':
      return heard(
        await openDraft({ ...now().draft.input, ...NOBODY_ASKED, base: wish.base }, desk.ports),
        `compared with ${wish.base}`,
        say,
      );
    case 'opinion':
      return secondOpinion(wish.said, doing);
    case 'compare':
      return compare(doing);
    case 'texts':
      return showTexts(doing);
    case 'play':
      return play(wish.scenario, doing);
    case 'save':
      return void (await save(doing));
    case 'edit':
      return edit(doing);
    case 'start':
      return start(wish.every, doing);
    case 'approve':
      return approve(wish.said, doing);
  }
};

/** What was said of one change is not said of another, and nobody is asked again, or paid, without a word. */
const NOBODY_ASKED = { ai: 'never', opinion: undefined, replayOpinion: undefined } as const;

const heard = (made: Result<Draft>, said: string, say: Say): void =>
  say(made.ok ? { is: 'drafted', draft: made.value, said } : { is: 'refused', problems: made.problems });

/** What was typed goes through the same schema as the words of a command line. */
const wished = (draft: Draft, wishes: Readonly<Record<string, unknown>>): Result<Draft> => {
  const read = PlanInput.safeParse({ ...draft.input, ladder: undefined, ...wishes });
  return read.success ? redrafted(draft, read.data) : failed(...read.error.issues.map(misread));
};

const misread = ({ path, message }: { readonly path: readonly PropertyKey[]; readonly message: string }): Problem =>
  problem({ kind: 'usage', code: 'usage', path: path.map(String).join('.'), message, hint: 'say it another way' });

/** What is shown later than the first frame is loaded later. */
const showOthers = async ({ now, say }: Doing): Promise<void> => {
  const { othersOf } = await import('../../../app/planner/others.ts');
  say({ is: 'others', others: othersOf(now().draft) });
};

const compare = async ({ now, say }: Doing): Promise<void> => {
  const { differencesOf } = await import('../../../app/planner/others.ts');
  const { from, to } = pairOf(now());
  say({ is: 'compared', from, to, differs: differencesOf(from, to) });
};

const showTexts = async ({ now, say, desk }: Doing): Promise<void> => {
  const { draft, texts } = now();
  if (texts?.plan === draft.plan) return;
  const { textsOf } = await import('../../../app/planner/texts.ts');
  say({ is: 'texts', plan: draft.plan, told: await textsOf(draft, desk.ports) });
};

const showHunks = async ({ now, say, desk }: Doing): Promise<void> => {
  const { hunks, draft } = now();
  if (hunks) return;
  const evidence = draft.plan.risk.signals.map((signal) => signal.evidence);
  const read = await hunksOf(evidence, draft.input, desk.ports);
  say(read.ok ? { is: 'hunks', hunks: read.value } : { is: 'refused', problems: read.problems });
};

/** What is waited for is said as it goes; what it cost stands in the plan. */
const secondOpinion = async (said: Readonly<Record<string, string>>, { now, say, desk }: Doing): Promise<void> => {
  const progress = (words: string | undefined): void => {
    if (words !== undefined) say({ is: 'busy', what: words });
  };
  const [opinion, replayOpinion] = [said['opinion'] || undefined, said['replayOpinion'] || undefined];
  const asked = opinion ?? replayOpinion;
  const wishes = { opinion, replayOpinion, ai: asked === undefined ? 'required' : undefined } as const;
  const made = await openDraft({ ...now().draft.input, ...wishes }, { ...desk.ports, progress });
  const adviser = made.ok ? made.value.plan.risk.adviser : undefined;
  const cost = adviser?.spent ? `, for $${adviser.spent.dollars}` : '';
  heard(
    made,
    `${adviser?.model ?? asked ?? 'the adviser'} was heard${cost}: ${made.ok ? made.value.plan.risk.level : ''}`,
    say,
  );
};

const FRAME_MS = 60;

const play = async (name: string, { now, say, desk }: Doing): Promise<void> => {
  const { playOf } = await import('../../../app/planner/play.ts');
  const run = playOf(now().draft, name);
  if (!run) return;
  say({ is: 'playing', run });
  for (let frame = 0; frame < FRAMES && now().playing?.run === run; frame += 1) {
    await desk.ports.clock.sleep(FRAME_MS);
    say({ is: 'frame' });
  }
};

const save = async ({ now, say, desk }: Doing): Promise<string | undefined> => {
  const { draft } = now();
  const written = await saveDraft(draft, PLAN_FILE, desk.ports);
  if (written.ok) say({ is: 'saved', plan: draft.plan, path: PLAN_FILE });
  else say({ is: 'refused', problems: written.problems });
  return written.ok ? PLAN_FILE : undefined;
};

const EDITED = '.rampart/edited.plan.json';

const edit = async ({ now, say, desk, seat }: Doing): Promise<void> => {
  const { files } = desk.ports;
  const written = seat.broken ? undefined : await files.write(EDITED, jsonText(now().draft.plan), { replace: true });
  if (written && !written.ok) return say({ is: 'refused', problems: written.problems });
  const opened: { done?: Result<void> } = {};
  await seat.mounted?.aside(async () => {
    opened.done = await desk.editor(EDITED);
  });
  if (opened.done && !opened.done.ok) return say({ is: 'refused', problems: opened.done.problems });
  const read = await loadPlan(EDITED, desk.ports);
  seat.broken = !read.ok;
  if (read.ok) return say({ is: 'read', plan: read.value });
  return say({ is: 'refused', problems: read.problems });
};

/** Written, checked and begun by rampart apply. Whose yes is missing is said, and can be given here. */
const start = async (every: string | undefined, doing: Doing): Promise<void> => {
  const { desk, say, seat } = doing;
  const file = await save(doing);
  if (file === undefined) return;
  say({ is: 'busy', what: 'Checking everything' });
  const begun = await desk.call('apply', { file, once: true, yes: true, ...(every === undefined ? {} : { every }) });
  if (begun.ok) return seat.leave({ started: true, every, interrupted: false });
  const waits = begun.problems.find(({ code }) => code === 'approval-needed');
  if (waits && (await isWrittenDown(waits.path, desk))) say({ is: 'waits', rollout: waits.path });
  // What only a yes is missing for comes last: whatever else is wrong has to be put right before anybody can give one.
  const people = begun.problems.filter(({ code }) => code === 'approval-needed');
  say({ is: 'refused', problems: [...begun.problems.filter((one) => !people.includes(one)), ...people] });
};

/** Refused for another reason, it is not: then nobody can say yes to it yet. */
const isWrittenDown = async (id: string, { call }: Desk): Promise<boolean> => {
  const found = await call('status', { rollout: id });
  return found.ok && (found.value.document as { readonly id: string }).id === id;
};

const approve = async (said: Readonly<Record<string, string>>, { now, say, desk }: Doing): Promise<void> => {
  const { rollout } = now();
  const roles = (said['role'] ?? '')
    .split(',')
    .map((role) => role.trim())
    .filter(Boolean);
  const done = await desk.call('approve', {
    rollout,
    ...(roles.length > 0 ? { role: roles } : {}),
    ...(said['by'] ? { by: said['by'] } : {}),
    ...(said['reason'] ? { reason: said['reason'] } : {}),
  });
  say(
    done.ok ? { is: 'said', tone: 'good', text: 'approved; s starts it' } : { is: 'refused', problems: done.problems },
  );
};
