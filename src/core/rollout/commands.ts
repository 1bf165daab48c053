import { planDigest, type Plan } from '../plan/plan.ts';
import { failed, ok, problem, type Problem, type Result } from '../problem.ts';
import type { ChecklistItem } from '../values/people.ts';
import { plainLine, quoted } from '../values/quote.ts';
import { approvalsBefore, hasAgreed, notCounted } from './approvals.ts';
import type { Happening } from './events.ts';
import type { Command } from './input.ts';
import { soakedMs, type State } from './state.ts';
import { needsPerson } from './steps/holds.ts';
import { rollbackOf } from './steps/rollback.ts';
import type { Turn } from './turn.ts';
import { type Actor, DEFAULT_OPTIONS } from './words.ts';

type Of<Name extends Command['is']> = Extract<Command, { is: Name }>;
type Asked<Name extends Command['is']> = { readonly turn: Turn; readonly command: Of<Name> };
type Answer = Result<readonly Happening[]>;

/** What a command comes to: what happens because of it, or why it does not. Nothing refused reaches the log. */
export const answer = (turn: Turn, command: Command): Answer => {
  const asks = COMMANDS[command.is] as (asked: Asked<Command['is']>) => Answer;
  return asks({ turn, command });
};

/** One place for each; whether it may follow at all is the table's to say. */
const COMMANDS: { readonly [Name in Command['is']]: (asked: Asked<Name>) => Answer } = {
  start: ({ turn: { plan, state }, command: { by, reason, authors, options } }) =>
    planDigest(plan) === state.planDigest
      ? ok([
          { type: 'started', by, reason, authors, options: options ?? DEFAULT_OPTIONS, planDigest: state.planDigest },
        ])
      : failed(stale()),
  approve: (asked) => approve(asked),
  confirm: (asked) => confirm(asked),
  pause: ({ command: { by, reason } }) => ok([{ type: 'paused', cause: 'operator', why: plainLine(reason), by }]),
  resume: (asked) => resume(asked),
  hold: ({ turn: { state }, command: { by, reason } }) => {
    const others = state.holds.filter(({ cause }) => cause !== 'operator');
    return ok([{ type: 'held', holds: [...others, { cause: 'operator', why: plainLine(reason), by }] }]);
  },
  advance: (asked) => skipSoak(asked),
  rollback: (asked) => rollBack(asked),
  abort: ({ command: { by, reason } }) => ok([{ type: 'aborted', by, reason }]),
  restart: ({ command: { by, reason } }) => ok([{ type: 'restarted', by, reason }]),
  join: ({ turn: { state }, command: { by, reason, dependant } }) =>
    ok(state.dependants.includes(dependant) ? [] : [{ type: 'dependant-joined', by, reason, dependant }]),
  freeze: ({ command: { by, reason, untilMs } }) =>
    ok([{ type: 'frozen', by, reason, ...(untilMs === undefined ? {} : { untilMs }) }]),
  unfreeze: ({ turn: { state }, command: { by, reason } }) =>
    state.frozen ? ok([{ type: 'unfrozen', by, reason }]) : failed(refused('not-frozen', 'it is not frozen')),
};

/** Every agreement that this person can give and has not given: before one phase, or the next that is to come. */
const approve = ({
  turn: { plan, state },
  command: { by, reason, before, planDigest: seen },
}: Asked<'approve'>): Answer => {
  if (seen !== state.planDigest || planDigest(plan) !== state.planDigest) return failed(stale());
  const phase = before === undefined ? state.phase + 1 : plan.phases.findIndex(({ id }) => id === before);
  const asked = approvalsBefore(plan, phase);
  if (asked.length === 0)
    return failed(refused('nothing-to-approve', `nobody is asked to agree before ${nameOf(plan, phase)}`));
  const reasons = asked.map((approval) => notCounted(state, approval, by) ?? alreadyGiven(state, approval, by));
  const free = asked.filter((_, at) => reasons[at] === undefined);
  if (free.length === 0)
    return failed(refused('may-not-approve', `${quoted(by.name)}: ${[...new Set(reasons)].join('; ')}`));
  return ok(free.map(({ id }) => ({ type: 'approved', by, reason, approval: id, planDigest: seen })));
};

const alreadyGiven = (state: State, approval: Plan['approvals'][number], by: Actor): string | undefined =>
  hasAgreed(state, approval, by) ? 'has agreed already' : undefined;

