import type { Operations } from '../../app/index.ts';
import type { Operation, Outcome, Ports } from '../../app/operation.ts';
import { failed, problem, type Problem, type Result } from '../../core/problem.ts';

/** Does what a command line would do: the same operation, by its name, with its input checked by its own schema. */
export type Call = (name: string, input: Readonly<Record<string, unknown>>) => Promise<Result<Outcome<unknown>>>;

/** Nobody is asked on standard error while a screen is up, and nothing is told there: the screen asks and tells. */
export const callerOf =
  (operations: Operations, ports: Ports): Call =>
  async (name, input) => {
    const operation = Object.hasOwn(operations, name) ? await operations[name]?.() : undefined;
    if (!operation) return failed(unknown(name));
    const checked = operation.input.safeParse(input);
    if (!checked.success) return failed(...checked.error.issues.map((issue) => wrong(issue)));
    const quiet: Ports = { ...ports, tell: () => undefined, ask: async () => undefined, progress: () => undefined };
    return operation.run(checked.data, quiet);
  };

/** One that is on the list: any other name is a fault of ours. */
export const operationNamed = async (operations: Operations, name: string): Promise<Operation> => {
  const load = operations[name];
  if (!load) throw new Error(`no operation is called ${name}`);
  return load();
};

const unknown = (name: string): Problem =>
  problem({ kind: 'internal', code: 'bug', message: `there is no operation ${name}`, hint: 'please report it' });

const wrong = ({ path, message }: { readonly path: readonly PropertyKey[]; readonly message: string }): Problem =>
  problem({
    kind: 'usage',
    code: 'usage',
    path: path.map(String).join('.'),
    message: `${path.map(String).join('.')}: ${message}`,
    hint: 'say it another way',
  });
