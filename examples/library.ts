import { readFileSync } from 'node:fs';
import { analyze, check, decide, fold, initialState, plan, simulate } from 'rampart';

/** From a diff to a plan, and to what a rollout would do: `node examples/library.ts [FILE]`. */
const file = process.argv[2] ?? new URL('../fixtures/demo/refund-tax.diff', import.meta.url);
const print = (line: string): void => void process.stdout.write(`${line}\n`);

const analyzed = analyze({ diff: readFileSync(file, 'utf8'), title: 'Recalculate tax on refunds' });
if (!analyzed.ok) throw new Error(analyzed.problems.map(({ message }) => message).join('\n'));
print(`level      ${analyzed.value.assessment.level}, never below ${analyzed.value.assessment.floor}`);

const planned = plan(analyzed.value, { ladder: 'canary' });
if (!planned.ok) throw new Error(planned.problems.map(({ message }) => message).join('\n'));
print(`plan       ${planned.value.strategy.kind}, ${planned.value.phases.length} phases`);
print(`checked    ${check(planned.value).ok ? 'schema and rules agree' : 'not sound'}`);

for (const run of simulate(planned.value, { scenarios: ['healthy', 'errors-at-10'] }).runs)
  print(`simulated  ${run.scenario}: ${run.outcome}`);

// The state of a rollout is what its events say; who keeps them is up to the caller.
const before = initialState(planned.value, 'refunds');
const by = { name: 'Ana', roles: ['engineering'] };
const events = decide(planned.value, before, { is: 'freeze', by, reason: 'holidays', atMs: 1_767_225_600_000 });
if (!events.ok) throw new Error(events.problems.map(({ message }) => message).join('\n'));
const after = fold(before, events.value);
print(`frozen     ${after.ok ? after.value.frozen?.reason : 'not understood'}`);