const nameOf = ({ phases }: Plan, at: number): string => {
  const phase = phases[at];
  return phase ? `phase ${quoted(phase.id)}` : 'that phase';
};

const confirm = ({ turn: { plan, state }, command: { by, reason, item } }: Asked<'confirm'>): Answer => {
  const known = itemsOf(plan, state);
  const found = known.find(({ id }) => id === item);
  if (!found) {
    const ids = known.map(({ id }) => id).join(', ') || 'nothing';
    return failed(refused('nothing-to-confirm', `${quoted(item)} is not asked for now; what is: ${ids}`));
  }
  return found.confirm === 'check'
    ? failed(
        refused('check-confirms', `${quoted(item)} is confirmed by the check ${quoted(found.by)}, not by a person`),
      )
    : ok([{ type: 'confirmed', by, reason, item, phase: state.phase }]);
};

/** What a person is asked to confirm where it stands now, and has not. */
export const itemsToConfirm = (plan: Plan, state: State): readonly ChecklistItem[] =>
  itemsOf(plan, state).filter(({ id, confirm: by }) => by === 'person' && !isConfirmed(state, id));

export const toConfirm = (plan: Plan, state: State): readonly string[] =>
  itemsToConfirm(plan, state).map(({ id }) => id);

const isConfirmed = ({ confirmations, phase }: State, id: string): boolean =>
  confirmations.some((one) => one.item === id && one.phase === phase);

/** Before the first phase its checklist; then the gates of the phase, with the lists of what is done meanwhile. */
const itemsOf = ({ phases, checklists: { before, during, after } }: Plan, { phase, status }: State) => {
  if (status === 'completed') return after;
  const gates = phases[phase]?.gates ?? [];
  return phase < 0 ? before : [...gates.flatMap((gate) => (gate.is === 'confirmed' ? [gate.item] : [])), ...during];
};

const resume = ({ turn: { state }, command: { by, reason } }: Asked<'resume'>): Answer => {
  if (state.status !== 'held' || state.holds.some(needsPerson)) return ok([{ type: 'resumed', by, reason }]);
  const why = state.holds.map((hold) => [hold.of, hold.why].filter(Boolean).join(': ')).join('; ');
  return failed(refused('held-by-itself', `it goes on by itself when this ends: ${plainLine(why)}`));
};

const skipSoak = ({ turn: { plan, state, nowMs }, command: { by, reason } }: Asked<'advance'>): Answer => {
  if (state.phase < 0) return failed(refused('nothing-to-skip', 'the first phase has not begun'));
  if (state.soakSkipped) return failed(refused('nothing-to-skip', 'the rest of this soak is skipped already'));
  const what = `${soakedMs(state, nowMs)} ms of ${nameOf(plan, state.phase)} are over`;
  return ok([{ type: 'soak-skipped', by, reason: plainLine(`${reason} (${what})`) }]);
};

const rollBack = ({ turn, command: { by, reason, to, gradually } }: Asked<'rollback'>): Answer => {
  const { plan, state } = turn;
  if (plan.flags.length === 0)
    return failed(refused('no-flag', 'no flag holds this change, so nothing can be switched off from here'));
  if (to.is === 'phase') {
    const at = plan.phases.findIndex(({ id }) => id === to.phase);
    if (at < 0 || at >= state.phase)
      return failed(refused('not-a-way-back', `${quoted(to.phase)} is no phase before ${nameOf(plan, state.phase)}`));
  }
  const percent = plan.phases[state.phase]?.audience.percent ?? 0;
  if (to.is === 'percent' && to.percent > 0 && to.percent >= percent)
    return failed(refused('not-a-way-back', `${to.percent} % is not less than the ${percent} % of this phase`));
  const rollback = rollbackOf(turn, { to, gradually });
  if (!rollback) return failed(refused('not-a-way-back', 'it is that low already'));
  return ok([{ ...rollback, why: plainLine(reason), by }]);
};

const stale = (): Problem =>
  problem({
    kind: 'stale',
    code: 'plan-changed',
    message: 'this is not the plan that the rollout was made for',
    hint: 'look at the plan again, and agree to the one it is now; a changed plan is a rollout of its own',
  });

const HINTS: Readonly<Record<string, string>> = {
  'no-flag': 'follow the steps of the plan by hand, then: rampart abort',
  'not-a-way-back': 'name an earlier phase, a smaller percent, or off',
};

const refused = (code: string, message: string): Problem =>
  problem({ kind: 'refused', code, message, hint: HINTS[code] ?? 'look at where the rollout stands: rampart why' });
