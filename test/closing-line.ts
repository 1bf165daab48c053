import type { Reporter, TestModule } from 'vitest/node';

const statesOf = (module: TestModule) => [...module.children.allTests()].map((test) => test.result().state);

/** The last line of a run, in the form that machines look for: `N passed, N failed`. */
export const closingLine = (): Reporter => ({
  onTestRunEnd(modules, errors) {
    const states = modules.flatMap(statesOf);
    const count = (state: string) => states.filter((one) => one === state).length;
    const neverRan = modules.filter((module) => !module.ok() && statesOf(module).length === 0).length;
    const skipped = count('skipped') ? `, ${count('skipped')} skipped` : '';
    process.stdout.write(
      `\n${count('passed')} passed, ${count('failed') + neverRan + errors.length} failed${skipped}\n`,
    );
  },
});
